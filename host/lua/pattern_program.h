// A Lua pattern taken apart once, so that the matcher never looks at pattern text. Parsing never
// fails and never allocates: a mistake in the pattern becomes an item that reports it when the
// match gets there, exactly as an interpreter of the text would.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "host/lua/byte_set.h"

namespace perigee::lua::pattern {

/// Captures that a pattern may have.
inline constexpr std::size_t kMaxCaptures = 32;

/// What is wrong with a pattern; it shows only when a match arrives at the place.
enum class Fault : std::uint8_t {
  None,
  EndsWithEscape,
  MissingBracket,
  MissingFrontierSet,
  Unbalanced,
  InvalidCapture,
  InvalidCaptureIndex,
  TooManyCaptures,
  TooComplex,
  UnfinishedCapture,
};

/// The sentence for a fault, word for word what the stock library says.
const char* fault_text(Fault fault);

enum class Op : std::uint8_t {
  Byte,         ///< one byte equal to `first`
  Set,          ///< one byte of `set`
  Optional,     ///< `?`: none or one of `set`, rather one
  Longest,      ///< `*`: as many of `set` as there are, then fewer
  SomeLongest,  ///< `+`: the same, at least one
  Shortest,     ///< `-`: as few of `set` as will do
  Open,         ///< capture number `first` begins here
  Position,     ///< capture number `first` is this position
  Close,        ///< capture number `first` ends here
  Balance,      ///< `%b`: from `first` to the `second` that balances it
  Frontier,     ///< `%f`: between a byte outside of `set` and one inside
  Again,        ///< `%1`: the text of capture number `first`
  Never,        ///< cannot match
  Finish,       ///< the match is complete
  FinishAtEnd,  ///< the match is complete if the subject is used up
  Faulty,       ///< reports `fault`
};

struct Item {
  Op op = Op::Never;
  unsigned char first = 0;   ///< a byte or the number of a capture, see Op
  unsigned char second = 0;  ///< see Op::Balance
  bool single = false;       ///< `set` holds `first` and nothing else
  bool any = false;          ///< `set` holds every byte
  Fault fault = Fault::None;
  const ByteSet* set = nullptr;
};

/// Which bytes a match can begin with; lets the search pass over most of the subject.
struct Start {
  enum class Kind : std::uint8_t { Anything, Byte, Set };
  Kind kind = Kind::Anything;
  unsigned char byte = 0;
  const ByteSet* set = nullptr;
};

/// A parsed pattern. Trivially copyable and without a destructor; its items live in storage of the
/// caller, who keeps it in place for as long as the program is used. The pattern text is not
/// needed after parsing.
class Program {
 public:
  /// Bytes of storage that this pattern needs, aligned as Item.
  static std::size_t storage_size(std::string_view pattern);

  /// Parses the pattern into `storage`. Like the stock library it ends at the first zero byte.
  /// A leading '^' stands for itself: anchoring is the caller's business.
  Program(std::string_view pattern, void* storage);

  const Item* items() const { return items_; }
  /// How many captures a match has.
  std::size_t captures() const { return captures_; }
  const Start& start() const { return start_; }

 private:
  const Item* items_;
  std::size_t captures_ = 0;
  Start start_;
};

}  // namespace perigee::lua::pattern

// The matcher for Lua patterns: same matches, captures and errors as the stock one, but every step
// is counted and handed to the host in batches, so that no pattern can run away. It knows nothing
// of Lua states, allocates nothing, recurses never, and owns nothing that needs a destructor: the
// callback that takes the steps may leave by lua_error.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "host/lua/pattern_program.h"
#include "host/lua/weights.h"

namespace perigee::lua::pattern {

/// Nesting at which the stock matcher gives up with "pattern too complex": every repetition and
/// every end of a capture on the way to the current item counts one.
inline constexpr std::uint32_t kMaxDepth = 200;

/// Takes the steps that were done; it need not return.
struct Meter {
  void (*charge)(void* context, std::uint64_t steps) = nullptr;
  void* context = nullptr;
};

/// One capture of a match.
struct Capture {
  static constexpr std::int32_t kUnfinished = -1;  ///< never closed; using it is an error
  static constexpr std::int32_t kPosition = -2;    ///< a position, not a text

  std::uint32_t first;  ///< offset in the subject
  std::int32_t length;  ///< bytes, or one of the constants
};

/// Where a pattern matched; offsets count bytes of the subject from 0. Captures have no value
/// before, since clearing them costs as much as a short match.
struct Match {
  std::size_t first = 0;
  std::size_t end = 0;  ///< one past the last byte
  Fault fault = Fault::None;
  std::array<Capture, kMaxCaptures> captures;  ///< the first Program::captures() are meaningful
};

enum class Outcome : std::uint8_t { Found, NotFound, Faulty };

/// Runs one program over one subject, as often as wanted. Program and subject must outlive it; the
/// subject has less than 2 GiB.
class Matcher {
 public:
  Matcher(const Program& program, std::string_view subject, Meter meter)
      : program_(program),
        begin_(subject.data()),
        end_(subject.data() + subject.size()),
        meter_(meter) {}

  /// Finds the first match that begins at `from` or, unless `anchored`, behind it. `from` is at
  /// most the length of the subject. Faulty: `match.fault` says why, the rest is meaningless.
  Outcome find(std::size_t from, bool anchored, Match& match);

  /// Adds work that the caller is about to do.
  void add(std::uint64_t steps) {
    steps_ += steps;
    if (steps_ >= weights::kStepBatch) settle();
  }
  /// Charges what has not been charged yet; to be called when the caller is done.
  void settle();

  std::string_view subject() const { return {begin_, end_}; }
  const Program& program() const { return program_; }

 private:
  const char* next_start(const char* at);

  const Program& program_;
  const char* const begin_;
  const char* const end_;
  const Meter meter_;
  std::uint64_t steps_ = 0;
};

}  // namespace perigee::lua::pattern

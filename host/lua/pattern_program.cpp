#include "host/lua/pattern_program.h"

#include <algorithm>
#include <array>
#include <new>

namespace perigee::lua::pattern {
namespace {

/// Writes items and sets into the storage; the storage is large enough by storage_size(). A zero
/// byte is the same as the end of the pattern.
class Parser {
 public:
  Parser(std::string_view pattern, Item* items, ByteSet* sets)
      : at_(pattern.data()), end_(at_ + pattern.size()), item_(items), set_(sets) {}

  void run() {
    while (step()) {
    }
  }

  std::size_t captures() const { return captures_; }

 private:
  enum class Capture : std::uint8_t { Open, Closed, Position };

  /// The byte `offset` further on, or 0 behind the end.
  unsigned char peek(std::ptrdiff_t offset = 0) const {
    return end_ - at_ > offset ? static_cast<unsigned char>(at_[offset]) : 0;
  }
  void emit(const Item& item) { *new (item_++) Item = item; }
  bool last(const Item& item) {
    emit(item);
    return false;
  }
  bool fault(Fault fault) { return last({.op = Op::Faulty, .fault = fault}); }

  /// Parses one item; false when it is the last one.
  bool step() {
    switch (peek()) {
      case '(':
        return open();
      case ')':
        return close();
      case '%':
        return escape();
      case '\0':
        return last({.op = Op::Finish});
      case '$':
        return peek(1) == 0 ? last({.op = Op::FinishAtEnd}) : single();
      default:
        return single();
    }
  }

  bool open() {
    if (captures_ == kMaxCaptures) return fault(Fault::TooManyCaptures);
    const bool position = peek(1) == ')';
    at_ += position ? 2 : 1;
    states_[captures_] = position ? Capture::Position : Capture::Open;
    emit({.op = position ? Op::Position : Op::Open, .first = captures_});
    ++captures_;
    return true;
  }

  bool close() {
    unsigned char index = captures_;
    while (index > 0 && states_[index - 1U] != Capture::Open) --index;
    if (index == 0) return fault(Fault::InvalidCapture);
    --index;
    states_[index] = Capture::Closed;
    emit({.op = Op::Close, .first = index});
    ++at_;
    return true;
  }

  bool escape() {
    const unsigned char letter = peek(1);
    if (letter == 'b') return balance();
    if (letter == 'f') return frontier();
    if (letter >= '0' && letter <= '9') return again(letter);
    return single();
  }

  bool balance() {
    if (peek(2) == 0 || peek(3) == 0) return fault(Fault::Unbalanced);
    emit({.op = Op::Balance, .first = peek(2), .second = peek(3)});
    at_ += 4;
    return true;
  }

  bool frontier() {
    at_ += 2;
    if (peek() != '[') return fault(Fault::MissingFrontierSet);
    const ByteSet* set = bracket();
    if (set == nullptr) return fault(Fault::MissingBracket);
    emit({.op = Op::Frontier, .set = set});
    return true;
  }

  bool again(unsigned char digit) {
    const auto index = static_cast<unsigned char>(digit - '1');  // '0' wraps to an index too large
    if (index >= captures_ || states_[index] == Capture::Open) {
      return fault(Fault::InvalidCaptureIndex);
    }
    const bool position = states_[index] == Capture::Position;
    emit({.op = position ? Op::Never : Op::Again, .first = index});
    at_ += 2;
    return true;
  }

  /// One byte of the subject, perhaps repeated.
  bool single() {
    Item item{.op = Op::Set};
    switch (peek()) {
      case '.':
        item.set = &any_set();
        item.any = true;
        ++at_;
        break;
      case '[':
        item.set = bracket();
        if (item.set == nullptr) return fault(Fault::MissingBracket);
        break;
      case '%':
        if (peek(1) == 0) return fault(Fault::EndsWithEscape);
        ++at_;
        item.set = class_set(peek());
        [[fallthrough]];
      default:
        item.first = peek();
        item.single = item.set == nullptr;
        if (item.single) item.set = &single_set(item.first);
        ++at_;
    }
    repeat(item);
    emit(item);
    return true;
  }

  void repeat(Item& item) {
    switch (peek()) {
      case '?':
        item.op = Op::Optional;
        break;
      case '*':
        item.op = Op::Longest;
        break;
      case '+':
        item.op = Op::SomeLongest;
        break;
      case '-':
        item.op = Op::Shortest;
        break;
      default:
        item.op = item.single ? Op::Byte : Op::Set;
        return;
    }
    ++at_;
  }

  /// Parses `[…]` and moves past it; null when it never ends.
  const ByteSet* bracket() {
    const char* close = bracket_end();
    if (close == nullptr) return nullptr;
    ByteSet* set = new (set_++) ByteSet;
    const char* p = at_ + 1;
    const bool inverted = *p == '^';
    for (p += inverted ? 1 : 0; p < close; ++p) {
      if (*p == '%') {
        add_class(*set, static_cast<unsigned char>(*++p));
      } else if (p[1] == '-' && p + 2 < close) {
        set->add_range(static_cast<unsigned char>(p[0]), static_cast<unsigned char>(p[2]));
        p += 2;
      } else {
        set->add(static_cast<unsigned char>(*p));
      }
    }
    if (inverted) set->invert();
    at_ = close + 1;
    return set;
  }

  /// The `]` that ends the set at at_; a `]` right at its beginning is a member.
  const char* bracket_end() const {
    std::ptrdiff_t p = peek(1) == '^' ? 2 : 1;
    do {
      if (peek(p) == 0) return nullptr;
      p += peek(p) == '%' && peek(p + 1) != 0 ? 2 : 1;
    } while (peek(p) != ']');
    return at_ + p;
  }

  static void add_class(ByteSet& set, unsigned char letter) {
    const ByteSet* named = class_set(letter);
    if (named != nullptr) {
      set.add(*named);
    } else {
      set.add(letter);
    }
  }

  const char* at_;
  const char* const end_;
  Item* item_;
  ByteSet* set_;
  unsigned char captures_ = 0;
  std::array<Capture, kMaxCaptures> states_;
};

/// What the first item that takes a byte asks for; those before it take none.
Start start_of(const Item* item) {
  while (item->op == Op::Open || item->op == Op::Position || item->op == Op::Close ||
         item->op == Op::Frontier) {
    ++item;
  }
  switch (item->op) {
    case Op::Byte:
    case Op::Balance:
      return {.kind = Start::Kind::Byte, .byte = item->first};
    case Op::Set:
      return {.kind = Start::Kind::Set, .set = item->set};
    case Op::SomeLongest:
      if (item->single) return {.kind = Start::Kind::Byte, .byte = item->first};
      return {.kind = Start::Kind::Set, .set = item->set};
    default:
      return {};
  }
}

}  // namespace

const char* fault_text(Fault fault) {
  switch (fault) {
    case Fault::None:
      break;
    case Fault::EndsWithEscape:
      return "malformed pattern (ends with '%')";
    case Fault::MissingBracket:
      return "malformed pattern (missing ']')";
    case Fault::MissingFrontierSet:
      return "missing '[' after '%f' in pattern";
    case Fault::Unbalanced:
      return "unbalanced pattern";
    case Fault::InvalidCapture:
      return "invalid pattern capture";
    case Fault::InvalidCaptureIndex:
      return "invalid capture index";
    case Fault::TooManyCaptures:
      return "too many captures";
    case Fault::TooComplex:
      return "pattern too complex";
    case Fault::UnfinishedCapture:
      return "unfinished capture";
  }
  return "no fault";
}

std::size_t Program::storage_size(std::string_view pattern) {
  const auto sets = static_cast<std::size_t>(std::count(pattern.begin(), pattern.end(), '['));
  return (pattern.size() + 1) * sizeof(Item) + sets * sizeof(ByteSet);
}

Program::Program(std::string_view pattern, void* storage) : items_(static_cast<Item*>(storage)) {
  auto* items = static_cast<Item*>(storage);
  auto* sets = reinterpret_cast<ByteSet*>(items + pattern.size() + 1);
  Parser parser(pattern, items, sets);
  parser.run();
  captures_ = parser.captures();
  start_ = start_of(items_);
}

}  // namespace perigee::lua::pattern

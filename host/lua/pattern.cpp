#include "host/lua/pattern.h"

#include <cstring>
#include <type_traits>

namespace perigee::lua::pattern {
namespace {

constexpr auto kWindow = static_cast<std::ptrdiff_t>(weights::kPassedWindow);
constexpr auto kBlockWindow = static_cast<std::ptrdiff_t>(weights::kBlockWindow);

unsigned char byte_at(const char* at) {
  return static_cast<unsigned char>(*at);
}

/// Steps for bytes that a tight loop has passed over.
std::uint64_t passing(std::ptrdiff_t bytes) {
  return static_cast<std::uint64_t>(bytes) / weights::kPassedBytesPerStep;
}

/// The end of the stretch at `at` that may be handled before its steps have to be counted.
const char* stretch(const char* at, const char* end, std::ptrdiff_t window = kWindow) {
  return end - at > window ? at + window : end;
}

/// One attempt to match at one place of the subject. Instead of recursing it keeps the choices
/// that are left open, at most one for each level of nesting.
class Attempt {
 public:
  Attempt(Matcher& matcher, Match& match)
      : matcher_(matcher),
        match_(match),
        begin_(matcher.subject().data()),
        end_(begin_ + matcher.subject().size()) {}

  Outcome run(const char* at) {
    item_ = matcher_.program().items();
    at_ = at;
    match_.first = offset(at);
    for (;;) {
      matcher_.add(1);
      switch (step()) {
        case Step::Onward:
          break;
        case Step::Stuck:
          if (!resume()) return Outcome::NotFound;
          break;
        case Step::Found:
          match_.end = offset(at_);
          return Outcome::Found;
        case Step::Faulty:
          return Outcome::Faulty;
      }
    }
  }

 private:
  enum class Step : std::uint8_t { Onward, Stuck, Found, Faulty };

  struct Choice {
    const Item* item;
    std::uint32_t at;     ///< where the item ended (Optional: began), offset in the subject
    std::uint32_t low;    ///< where the longest must not end before
    std::uint32_t depth;  ///< nesting behind the item
  };

  std::uint32_t offset(const char* at) const { return static_cast<std::uint32_t>(at - begin_); }

  Step fault(Fault fault) {
    match_.fault = fault;
    return Step::Faulty;
  }

  /// Goes on behind the item at `at`, or not at all when that is null.
  Step move_to(const char* at) {
    if (at == nullptr) return Step::Stuck;
    at_ = at;
    ++item_;
    return Step::Onward;
  }

  bool deeper() { return ++depth_ <= kMaxDepth; }

  /// Whether one byte more can be taken from the item's set.
  bool fits(const Item& item) const { return at_ != end_ && item.set->has(byte_at(at_)); }

  Step step() {
    const Item& item = *item_;
    switch (item.op) {
      case Op::Byte:
        if (at_ == end_ || byte_at(at_) != item.first) return Step::Stuck;
        ++at_;
        ++item_;
        return Step::Onward;
      case Op::Set:
        if (!fits(item)) return Step::Stuck;
        ++at_;
        ++item_;
        return Step::Onward;
      case Op::Optional:
        if (fits(item)) return optional(item);
        ++item_;
        return Step::Onward;
      case Op::SomeLongest:
        if (!fits(item)) return Step::Stuck;
        ++at_;
        return longest(item);
      case Op::Longest:
        return longest(item);
      case Op::Shortest:
        return shortest(item);
      case Op::Open:
        return capture(item, Capture::kUnfinished);
      case Op::Position:
        return capture(item, Capture::kPosition);
      case Op::Close:
        return close(item);
      case Op::Balance:
        return move_to(balance(item));
      case Op::Again:
        return move_to(again(match_.captures[item.first]));
      case Op::Frontier:
        if (!frontier(item)) return Step::Stuck;
        ++item_;
        return Step::Onward;
      case Op::Never:
        return Step::Stuck;
      case Op::Finish:
        return Step::Found;
      case Op::FinishAtEnd:
        return at_ == end_ ? Step::Found : Step::Stuck;
      case Op::Faulty:
        return fault(item.fault);
    }
    return Step::Stuck;
  }

  Step capture(const Item& item, std::int32_t length) {
    if (!deeper()) return fault(Fault::TooComplex);
    match_.captures[item.first] = {offset(at_), length};
    ++item_;
    return Step::Onward;
  }

  Step close(const Item& item) {
    if (!deeper()) return fault(Fault::TooComplex);
    Capture& capture = match_.captures[item.first];
    capture.length = static_cast<std::int32_t>(offset(at_) - capture.first);
    ++item_;
    return Step::Onward;
  }

  Step optional(const Item& item) {
    if (!deeper()) return fault(Fault::TooComplex);
    choices_[open_++] = {&item, offset(at_), 0, depth_ - 1};
    ++at_;
    ++item_;
    return Step::Onward;
  }

  Step shortest(const Item& item) {
    if (!deeper()) return fault(Fault::TooComplex);
    choices_[open_++] = {&item, offset(at_), 0, depth_};
    ++item_;
    return Step::Onward;
  }

  Step longest(const Item& item) {
    if (!deeper()) return fault(Fault::TooComplex);
    const char* low = at_;
    at_ = pass(item, low);
    const Item& next = *++item_;
    if (at_ == low || next.op == Op::Finish) return Step::Onward;
    if (next.op == Op::Byte && (at_ == end_ || byte_at(at_) != next.first)) shorten(next, low);
    if (at_ != low) choices_[open_++] = {&item, offset(at_), offset(low), depth_};
    return Step::Onward;
  }

  /// Goes back to the innermost choice that has a way left and takes it; false when none has.
  bool resume() {
    while (open_ > 0) {
      Choice& choice = choices_[open_ - 1];
      const Item& item = *choice.item;
      item_ = choice.item + 1;
      at_ = begin_ + choice.at;
      depth_ = choice.depth;
      if (item.op == Op::Optional) {
        --open_;
        return true;
      }
      const char* low = begin_ + choice.low;
      if (item.op == Op::Shortest ? fits(item) : at_ != low) {
        if (item.op == Op::Shortest) {
          lengthen(item, *item_);
        } else {
          shorten(*item_, low);
        }
        choice.at = offset(at_);
        return true;
      }
      --open_;
    }
    return false;
  }

  /// Gives a longest repetition up by one byte, and by all places where the next item cannot match.
  void shorten(const Item& next, const char* low) {
    --at_;
    if (next.op != Op::Byte) return;
    const char* from = at_;
    const char* stop = at_ - low > kWindow ? at_ - kWindow : low;
    while (at_ != stop && byte_at(at_) != next.first) --at_;
    matcher_.add(passing(from - at_));
  }

  /// Takes one byte more into a shortest repetition, and all where the next item cannot match.
  void lengthen(const Item& item, const Item& next) {
    ++at_;
    if (next.op != Op::Byte) return;
    const char* from = at_;
    const char* stop = stretch(at_, end_);
    while (at_ != stop && byte_at(at_) != next.first && item.set->has(byte_at(at_))) ++at_;
    matcher_.add(passing(at_ - from));
  }

  /// The first place at or behind `at` that has no byte of the item's set.
  const char* pass(const Item& item, const char* at) {
    if (item.any) return end_;
    const ByteSet& set = *item.set;
    for (;;) {
      const char* from = at;
      const char* stop = stretch(at, end_);
      while (at != stop && set.has(byte_at(at))) ++at;
      matcher_.add(passing(at - from));
      if (at != stop || at == end_) return at;
    }
  }

  /// Behind the balanced text that begins here, or null.
  const char* balance(const Item& item) {
    if (at_ == end_ || byte_at(at_) != item.first) return nullptr;
    std::size_t unclosed = 1;
    for (const char* at = at_ + 1; at != end_;) {
      const char* stop = stretch(at, end_);
      matcher_.add(passing(stop - at));
      for (; at != stop; ++at) {
        if (byte_at(at) == item.second) {
          if (--unclosed == 0) return at + 1;
        } else if (byte_at(at) == item.first) {
          ++unclosed;
        }
      }
    }
    return nullptr;
  }

  /// Behind the text of an earlier capture, if it stands here again, or null.
  const char* again(const Capture& capture) {
    const auto length = static_cast<std::size_t>(capture.length);
    if (static_cast<std::size_t>(end_ - at_) < length) return nullptr;
    matcher_.add(length / weights::kBlockBytes);
    if (length > 0 && std::memcmp(begin_ + capture.first, at_, length) != 0) return nullptr;
    return at_ + length;
  }

  bool frontier(const Item& item) const {
    const unsigned char before = at_ == begin_ ? 0 : byte_at(at_ - 1);
    const unsigned char after = at_ == end_ ? 0 : byte_at(at_);
    return !item.set->has(before) && item.set->has(after);
  }

  Matcher& matcher_;
  Match& match_;
  const char* const begin_;
  const char* const end_;
  const Item* item_ = nullptr;
  const char* at_ = nullptr;
  std::uint32_t depth_ = 1;
  std::uint32_t open_ = 0;
  std::array<Choice, kMaxDepth> choices_;  ///< never full: every choice nests
};

static_assert(std::is_trivially_destructible_v<Attempt>);
static_assert(std::is_trivially_destructible_v<Matcher>);
static_assert(std::is_trivially_destructible_v<Match>);
static_assert(std::is_trivially_destructible_v<Program>);

}  // namespace

Outcome Matcher::find(std::size_t from, bool anchored, Match& match) {
  const char* at = begin_ + from;
  if (anchored) return Attempt(*this, match).run(at);
  for (;; ++at) {
    at = next_start(at);
    if (at == nullptr) return Outcome::NotFound;
    const Outcome outcome = Attempt(*this, match).run(at);
    if (outcome != Outcome::NotFound || at == end_) return outcome;
  }
}

void Matcher::settle() {
  const std::uint64_t steps = steps_;
  steps_ = 0;
  if (steps > 0) meter_.charge(meter_.context, steps);
}

/// The first place at or behind `at` where a match may begin, or null.
const char* Matcher::next_start(const char* at) {
  const Start& start = program_.start();
  if (start.kind == Start::Kind::Anything) return at;
  while (at != end_) {
    const char* from = at;
    if (start.kind == Start::Kind::Byte) {
      const char* stop = stretch(at, end_, kBlockWindow);
      const void* hit = std::memchr(at, start.byte, static_cast<std::size_t>(stop - at));
      at = hit != nullptr ? static_cast<const char*>(hit) : stop;
      add(static_cast<std::uint64_t>(at - from) / weights::kBlockBytes);
      if (hit != nullptr) return at;
    } else {
      const ByteSet& set = *start.set;
      const char* stop = stretch(at, end_);
      while (at != stop && !set.has(byte_at(at))) ++at;
      add(passing(at - from));
      if (at != stop) return at;
    }
  }
  return nullptr;
}

}  // namespace perigee::lua::pattern

#include "host/store/sql_pattern.h"

namespace perigee::store {
namespace {

/// Characters compared before they are paid for, and what that is in steps of SQLite's machine.
constexpr std::uint64_t kComparisons = 4096;
constexpr std::uint64_t kStepsPaid = 512;

/// A place in a text that reads code points; 0 at the end.
struct Reader {
  const char* at;
  const char* end;

  bool done() const { return at == end; }
  std::uint32_t peek() const {
    Reader ahead = *this;
    return ahead.next();
  }
  std::uint32_t next() {
    if (done()) return 0;
    std::uint32_t code = static_cast<unsigned char>(*at++);
    if (code < 0xC0) return code;
    code &= code < 0xE0 ? 0x1F : code < 0xF0 ? 0x0F : 0x07;
    while (!done() && (static_cast<unsigned char>(*at) & 0xC0) == 0x80) {
      code = (code << 6) | (static_cast<unsigned char>(*at++) & 0x3F);
    }
    return code;
  }
};

Reader reader_of(std::string_view text) {
  return {text.data(), text.data() + text.size()};
}

std::uint32_t lower(std::uint32_t code) {
  return code >= 'A' && code <= 'Z' ? code + ('a' - 'A') : code;
}

/// Reads a set of GLOB behind its '['; whether it is complete and has the character.
bool set_has(Reader& pattern, std::uint32_t wanted) {
  bool seen = false;
  std::uint32_t prior = 0;
  std::uint32_t code = pattern.next();
  const bool inverted = code == '^';
  if (inverted) code = pattern.next();
  if (code == ']') {
    seen = wanted == ']';
    code = pattern.next();
  }
  for (; code != 0 && code != ']'; code = pattern.next()) {
    if (code == '-' && pattern.peek() != ']' && !pattern.done() && prior > 0) {
      code = pattern.next();
      seen = seen || (wanted >= prior && wanted <= code);
      prior = 0;
    } else {
      seen = seen || wanted == code;
      prior = code;
    }
  }
  return code == ']' && seen != inverted;
}

/// One pattern with its special characters; 0 for those that it has not.
struct Rules {
  std::uint32_t all;
  std::uint32_t one;
  std::uint32_t escape;
  bool is_glob;

  /// Compares one element of the pattern, which is not `all`, with one character.
  bool matches_one(Reader& pattern, Reader& subject) const {
    if (pattern.done() || subject.done()) return false;
    std::uint32_t code = pattern.next();
    const std::uint32_t found = subject.next();
    if (is_glob && code == '[') return set_has(pattern, found);
    if (escape != 0 && code == escape) {
      if (pattern.done()) return false;
      code = pattern.next();
    } else if (one != 0 && code == one) {
      return true;
    }
    return code == found || (!is_glob && lower(code) == lower(found));
  }
};

}  // namespace

std::optional<bool> SqlPattern::matches(std::string_view subject,
                                        const std::function<bool(std::uint64_t)>& pay) const {
  Rules rules{
      .all = is_glob ? U'*' : U'%', .one = is_glob ? U'?' : U'_', .escape = 0, .is_glob = is_glob};
  rules.escape = reader_of(escape).next();
  if (rules.escape == rules.all) rules.all = 0;
  if (rules.escape == rules.one) rules.one = 0;
  Reader pattern = reader_of(text);
  Reader rest = reader_of(subject);
  // Only the last wildcard need ever be tried further on.
  std::optional<Reader> behind_all;
  Reader tried = rest;
  for (std::uint64_t compared = 1;; ++compared) {
    if (compared % kComparisons == 0 && !pay(kStepsPaid)) return std::nullopt;
    if (rules.all != 0 && pattern.peek() == rules.all && !pattern.done()) {
      pattern.next();
      if (pattern.done()) return true;
      behind_all = pattern;
      tried = rest;
      continue;
    }
    if (pattern.done() && rest.done()) return true;
    if (rules.matches_one(pattern, rest)) continue;
    if (!behind_all || tried.done()) return false;
    tried.next();
    rest = tried;
    pattern = *behind_all;
  }
}

}  // namespace perigee::store

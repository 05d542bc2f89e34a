#include "host/lua/source_check.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "host/base/limits.h"
#include "host/base/text.h"

namespace perigee::lua {
namespace {

constexpr std::size_t kShownLiteralBytes = 40;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// LuaJIT takes every byte from 0x80 for a letter.
bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

/// Walks over the tokens in the way of LuaJIT's lexer, as far as it takes to tell number literals
/// from names, strings and comments.
class Scanner {
 public:
  explicit Scanner(std::string_view source) : source_(source) {}

  /// The next number literal, or empty at the end.
  std::string_view next_number();
  int line() const {
    return 1 + static_cast<int>(std::count(source_.begin(), source_.begin() + offset(), '\n'));
  }

 private:
  char at(std::size_t i) const { return i < source_.size() ? source_[i] : '\0'; }
  std::ptrdiff_t offset() const { return static_cast<std::ptrdiff_t>(here_); }
  void skip_line();
  void skip_comment();
  void skip_quoted(char quote);
  bool skip_long_bracket();
  std::string_view take_number();

  std::string_view source_;
  std::size_t here_ = 0;
};

std::string_view Scanner::next_number() {
  if (here_ == 0) {
    if (source_.starts_with("\xEF\xBB\xBF")) here_ = 3;
    if (at(here_) == '#') skip_line();
  }
  while (here_ < source_.size()) {
    const char c = at(here_);
    if (is_digit(c) || (c == '.' && is_digit(at(here_ + 1)))) return take_number();
    if (is_word(c)) {
      while (is_word(at(here_))) ++here_;
    } else if (c == '-' && at(here_ + 1) == '-') {
      skip_comment();
    } else if (c == '"' || c == '\'') {
      skip_quoted(c);
    } else if (c == '.' && at(here_ + 1) == '.') {
      here_ += at(here_ + 2) == '.' ? 3 : 2;
    } else if (c != '[' || !skip_long_bracket()) {
      ++here_;
    }
  }
  return {};
}

void Scanner::skip_line() {
  while (here_ < source_.size() && at(here_) != '\n' && at(here_) != '\r') ++here_;
}

void Scanner::skip_comment() {
  here_ += 2;
  if (at(here_) != '[' || !skip_long_bracket()) skip_line();
}

void Scanner::skip_quoted(char quote) {
  for (++here_; here_ < source_.size() && at(here_) != quote; ++here_) {
    if (at(here_) == '\\') ++here_;
  }
  ++here_;
}

/// Skips [[…]], [=[…]=] and so on; false when there is none here.
bool Scanner::skip_long_bracket() {
  std::size_t level = 0;
  while (at(here_ + 1 + level) == '=') ++level;
  if (at(here_ + 1 + level) != '[') return false;
  const std::string closing = "]" + std::string(level, '=') + "]";
  const std::size_t end = source_.find(closing, here_ + level + 2);
  here_ = end == std::string_view::npos ? source_.size() : end + closing.size();
  return true;
}

std::string_view Scanner::take_number() {
  const std::size_t start = here_;
  char exponent = 'e';
  if (at(here_) == '0' && lower(at(here_ + 1)) == 'x') exponent = 'p';
  char previous = '\0';
  while (is_word(at(here_)) || at(here_) == '.' ||
         ((at(here_) == '-' || at(here_) == '+') && lower(previous) == exponent)) {
    previous = at(here_++);
  }
  return source_.substr(start, here_ - start);
}

std::unexpected<Error> refuse(std::string_view chunk_name, int line, std::string message,
                              std::string hint) {
  Error error{Code::LoadError, std::move(message), std::move(hint)};
  error.where.file = chunk_name;
  error.where.line = line;
  return std::unexpected(std::move(error));
}

}  // namespace

Result<void> check_source(std::string_view chunk_name, std::string_view source) {
  if (source.size() > limits::kSourceBytes) {
    return refuse(chunk_name, 0,
                  "the file has " + std::to_string(source.size()) + " bytes, the limit is " +
                      std::to_string(limits::kSourceBytes),
                  "split it into modules and require them");
  }
  if (source.starts_with('\x1b')) {
    return refuse(chunk_name, 0, "the file is compiled bytecode", "deliver the Lua source instead");
  }
  Scanner scanner(source);
  for (auto literal = scanner.next_number(); !literal.empty(); literal = scanner.next_number()) {
    // Letters that no ordinary number has: the suffixes LL, ULL and i.
    if (literal.find_first_of("lLuUiI") == std::string_view::npos) continue;
    return refuse(chunk_name, scanner.line(),
                  "the literal " + printable(literal, kShownLiteralBytes) +
                      " is not available: plugins have no 64-bit or imaginary numbers",
                  "write a plain number; whole numbers are exact up to 2^53");
  }
  return {};
}

}  // namespace perigee::lua

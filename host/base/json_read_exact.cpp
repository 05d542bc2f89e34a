#include <algorithm>
#include <charconv>
#include <limits>

#include "host/base/json_read.h"
#include "host/base/limits.h"

namespace perigee::json_detail {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_high_surrogate(char32_t unit) {
  return unit >= 0xD800 && unit <= 0xDBFF;
}
bool is_low_surrogate(char32_t unit) {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

void append_utf8(std::string& out, char32_t c) {
  const auto add = [&out](char32_t byte) {
    out += static_cast<char>(byte);
  };
  if (c < 0x80) return add(c);
  if (c < 0x800) {
    add(0xC0 | (c >> 6));
  } else {
    if (c < 0x10000) {
      add(0xE0 | (c >> 12));
    } else {
      add(0xF0 | (c >> 18));
      add(0x80 | ((c >> 12) & 0x3F));
    }
    add(0x80 | ((c >> 6) & 0x3F));
  }
  add(0x80 | (c & 0x3F));
}

/// What a number stands for whose magnitude a double cannot hold: zero or infinity. Decided by
/// the exponent of its first significant digit.
double beyond_doubles(std::string_view text) {
  const double sign = text.starts_with('-') ? -1 : 1;
  const std::size_t mark = std::min(text.find_first_of("eE"), text.size());
  const std::string_view mantissa = text.substr(0, mark);
  const std::size_t significant = mantissa.find_first_of("123456789");
  const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
  std::string_view digits = text.substr(std::min(mark + 1, text.size()));
  if (digits.starts_with('+')) digits.remove_prefix(1);
  std::int32_t written = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), written);
  if (read.ec == std::errc::result_out_of_range) {
    using Limits = std::numeric_limits<std::int32_t>;
    written = digits.starts_with('-') ? Limits::min() : Limits::max();
  }
  const std::int64_t exponent =
      written + static_cast<std::int64_t>(point) - static_cast<std::int64_t>(significant);
  return sign * (exponent > 0 ? std::numeric_limits<double>::infinity() : 0.0);
}

/// Recursive descent; `depth` counts the brackets around the cursor.
class Reader {
 public:
  explicit Reader(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  bool read_document(Value& out) {
    if (!read_value(out)) return false;
    skip_space();
    return at_ == end_;
  }

 private:
  bool read_value(Value& out) {
    skip_space();
    switch (peek()) {
      case '{':
        return read_object(out);
      case '[':
        return read_array(out);
      case '"':
        out = std::string();
        return read_string(out.as_string());
      case 't':
        out = true;
        return take_word("true");
      case 'f':
        out = false;
        return take_word("false");
      case 'n':
        out = nullptr;
        return take_word("null");
      default:
        return read_number(out);
    }
  }

  bool read_array(Value& out) {
    Array array;
    if (!enter()) return false;
    if (!take(']')) {
      do {
        if (!read_value(array.emplace_back())) return false;
      } while (take(','));
      if (!take(']')) return false;
    }
    --depth_;
    out = std::move(array);
    return true;
  }

  bool read_object(Value& out) {
    Object members;
    if (!enter()) return false;
    if (!take('}')) {
      do {
        skip_space();
        Member& member = members.emplace_back();
        if (!read_string(member.first) || !take(':') || !read_value(member.second)) return false;
      } while (take(','));
      if (!take('}')) return false;
    }
    --depth_;
    settle_duplicates(members);
    out = std::move(members);
    return true;
  }

  bool read_string(std::string& out) {
    if (peek() != '"') return false;
    ++at_;
    while (at_ != end_ && *at_ != '"') {
      const char* plain = at_;
      while (at_ != end_ && *at_ != '"' && *at_ != '\\') {
        if (static_cast<unsigned char>(*at_) < 0x20) return false;
        ++at_;
      }
      out.append(plain, at_);
      if (peek() == '\\' && !read_escape(out)) return false;
    }
    if (at_ == end_) return false;
    ++at_;
    return true;
  }

  bool read_escape(std::string& out) {
    static constexpr std::string_view kLetters = "\"\\/bfnrt";
    static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    ++at_;
    const char letter = peek();
    if (letter == 'u') return read_unicode_escape(out);
    const std::size_t index = kLetters.find(letter);
    if (index == kLetters.npos) return false;
    ++at_;
    out += kMeanings[index];
    return true;
  }

  /// The cursor is on the 'u'. A high surrogate that no low one follows stands alone.
  bool read_unicode_escape(std::string& out) {
    char32_t unit = 0;
    if (!read_unit(unit)) return false;
    if (is_high_surrogate(unit) && end_ - at_ >= 6 && at_[0] == '\\' && at_[1] == 'u') {
      const char* before = at_++;
      char32_t low = 0;
      if (!read_unit(low)) return false;
      if (is_low_surrogate(low)) {
        append_utf8(out, 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
        return true;
      }
      at_ = before;
    }
    if (is_high_surrogate(unit) || is_low_surrogate(unit)) {
      out += kReplacement;
    } else {
      append_utf8(out, unit);
    }
    return true;
  }

  /// "u" and four hex digits.
  bool read_unit(char32_t& unit) {
    if (end_ - at_ < 5) return false;
    std::uint32_t number = 0;
    const auto read = std::from_chars(at_ + 1, at_ + 5, number, 16);
    if (read.ec != std::errc() || read.ptr != at_ + 5) return false;
    at_ += 5;
    unit = number;
    return true;
  }

  bool read_number(Value& out) {
    const char* first = at_;
    bool whole = true;
    if (peek() == '-') ++at_;
    if (peek() == '0') {
      ++at_;
    } else if (!take_digits()) {
      return false;
    }
    if (peek() == '.') {
      ++at_;
      whole = false;
      if (!take_digits()) return false;
    }
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      whole = false;
      if (peek() == '+' || peek() == '-') ++at_;
      if (!take_digits()) return false;
    }
    out = number(std::string_view(first, at_), whole);
    return true;
  }

  static Value number(std::string_view text, bool whole) {
    const char* end = text.data() + text.size();
    std::int64_t exact = 0;
    if (whole && std::from_chars(text.data(), end, exact).ec == std::errc()) {
      return integer(exact);
    }
    double nearest = 0;
    const auto read = std::from_chars(text.data(), end, nearest);
    return read.ec == std::errc() ? nearest : beyond_doubles(text);
  }

  bool take_digits() {
    const char* first = at_;
    while (at_ != end_ && is_digit(*at_)) ++at_;
    return at_ != first;
  }

  bool take_word(std::string_view word) {
    if (!std::string_view(at_, end_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }

  /// Takes a mark of punctuation, with white space before it.
  bool take(char mark) {
    skip_space();
    if (peek() != mark) return false;
    ++at_;
    return true;
  }

  /// Takes an opening bracket, unless too many are open.
  bool enter() {
    ++at_;
    return ++depth_ <= limits::kJsonDepth;
  }

  void skip_space() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\n' || *at_ == '\r')) ++at_;
  }

  /// NUL at the end, which no caller takes for a character of its own.
  char peek() const { return at_ == end_ ? '\0' : *at_; }

  const char* at_;
  const char* end_;
  std::size_t depth_ = 0;
};

}  // namespace

Result<Value> read_exact(std::string_view text) {
  Value value;
  if (!Reader(text).read_document(value)) return fail(Code::InvalidInput, "Invalid JSON");
  return value;
}

}  // namespace perigee::json_detail

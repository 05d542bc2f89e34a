#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "host/base/json.h"

namespace perigee {
namespace {

/// What a byte needs inside a JSON string: 0 = nothing, 'u' = \u00xx, else the letter after '\'.
constexpr std::array<char, 256> kEscapes = [] {
  std::array<char, 256> table{};
  for (std::size_t i = 0; i < 0x20; ++i) table[i] = 'u';
  table['\b'] = 'b';
  table['\f'] = 'f';
  table['\n'] = 'n';
  table['\r'] = 'r';
  table['\t'] = 't';
  table['"'] = '"';
  table['\\'] = '\\';
  return table;
}();

/// Whether one of eight bytes needs an escape; may say so wrongly of bytes behind one that does.
bool has_escape(std::uint64_t bytes) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHigh = 0x8080808080808080;
  const std::uint64_t quote = bytes ^ (kOnes * '"');
  const std::uint64_t backslash = bytes ^ (kOnes * '\\');
  const std::uint64_t below = (bytes - kOnes * 0x20) & ~bytes;
  const std::uint64_t equal = ((quote - kOnes) & ~quote) | ((backslash - kOnes) & ~backslash);
  return ((below | equal) & kHigh) != 0;
}

/// Where the next byte that needs an escape is, from `begin` on; the size when none does.
std::size_t find_escape(std::string_view text, std::size_t begin) {
  std::size_t at = begin;
  for (std::uint64_t bytes = 0; at + sizeof bytes <= text.size(); at += sizeof bytes) {
    std::memcpy(&bytes, text.data() + at, sizeof bytes);
    if (has_escape(bytes)) break;
  }
  while (at < text.size() && kEscapes[static_cast<unsigned char>(text[at])] == 0) ++at;
  return at;
}

/// The number that a key stands for when JavaScript would sort it first, else -1.
std::int64_t array_index(std::string_view key) {
  if (key.empty() || key.size() > 10 || (key.size() > 1 && key[0] == '0')) return -1;
  std::int64_t index = 0;
  for (char c : key) {
    if (c < '0' || c > '9') return -1;
    index = index * 10 + (c - '0');
  }
  return index < 4294967295 ? index : -1;
}

void append_value(std::string& out, const Value& value);

void append_member(std::string& out, const Member& member, bool first) {
  if (!first) out += ',';
  append_json_string(out, member.first);
  out += ':';
  append_value(out, member.second);
}

void append_object(std::string& out, const Object& object) {
  std::vector<std::pair<std::int64_t, const Member*>> indices;
  for (const Member& member : object) {
    if (const std::int64_t index = array_index(member.first); index >= 0) {
      indices.emplace_back(index, &member);
    }
  }
  std::ranges::sort(indices);
  out += '{';
  bool first = true;
  for (const auto& [index, member] : indices) {
    append_member(out, *member, first);
    first = false;
  }
  for (const Member& member : object) {
    if (!indices.empty() && array_index(member.first) >= 0) continue;
    append_member(out, member, first);
    first = false;
  }
  out += '}';
}

void append_value(std::string& out, const Value& value) {
  if (value.is_null()) {
    out += "null";
  } else if (value.is_bool()) {
    out += value.as_bool() ? "true" : "false";
  } else if (value.is_number()) {
    append_json_number(out, value.as_number());
  } else if (value.is_string()) {
    append_json_string(out, value.as_string());
  } else if (value.is_array()) {
    out += '[';
    bool first = true;
    for (const Value& element : value.as_array()) {
      if (!first) out += ',';
      first = false;
      append_value(out, element);
    }
    out += ']';
  } else {
    append_object(out, value.as_object());
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  for (std::size_t begin = 0;;) {
    const std::size_t end = find_escape(text, begin);
    out.append(text, begin, end - begin);
    if (end == text.size()) break;
    const auto byte = static_cast<unsigned char>(text[end]);
    const char escape = kEscapes[byte];
    out += '\\';
    out += escape;
    if (escape == 'u') {
      out += "00";
      out += kHex[byte >> 4];
      out += kHex[byte & 0x0F];
    }
    begin = end + 1;
  }
  out += '"';
}

void append_json_number(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  if (number == 0) {  // also -0
    out += '0';
    return;
  }
  // The shortest digits that read back as the same number, as `d.ddde±xx`, laid out as the
  // specification of JavaScript lays them out.
  std::array<char, 32> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number,
                                 std::chars_format::scientific);
  std::string_view text(buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data()));
  if (text[0] == '-') {
    out += '-';
    text.remove_prefix(1);
  }
  const std::size_t mark = text.find('e');
  std::string digits(text.substr(0, 1));
  if (mark > 2) digits += text.substr(2, mark - 2);
  int exponent = 0;
  const std::size_t exponent_start = text[mark + 1] == '+' ? mark + 2 : mark + 1;
  std::from_chars(text.data() + exponent_start, text.data() + text.size(), exponent);
  const int point = exponent + 1;  // digits before the decimal point
  const int count = static_cast<int>(digits.size());
  if (point > 21 || point < -5) {
    out += digits[0];
    if (count > 1) out.append(".").append(digits, 1);
    out.append(exponent < 0 ? "e-" : "e+").append(std::to_string(std::abs(exponent)));
  } else if (point <= 0) {
    out.append("0.").append(static_cast<std::size_t>(-point), '0').append(digits);
  } else if (point >= count) {
    out.append(digits).append(static_cast<std::size_t>(point - count), '0');
  } else {
    const auto split = static_cast<std::size_t>(point);
    out.append(digits, 0, split).append(".").append(digits, split);
  }
}

std::string to_json(const Value& value) {
  std::string out;
  append_value(out, value);
  return out;
}

void JsonWriter::separate() {
  if (needs_comma_) out_ += ',';
  needs_comma_ = true;
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  out_ += bracket;
  needs_comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  append_json_string(out_, name);
  out_ += ':';
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view text) {
  separate();
  append_json_string(out_, text);
  return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t number) {
  separate();
  std::array<char, 24> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  out_.append(buffer.data(), end.ptr);
  return *this;
}

JsonWriter& JsonWriter::number(double number) {
  separate();
  append_json_number(out_, number);
  return *this;
}

JsonWriter& JsonWriter::boolean(bool value) {
  return raw(value ? "true" : "false");
}
JsonWriter& JsonWriter::null() {
  return raw("null");
}

JsonWriter& JsonWriter::value(const Value& value) {
  separate();
  append_value(out_, value);
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}

}  // namespace perigee

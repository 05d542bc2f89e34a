#include <cstdint>
#include <optional>

#include "host/hub/url_host.h"

namespace perigee::hub {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_hex_digit(char c) {
  return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/// Larger than every IPv4 address; what a number of any length is clipped to.
constexpr std::uint64_t kTooLarge = std::uint64_t{1} << 32;

/// A part of an IPv4 address; absent when it is no number.
std::optional<std::uint64_t> parse_part(std::string_view text) {
  if (text.empty()) return std::nullopt;
  unsigned radix = 10;
  if (text.size() >= 2 && text[0] == '0') {
    const bool hex = (text[1] | 0x20) == 'x';
    radix = hex ? 16 : 8;
    text.remove_prefix(hex ? 2 : 1);
  }
  std::uint64_t number = 0;
  for (char c : text) {
    if (!is_hex_digit(c)) return std::nullopt;
    const auto digit = static_cast<unsigned>(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
    if (digit >= radix) return std::nullopt;
    number = number * radix + digit;
    if (number > kTooLarge) number = kTooLarge;
  }
  return number;
}

/// The four decimal numbers at the end of an IPv6 address, without leading zeros.
bool is_dotted_tail(std::string_view text) {
  std::size_t at = 0;
  for (int part = 0; part < 4; ++part) {
    if (part > 0 && (at >= text.size() || text[at++] != '.')) return false;
    const std::size_t first = at;
    int number = 0;
    while (at < text.size() && is_digit(text[at]) && number <= 255) {
      number = number * 10 + (text[at++] - '0');
    }
    const std::size_t digits = at - first;
    if (digits == 0 || number > 255 || (digits > 1 && text[first] == '0')) return false;
  }
  return at == text.size();
}

}  // namespace

bool ends_in_number(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  const std::size_t dot = name.rfind('.');
  const std::string_view last = dot == name.npos ? name : name.substr(dot + 1);
  if (last.empty()) return false;
  return last.find_first_not_of("0123456789") == last.npos || parse_part(last).has_value();
}

bool is_ipv4(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  std::uint64_t room = kTooLarge;  // addresses that the parts so far leave open
  for (int part = 0; part < 4; ++part) {
    const std::size_t dot = text.find('.');
    const auto number = parse_part(text.substr(0, dot));
    if (!number) return false;
    if (dot == text.npos) return *number < room;
    if (*number > 255) return false;
    room /= 256;
    text.remove_prefix(dot + 1);
  }
  return false;
}

bool is_ipv6(std::string_view text) {
  constexpr int kPieces = 8;
  const auto at = [&text](std::size_t i) {
    return i < text.size() ? text[i] : '\0';
  };
  std::size_t p = 0;
  int pieces = 0;
  bool compressed = false;
  if (at(0) == ':') {
    if (at(1) != ':') return false;
    p = 2;
    pieces = 1;
    compressed = true;
  }
  while (p < text.size()) {
    if (pieces == kPieces) return false;
    if (at(p) == ':') {
      if (compressed) return false;
      compressed = true;
      ++p;
      ++pieces;
      continue;
    }
    std::size_t digits = 0;
    while (digits < 4 && is_hex_digit(at(p + digits))) ++digits;
    if (digits == 0) return false;
    if (at(p + digits) == '.') {
      pieces += 2;
      return is_dotted_tail(text.substr(p)) && (compressed ? pieces <= kPieces : pieces == kPieces);
    }
    p += digits;
    ++pieces;
    if (p == text.size()) break;
    if (at(p) != ':' || ++p == text.size()) return false;
  }
  return compressed || pieces == kPieces;
}

}  // namespace perigee::hub

#include "host/http/query.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "host/base/text.h"

namespace perigee::http {
namespace {

constexpr std::int64_t kMaxSafeInteger = 9007199254740991;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Calls `visit` with each raw name and value until it returns false.
template <class Visit>
void for_each_pair(std::string_view raw, Visit visit) {
  while (!raw.empty()) {
    const std::size_t end = std::min(raw.find('&'), raw.size());
    const std::string_view pair = raw.substr(0, end);
    raw.remove_prefix(std::min(end + 1, raw.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
    if (!visit(pair.substr(0, equals), value)) return;
  }
}

std::string_view trim_js(std::string_view text) {
  const auto is_space = [](std::string_view s, std::size_t offset) {
    return is_js_space(next_code_point(s, offset));
  };
  std::size_t begin = 0;
  while (begin < text.size()) {
    std::size_t next = begin;
    if (!is_js_space(next_code_point(text, next))) break;
    begin = next;
  }
  std::size_t end = text.size();
  while (end > begin) {
    std::size_t last = end - 1;
    while (last > begin && !is_utf8_boundary(text, last)) --last;
    if (!is_space(text, last)) break;
    end = last;
  }
  return text.substr(begin, end - begin);
}

/// Sign and digits at the front; `rest` is what follows them.
std::optional<std::int64_t> leading_integer(std::string_view text, std::string_view& rest) {
  bool negative = false;
  if (text.starts_with('+') || text.starts_with('-')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  rest = text.substr(digits);
  if (digits == 0) return std::nullopt;
  std::int64_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + digits, number);
  if (parsed.ec != std::errc{}) number = std::numeric_limits<std::int64_t>::max();
  return negative ? -number : number;
}

}  // namespace

std::string form_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%' && i + 2 < text.size()) {
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high >= 0 && low >= 0) {
        out += static_cast<char>(high * 16 + low);
        i += 2;
        continue;
      }
    }
    out += c == '+' ? ' ' : c;
  }
  return is_valid_utf8(out) ? out : repair_utf8(out);
}

std::optional<std::string> Query::get(std::string_view name) const {
  std::optional<std::string> found;
  for_each_pair(raw_, [&](std::string_view key, std::string_view value) {
    if (form_decode(key) != name) return true;
    found = form_decode(value);
    return false;
  });
  return found;
}

std::vector<std::string> Query::all(std::string_view name) const {
  std::vector<std::string> values;
  for_each_pair(raw_, [&](std::string_view key, std::string_view value) {
    if (form_decode(key) == name) values.push_back(form_decode(value));
    return true;
  });
  return values;
}

std::optional<std::int64_t> parse_integer_prefix(std::string_view text) {
  std::string_view rest;
  return leading_integer(trim_js(text), rest);
}

std::optional<std::int64_t> parse_safe_integer(std::string_view text) {
  std::string_view rest;
  const auto number = leading_integer(trim_js(text), rest);
  if (!number || !rest.empty() || *number > kMaxSafeInteger || *number < -kMaxSafeInteger) {
    return std::nullopt;
  }
  return number;
}

Result<int> list_limit(const Query& query, int fallback) {
  const auto text = query.get("limit");
  if (!text) return fallback;
  const auto number = parse_integer_prefix(*text);
  if (!number) return fail(Code::InvalidInput, "limit must be a number");
  if (*number < 0) return fail(Code::InvalidInput, "limit must not be negative");
  return static_cast<int>(std::min<std::int64_t>(*number, kMaxListLimit));
}

}  // namespace perigee::http

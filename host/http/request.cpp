#include "host/http/request.h"

#include <algorithm>

namespace perigee::http {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

}  // namespace

bool equals_lower(std::string_view text, std::string_view lower_text) {
  return std::ranges::equal(text, lower_text, {}, lower);
}

std::string_view trim_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool has_token(std::string_view value, std::string_view lower_token) {
  while (!value.empty()) {
    const std::size_t comma = value.find(',');
    if (equals_lower(trim_blanks(value.substr(0, comma)), lower_token)) return true;
    if (comma == std::string_view::npos) return false;
    value.remove_prefix(comma + 1);
  }
  return false;
}

std::optional<std::string_view> Request::header(std::string_view lower_name) const {
  for (const Header& header : headers) {
    if (header.name.size() == lower_name.size() && equals_lower(header.name, lower_name)) {
      return header.value;
    }
  }
  return std::nullopt;
}

std::size_t Request::header_count(std::string_view lower_name) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      headers, [&](const Header& header) { return equals_lower(header.name, lower_name); }));
}

}  // namespace perigee::http

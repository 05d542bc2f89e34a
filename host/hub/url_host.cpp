#include "host/hub/url_host.h"

#include <algorithm>
#include <string>

#include "host/base/text.h"

namespace perigee::hub {
namespace {

/// ASCII that no host may contain, whatever the scheme. NUL is one of them.
constexpr std::string_view kForbidden{"\0\t\n\r #/:<>?@[\\]^|", 17};

bool is_forbidden_in_name(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= 0x20 || byte == 0x7F || c == '%' || kForbidden.find(c) != kForbidden.npos;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const int letter = c | 0x20;
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/// Escapes that are none stay as they are; their percent sign is refused later.
std::string percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high >= 0 && low >= 0) {
        out += static_cast<char>(high * 16 + low);
        i += 2;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

bool has_name_code_points_only(std::string_view name) {
  if (!is_valid_utf8(name)) return false;
  for (std::size_t offset = 0; offset < name.size();) {
    const char32_t c = next_code_point(name, offset);
    if (c < 0x80 ? is_forbidden_in_name(static_cast<char>(c)) : !is_name_code_point(c)) {
      return false;
    }
  }
  return true;
}

bool is_label(std::string_view label) {
  const auto same = [](char a, char b) {
    return (a | 0x20) == b;
  };
  constexpr std::string_view kPrefix = "xn";
  if (label.size() < 4 || label.substr(2, 2) != "--") return true;
  if (!std::ranges::equal(label.substr(0, 2), kPrefix, same)) return true;
  return is_punycode(label.substr(4));
}

bool has_labels_only(std::string_view name) {
  while (true) {
    const std::size_t dot = name.find('.');
    if (!is_label(name.substr(0, dot))) return false;
    if (dot == name.npos) return true;
    name.remove_prefix(dot + 1);
  }
}

bool is_bracketed_ipv6(std::string_view host) {
  return host.ends_with(']') && is_ipv6(host.substr(1, host.size() - 2));
}

}  // namespace

bool is_name_code_point(char32_t c) {
  const bool control = c < 0xA0;
  const bool direction =
      c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  const bool ill_formed = c == 0xFFFD || (c >= 0xD800 && c <= 0xDFFF);
  return !control && !direction && !ill_formed && !is_js_space(c);
}

bool is_special_host(std::string_view host) {
  if (host.starts_with('[')) return is_bracketed_ipv6(host);
  std::string decoded;
  if (host.find('%') != host.npos) {
    decoded = percent_decode(host);
    host = decoded;
  }
  if (host.empty() || !has_name_code_points_only(host) || !has_labels_only(host)) return false;
  return !ends_in_number(host) || is_ipv4(host);
}

bool is_opaque_host(std::string_view host) {
  if (host.starts_with('[')) return is_bracketed_ipv6(host);
  return host.find_first_of(kForbidden) == host.npos;
}

}  // namespace perigee::hub

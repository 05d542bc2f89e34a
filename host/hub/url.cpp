#include "host/hub/url.h"

#include <algorithm>
#include <array>
#include <utility>

#include "host/hub/url_host.h"

namespace perigee::hub {
namespace {

/// How the part after the scheme is read.
enum class Syntax {
  Authority,  ///< Always a host, behind any number of slashes of either kind.
  File,       ///< Perhaps a host, behind two slashes of either kind.
  Other,      ///< Perhaps a host, behind "//"; else anything goes.
};

std::string_view trim_controls(std::string_view text) {
  const auto trimmed = [](char c) {
    return static_cast<unsigned char>(c) <= 0x20;
  };
  while (!text.empty() && trimmed(text.front())) text.remove_prefix(1);
  while (!text.empty() && trimmed(text.back())) text.remove_suffix(1);
  return text;
}

std::string without_tabs_and_newlines(std::string_view text) {
  std::string kept;
  for (char c : text) {
    if (c != '\t' && c != '\n' && c != '\r') kept += c;
  }
  return kept;
}

/// Takes "scheme:" off the front and returns the scheme in lower case; empty when there is none.
std::string take_scheme(std::string_view& text) {
  std::string scheme;
  for (char c : text) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    if (lower >= 'a' && lower <= 'z') {
      scheme += lower;
    } else if (scheme.empty()) {
      return {};
    } else if (c == ':') {
      text.remove_prefix(scheme.size() + 1);
      return scheme;
    } else if ((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.') {
      scheme += c;
    } else {
      return {};
    }
  }
  return {};
}

Syntax syntax_of(std::string_view scheme) {
  static constexpr std::array<std::string_view, 5> kAuthority = {"http", "https", "ws", "wss",
                                                                 "ftp"};
  for (std::string_view name : kAuthority) {
    if (scheme == name) return Syntax::Authority;
  }
  return scheme == "file" ? Syntax::File : Syntax::Other;
}

bool is_port(std::string_view digits) {
  int port = 0;
  for (char c : digits) {
    if (c < '0' || c > '9') return false;
    port = port * 10 + (c - '0');
    if (port > 65'535) return false;
  }
  return true;
}

/// "user:password@host:port", of which only the host is required, and that not by every scheme.
bool is_authority(std::string_view text, Syntax syntax) {
  if (const std::size_t at = text.rfind('@'); at != text.npos) {
    text.remove_prefix(at + 1);
    if (text.empty()) return false;
  }
  std::size_t colon = text.npos;
  bool in_brackets = false;
  for (std::size_t i = 0; i < text.size() && colon == text.npos; ++i) {
    if (text[i] == '[') in_brackets = true;
    if (text[i] == ']') in_brackets = false;
    if (text[i] == ':' && !in_brackets) colon = i;
  }
  const std::string_view host = text.substr(0, colon);
  if (colon != text.npos && (host.empty() || !is_port(text.substr(colon + 1)))) return false;
  if (syntax == Syntax::Authority) return is_special_host(host);
  return host.empty() || is_opaque_host(host);
}

bool is_file_host(std::string_view host) {
  const bool drive = host.size() == 2 && (host[0] | 0x20) >= 'a' && (host[0] | 0x20) <= 'z' &&
                     (host[1] == ':' || host[1] == '|');
  return host.empty() || drive || is_special_host(host);
}

/// What follows the scheme. Paths, queries and fragments are always accepted.
bool is_rest(std::string_view text, Syntax syntax) {
  constexpr std::string_view kSlashes = "/\\";
  switch (syntax) {
    case Syntax::Authority: {
      const std::size_t start = std::min(text.find_first_not_of(kSlashes), text.size());
      text.remove_prefix(start);
      return is_authority(text.substr(0, text.find_first_of("/\\?#")), syntax);
    }
    case Syntax::File: {
      const std::size_t start = std::min(text.find_first_not_of(kSlashes), text.size());
      if (start < 2) return true;
      text.remove_prefix(2);
      return is_file_host(text.substr(0, text.find_first_of("/\\?#")));
    }
    case Syntax::Other:
      if (!text.starts_with("//")) return true;
      text.remove_prefix(2);
      return is_authority(text.substr(0, text.find_first_of("/?#")), syntax);
  }
  std::unreachable();
}

}  // namespace

UrlVerdict classify_url(std::string_view text) {
  text = trim_controls(text);
  std::string kept;
  if (text.find_first_of("\t\n\r") != text.npos) {
    kept = without_tabs_and_newlines(text);
    text = kept;
  }
  const std::string scheme = take_scheme(text);
  if (scheme.empty() || !is_rest(text, syntax_of(scheme))) return UrlVerdict::Malformed;
  return scheme == "http" || scheme == "https" ? UrlVerdict::Ok : UrlVerdict::OtherScheme;
}

}  // namespace perigee::hub

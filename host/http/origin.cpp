#include "host/http/origin.h"

#include <algorithm>

#include "host/http/bind.h"

namespace perigee::http {
namespace {

bool is_numeric(std::string_view host) {
  if (host.starts_with('[')) return true;
  return !host.empty() && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

/// Host of "http://host:port", or empty when it is no web origin.
std::string_view origin_host(std::string_view origin) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!equals_lower(origin.substr(0, scheme.size()), scheme)) continue;
    return split_authority(origin.substr(scheme.size())).host;
  }
  return {};
}

}  // namespace

Authority split_authority(std::string_view authority) {
  const std::size_t bracket = authority.starts_with('[') ? authority.find(']') : 0;
  if (bracket == std::string_view::npos) return {};
  const std::size_t colon = std::min(authority.find(':', bracket), authority.size());
  Authority parts{authority.substr(0, colon), {}};
  if (colon == authority.size()) return parts;
  parts.port = authority.substr(colon + 1);
  if (parts.port.find_first_not_of("0123456789") != std::string_view::npos) return {};
  return parts;
}

OriginGuard::OriginGuard(std::string_view bind_host, std::vector<std::string> more_hosts)
    : hosts_(std::move(more_hosts)), numeric_(is_wildcard(bind_host)) {
  for (const char* loopback : {"localhost", "127.0.0.1", "[::1]"}) hosts_.emplace_back(loopback);
}

bool OriginGuard::allows(std::string_view host) const {
  if (numeric_ && is_numeric(host)) return true;
  return std::ranges::any_of(hosts_,
                             [&](const std::string& known) { return equals_lower(host, known); });
}

Result<void> OriginGuard::check(const Request& request, bool checks_origin) const {
  const auto host = request.header("host");
  if (!host && request.http_1_1) return fail(Code::InvalidInput, "Host header is missing");
  if (host && !allows(split_authority(*host).host)) {
    return fail(Code::InvalidInput, "Host header does not name this hub");
  }
  if (!request.authority.empty() && !allows(split_authority(request.authority).host)) {
    return fail(Code::InvalidInput, "the request target does not name this hub");
  }
  if (!checks_origin) return {};
  const auto origin = request.header("origin");
  if (origin && !allows(origin_host(*origin))) {
    return fail(Code::InvalidInput, "Origin header names a page that this hub does not trust");
  }
  return {};
}

}  // namespace perigee::http

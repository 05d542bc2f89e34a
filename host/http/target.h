// The target of a request, taken apart and normalised as a WHATWG URL is (hub-protocol §2.1): dot
// segments are resolved, percent-encoding stays.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace perigee::http {

struct Target {
  std::string_view path;       ///< Into the target, or into `storage`.
  std::string_view query;      ///< Without '?'.
  std::string_view authority;  ///< Of an absolute target, else empty.
};

/// Takes a target apart; what has to be rewritten goes into `storage`. Absent when it is neither a
/// path nor an http URL.
std::optional<Target> parse_target(std::string_view target, std::string& storage);

}  // namespace perigee::http

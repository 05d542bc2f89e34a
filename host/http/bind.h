// Where the hub may listen (hub-data §7.1): on this machine alone, unless told otherwise.
#pragma once

#include <string>
#include <string_view>

#include "host/base/error.h"

namespace perigee::http {

/// Whether the host stands for all interfaces.
bool is_wildcard(std::string_view host);

/// The numeric address of a configured host. Wildcards need `allow_network`.
/// Errors: InvalidConfig "Refusing to bind …" or "Invalid bind host …".
Result<std::string> bind_address(std::string_view host, bool allow_network);

}  // namespace perigee::http

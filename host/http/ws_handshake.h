// The HTTP side of a WebSocket: which requests ask for one, and the answer (RFC 6455 §4.2).
#pragma once

#include <string>

#include "host/http/request.h"

namespace perigee::http {

/// Whether the request is a complete and correct upgrade request.
bool is_websocket_upgrade(const Request& request);

/// The head that switches protocols. No extension is agreed on; of the subprotocols that the client
/// offers the first is taken.
std::string websocket_accept(const Request& request);

}  // namespace perigee::http

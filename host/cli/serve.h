// A hub over HTTP and WebSocket, with live reload, until a signal or idleness stops it: what
// `perigee run` and `perigee up` have in common.
#pragma once

#include <functional>
#include <optional>

#include "host/cli/run_options.h"
#include "host/http/server_file.h"

namespace perigee::cli {

struct ServeOptions {
  ListenAddress address;
  /// Stops by itself when nobody used the hub for so long (hub-data §7.4).
  std::optional<std::chrono::milliseconds> idle_shutdown;
  bool logs_requests = false;
  /// What is printed on standard output once the hub can be reached.
  std::function<std::string(const http::ServerFile&)> announcement;
};

/// Serves until SIGINT, SIGTERM or idleness, and stops in order: the front, the plugins, the store,
/// server.json, the lock. Errors: LockHeld when another hub has the data directory; why it could
/// not start, and then nothing is left behind.
Result<void> serve(HostOptions options, ServeOptions serving);

}  // namespace perigee::cli

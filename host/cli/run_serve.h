// `perigee run`: the hub over HTTP and WebSocket, with live reload, until a signal stops it.
#pragma once

#include "host/cli/run_options.h"

namespace perigee::cli {

/// Returns the exit code: 0 after SIGINT or SIGTERM, 1 when it could not start, 10 when another
/// host has the data directory.
int run_serve(HostOptions options, const ListenAddress& address, bool json);

}  // namespace perigee::cli

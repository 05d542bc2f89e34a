// `perigee run --stdin`: posts what comes in, lets every plugin catch up, and sums up.
#pragma once

#include "host/cli/host.h"
#include "host/cli/stop_signals.h"

namespace perigee::cli {

/// Returns the exit code: 0, or 1 when a line was refused. SIGINT and SIGTERM end the reading;
/// what was acknowledged is committed.
int run_stdin(Host& host, const StopSignals& signals, bool json);

}  // namespace perigee::cli

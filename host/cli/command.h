// The subcommands of the binary. Each adds itself to the parser and returns an exit code when it
// is chosen; errors go to standard error, results to standard output.
#pragma once

#include <functional>

#include "host/base/error.h"

namespace CLI {
class App;
}

namespace perigee::cli {

/// Exit codes (hub-data §9.3): 0 is success.
inline constexpr int kExitFailure = 1;
inline constexpr int kExitLockHeld = 10;

/// Set by the subcommand that was chosen; main runs it after parsing.
using Action = std::function<int()>;

/// `perigee run`: a hub with its plugins, over HTTP or from standard input.
void add_run_command(CLI::App& app, Action& action);
/// `perigee plugins`: what the plugins of a data directory do.
void add_plugins_command(CLI::App& app, Action& action);

/// Prints an error for people and returns the exit code that belongs to it.
int report_error(const Error& error);

}  // namespace perigee::cli

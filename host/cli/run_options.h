// What `perigee run` was asked for, and what follows from it: data directory, configuration, plugin
// folders, address.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/cli/globals.h"
#include "host/cli/host.h"

namespace perigee::cli {

struct RunOptions {
  std::vector<std::filesystem::path> plugin_folders;  ///< Default: the workspace's lua-plugins/.
  std::optional<std::string> listen;  ///< HOST:PORT; over http.listen of the configuration.
  std::optional<std::filesystem::path> config;  ///< Default: the workspace's perigee.lua.
  bool from_stdin = false;
  bool logs_requests = false;
};

/// An address to bind to.
struct ListenAddress {
  std::string host = "127.0.0.1";
  int port = 8470;
};

/// "HOST:PORT", "[::1]:PORT", "HOST" or ":PORT". Errors: Usage naming the text.
Result<ListenAddress> parse_listen(const std::string& text);

/// The folders that were given, else the workspace's lua-plugins/ if it is there.
std::vector<std::filesystem::path> plugin_folders(const RunOptions& options,
                                                  const Location& location);

/// Reads the configuration and fills in the defaults of the workspace.
Result<HostOptions> resolve(const RunOptions& options, const Location& location,
                            const Clock& clock);

}  // namespace perigee::cli

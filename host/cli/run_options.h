// What `perigee run` was asked for, and what follows from it: data directory, configuration, plugin
// folders, address.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/cli/host.h"

namespace perigee::cli {

struct RunOptions {
  std::vector<std::filesystem::path> plugin_folders;  ///< Default: lua-plugins/ where it exists.
  std::optional<std::filesystem::path> data;
  std::optional<std::string> listen;  ///< HOST:PORT; over http.listen of the configuration.
  std::optional<std::filesystem::path> config;  ///< Default: perigee.lua where it exists.
  bool from_stdin = false;
  bool json = false;
};

/// An address to bind to.
struct ListenAddress {
  std::string host = "127.0.0.1";
  int port = 8470;
};

/// "HOST:PORT", "[::1]:PORT", "HOST" or ":PORT". Errors: Usage naming the text.
Result<ListenAddress> parse_listen(const std::string& text);

/// Reads the configuration and fills in the defaults of a workspace (the current directory).
Result<HostOptions> resolve(const RunOptions& options, const Clock& clock);

}  // namespace perigee::cli

// The options that every subcommand takes, and what follows from them: which workspace and which
// data directory are meant. Nothing is made here.
#pragma once

#include <filesystem>
#include <optional>

#include "host/base/error.h"
#include "host/store/connection.h"
#include "host/store/data_directory.h"

namespace perigee::cli {

struct Globals {
  std::optional<std::filesystem::path> workspace;  ///< Where the search begins; default: here.
  std::optional<std::filesystem::path> data;
  bool json = false;
  /// Started as an SDK starts its hub (hub-data §9.2), which looks into `.agentlip/` and nowhere
  /// else.
  bool by_sdk = false;
};

/// Where a command works.
struct Location {
  std::filesystem::path workspace;  ///< The root that was found, else where the search began.
  store::DataPaths data;
};

/// Errors: NotFound when --workspace is no folder.
Result<Location> locate(const Globals& globals);

/// The hub's database for reading, whether or not a hub runs. Errors: NotFound when there is none,
/// or one that no hub has opened yet.
Result<store::Connection> open_for_reading(const Location& location);

/// The same of the workspace that is meant.
Result<store::Connection> open_for_reading(const Globals& globals);

}  // namespace perigee::cli

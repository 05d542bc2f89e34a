// Copies of databases as they were before an upgrade: how they are called, found and thinned out.
// A copy lies beside its database and has its name only once it is complete; copies of one upgrade
// have the same stamp, since they belong together. Nothing here decides when one is made.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/base/clock.h"
#include "host/store/data_directory.h"

namespace perigee::store {

/// The part of a name that says when: "2026-01-02T03-04-05-678Z" (hub-data §5).
std::string copy_stamp(WallTime time);

struct Copy {
  std::filesystem::path database;  ///< What it is a copy of.
  std::string plugin;              ///< Whose database that is; empty for the hub's.
  int migration = 0;               ///< The newest that was applied.
  /// Of a plugin: everything up to this event is in it, as far as the hub knew.
  std::int64_t event_id = 0;
  std::string stamp;

  /// DATABASE.backup-v<migration>-<stamp>, with "-e<event>" before the stamp for a plugin.
  std::filesystem::path file() const;
};

/// The complete copies of a data directory, the newest first, of equal ones by the database.
/// Errors: FileError when a folder cannot be read.
Result<std::vector<Copy>> find_copies(const DataPaths& paths);

/// The plugins that have a database there, by name. Errors: FileError.
Result<std::vector<std::string>> find_plugin_databases(const DataPaths& paths);

/// Deletes the oldest copies of a database beyond limits::kCopiesKept, and what is left of those
/// that were cut short; returns the copies that it deleted. The caller sees to it that nobody makes
/// one. Errors: FileError.
Result<std::vector<std::filesystem::path>> thin_out_copies(const DataPaths& paths,
                                                           const std::filesystem::path& database);

}  // namespace perigee::store

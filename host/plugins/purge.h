// Forgetting a plugin: what it kept, and what the hub knows of it. What it derived from messages
// belongs to these and stays.
#pragma once

#include <string>
#include <vector>

#include "host/plugins/progress.h"
#include "host/store/data_directory.h"
#include "host/store/table_rows.h"

namespace perigee::plugins {

/// What would be deleted.
struct PurgePlan {
  std::string plugin;
  struct File {
    std::filesystem::path path;
    std::int64_t bytes = 0;
  };
  std::vector<File> files = {};  ///< The database, what lies beside it, and its copies.
  std::vector<store::TableRows> tables = {};  ///< Rows of the database.
  std::vector<std::string> sources = {};      ///< Where the hub has last seen its code.
  bool known_to_hub = false;                  ///< A cursor, failures, statistics.
};

/// Errors: NotFound when nothing is kept of such a plugin, with the nearest of which there is.
Result<PurgePlan> plan_purge(const store::DataPaths& data, const std::string& plugin);

/// Fails with LockHeld when a running host has loaded the plugin, or tries to.
Result<void> check_not_loaded(const store::DataPaths& data, const std::string& plugin);

/// Deletes what the plan names. Errors: FileError; those of the hub's database.
Result<void> purge(const store::DataPaths& data, const PurgePlan& plan);

}  // namespace perigee::plugins

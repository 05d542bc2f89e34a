// Opens what a plugin keeps: its own database, brought up to the plugin's migrations before any of
// its hooks runs.
#pragma once

#include <memory>

#include "host/base/clock.h"
#include "host/plugins/generation.h"
#include "host/store/copies.h"
#include "host/store/data_directory.h"
#include "host/store/plugin_database.h"

namespace perigee::plugins {

struct PluginDataOptions {
  store::DataPaths data;
  Migrations migrations = Migrations::Automatic;
  /// Marks the copies that belong together; empty: the time of each.
  std::string copy_stamp = {};
};

struct PluginData {
  std::shared_ptr<store::PluginDatabase> database;  ///< Null for a plugin that was granted none.
  std::vector<std::string> applied = {};            ///< Migrations that were applied just now.
};

/// Opens the database of a plugin that was granted one (`db` or `state`). Pending migrations are
/// applied, all or none; a database that holds something is copied before (copies.h). Errors:
/// LoadError for migrations without the grant; SchemaError naming the file, also for one that is
/// pending when they are applied by hand; FileError; those of the database.
Result<PluginData> open_plugin_data(const PluginDataOptions& options, const ContextRequest& request,
                                    const Clock& clock);

/// Copies the database of a plugin as it is, unless there is a copy of it with that stamp; returns
/// the file if it made one. The caller sees to it that nobody writes. Errors: FileError; those of
/// the database.
Result<std::optional<std::filesystem::path>> copy_plugin_database(const PluginDataOptions& options,
                                                                  const std::string& plugin,
                                                                  const Clock& clock);

/// Copies that of every plugin which has one: what goes with a copy of the hub's.
Result<void> copy_plugin_databases(const PluginDataOptions& options, const Clock& clock);

/// Deletes the oldest copies of a plugin's database beyond limits::kCopiesKept. Errors: FileError.
Result<void> thin_out_plugin_copies(const store::DataPaths& data, const std::string& plugin);

}  // namespace perigee::plugins

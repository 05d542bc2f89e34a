// What `perigee upgrade` does while no host runs: the schema of the hub, then the migrations of
// each plugin by name, then what plugins move inside their storage (plugin-api §8.5). One plugin's
// failure is reported and the others go on. It never starts a plugin's other hooks.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "host/plugins/generation.h"
#include "host/plugins/plugin_data.h"
#include "host/store/table_rows.h"

namespace perigee::plugins {

/// What migrate_storage says that it did.
struct StorageCounters {
  std::int64_t scanned = 0;
  std::int64_t migrated = 0;
  std::int64_t existing = 0;
  std::int64_t missing = 0;
  std::int64_t skipped = 0;
};

/// Reads the result of migrate_storage: nothing, or a table of these counters. Errors:
/// InvalidOutput naming the key.
Result<StorageCounters> read_counters(const Value& result);

/// What became of one plugin.
struct PluginUpgrade {
  std::string plugin;
  bool disabled = false;             ///< By perigee.lua; nothing was done.
  std::vector<std::string> applied;  ///< Migrations that were applied now.
  bool has_storage_hook = false;     ///< And it was run, unless there is an error.
  StorageCounters storage;
  std::optional<Error> error;
};

/// Rows of a table before and after; absent where there was no such table.
struct RowChange {
  std::string plugin;  ///< Empty for the hub.
  std::string table;
  std::optional<std::int64_t> before;
  std::optional<std::int64_t> after;
};

struct UpgradeReport {
  int core_applied = 0;  ///< Migrations of the hub's schema.
  std::vector<PluginUpgrade> plugins;
  std::vector<store::Copy> copies;  ///< Of what was there before.
  std::vector<RowChange> rows;      ///< Only if they were asked for.

  bool failed() const;
};

/// Makes the ctx of a plugin whose database is open; the bindings provide it.
using OpenContextFactory = std::function<Result<lua::Ref>(lua::State&, const ContextRequest&,
                                                          std::shared_ptr<store::PluginDatabase>)>;

struct UpgradeOptions {
  store::DataPaths data;
  std::vector<std::filesystem::path> folders;
  HostConfig config;
  std::optional<std::string> plugin;  ///< Only this one; the hub's schema comes first all the same.
  bool counts_rows = false;
  OpenContextFactory make_context;
};

/// The caller holds the lock of the data directory. Copies of what changes are made before and have
/// one stamp. Errors: those of the hub's schema, and then no plugin was touched; NotFound for a
/// plugin that is in none of the folders, with the nearest that is.
Result<UpgradeReport> upgrade(const UpgradeOptions& options, const Clock& clock);

/// The same on a copy in a temporary folder, with the rows counted; needs no lock, since nothing
/// of the data directory changes. Errors: FileError; as upgrade().
Result<UpgradeReport> rehearse_upgrade(UpgradeOptions options, const Clock& clock);

}  // namespace perigee::plugins

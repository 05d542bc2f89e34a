// The migrations of a plugin's own database: its files in byte order, with a ledger inside the
// database that the plugin cannot touch. All that is pending is applied in one transaction, or
// nothing is (plugin-db-namespaces §4).
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "host/base/clock.h"
#include "host/store/connection.h"
#include "host/store/plugin_database.h"

namespace perigee::store {

/// One file of a plugin's migrations/ folder.
struct PluginMigration {
  std::string name;      ///< Of the file: NNNN_what.sql.
  std::string sql;       ///< Exactly its bytes.
  std::string checksum;  ///< SHA-256 of these, in hex.

  bool operator==(const PluginMigration& other) const = default;
};

/// Whether a file may be called so: four digits, "_", lower-case words, ".sql".
bool is_migration_name(std::string_view name);

/// 7 of "0007_what.sql".
int migration_number(std::string_view name);

/// A line of the ledger.
struct AppliedMigration {
  std::string name;
  std::string checksum;
};
/// The ledger of a database that is open for reading, in order; empty where there is none.
Result<std::vector<AppliedMigration>> applied_migrations(Connection& db);

/// What is applied and what is not.
struct MigrationPlan {
  std::vector<std::string> applied;             ///< In their order.
  std::vector<const PluginMigration*> pending;  ///< Of those given, in their order.
};

/// Compares the files with the ledger. Errors: SchemaError naming the file that was changed after
/// it was applied, that is gone, that sorts before an applied one, that is empty or that has a
/// wrong name; and those of the database.
Result<MigrationPlan> plan_migrations(PluginDatabase& db,
                                      std::span<const PluginMigration> migrations,
                                      WorkGuard& guard);

/// Whether there is something to lose: tables, values of ctx.state, applied migrations. The tables
/// of the host must be there: PluginState::open and plan_migrations make them.
Result<bool> holds_anything(PluginDatabase& db, WorkGuard& guard);

/// Makes a copy of the database while nobody can write to it.
using CopyFirst = std::function<Result<void>()>;

/// Applies what is pending; if there is something to lose, `copy` is called before. Errors:
/// SchemaError naming file and line; the database is then as it was before. Timeout when the guard
/// ends it; what `copy` says, and then nothing was applied.
Result<void> apply_migrations(PluginDatabase& db, const MigrationPlan& plan, const Clock& clock,
                              WorkGuard& guard, const CopyFirst& copy = {});

}  // namespace perigee::store

// What the host stores about plugins: cursors, failures, statistics and states (schema
// 0002_plugins). Functions that write run in a transaction of the writer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/hub/write.h"
#include "host/plugins/run_stats.h"

namespace perigee::plugins {

struct Cursor {
  std::int64_t event_id = 0;       ///< Everything up to here is dealt with.
  std::int64_t high_event_id = 0;  ///< The farthest it ever was.
};

/// The cursor of a plugin, if it has one; none in a database that knows no plugins yet.
Result<std::optional<Cursor>> find_cursor(store::Connection& db, const std::string& plugin);

/// The cursor of a plugin; one that is new starts at `start`, and that is stored.
Result<Cursor> open_cursor(store::Connection& db, const std::string& plugin, std::int64_t start);

/// Moves a cursor, to a later event or back.
Result<void> move_cursor(store::Connection& db, const std::string& plugin, std::int64_t event_id);

/// A run that failed.
struct Failure {
  std::int64_t event_id = 0;
  std::string hook;
  std::string code;
  std::string message;
  int attempts = 1;
  std::string last_at;
};

/// Stores a failure, or counts another attempt of the stored one.
Result<void> record_failure(hub::Write& write, const std::string& plugin, const Failure& failure);
/// Forgets the failure of an event that now succeeded.
Result<void> clear_failure(store::Connection& db, const std::string& plugin, std::int64_t event_id);
/// Failures of a plugin, newest first.
Result<std::vector<Failure>> list_failures(store::Connection& db, const std::string& plugin,
                                           int limit);

/// Events that were asked for and not yet run, ascending.
Result<std::vector<std::int64_t>> requested_retries(store::Connection& db,
                                                    const std::string& plugin, int limit);
/// Whether an event is still among them.
Result<bool> retry_is_due(store::Connection& db, const std::string& plugin, std::int64_t event_id);

/// Asks for the failed events of a plugin to be run again. Any process may, at any time.
Result<void> request_retry(store::Connection& db, const std::string& plugin);
/// Asks for a plugin to run again on everything after an event.
Result<void> request_backfill(store::Connection& db, const std::string& plugin, std::int64_t after);
/// The plugins of which something is asked.
Result<std::vector<std::string>> requested_plugins(store::Connection& db);
/// Acts on what is asked of a plugin and forgets it; returns where its cursor is then.
Result<Cursor> take_requests(store::Connection& db, const std::string& plugin);

/// Adds to the totals of a plugin.
Result<void> add_stats(store::Connection& db, const std::string& plugin, const RunStats& stats);

/// What an outsider sees of a plugin.
struct StateRow {
  std::string plugin;
  std::string path;
  std::string state;  ///< running, disabled, error, paused or removed
  std::string reason;
  std::string hooks;
  std::int64_t generation = 0;
  std::string grants = {};          ///< What the plugin declares.
  std::string grants_allowed = {};  ///< What of it the operator allows.
  std::string grants_used = {};     ///< What runs have used since it was loaded.
};
Result<void> store_state(hub::Write& write, const StateRow& row);
/// What is stored of a plugin's files, by path. Only names, path, state and reason are filled in.
Result<std::vector<StateRow>> list_states(store::Connection& db, const std::string& plugin);
/// Turns a running plugin's stored state into paused, or back.
Result<void> store_pause(store::Connection& db, const std::string& plugin, bool paused);
/// Remembers which grants a plugin has used since it was loaded.
Result<void> store_used_grants(store::Connection& db, const std::string& plugin,
                               const std::string& grants);
/// Marks every stored state as removed; a host that starts stores what it finds anew.
Result<void> forget_states(store::Connection& db);

/// One line of `perigee plugins`.
struct Overview {
  StateRow state;
  std::int64_t lag = 0;  ///< Messages created or edited that it has not seen.
  std::int64_t open_failures = 0;
  RunStats stats;
};
Result<std::vector<Overview>> read_overview(store::Connection& db);

}  // namespace perigee::plugins

#include "host/plugins/progress.h"

#include <algorithm>

namespace perigee::plugins {

Result<std::optional<Cursor>> find_cursor(store::Connection& db, const std::string& plugin) {
  auto tables = db.query("SELECT 1 FROM sqlite_schema WHERE name = 'plugin_cursors'");
  const bool has_table = tables.next();
  if (auto status = tables.status(); !status) return fail(std::move(status));
  if (!has_table) return std::nullopt;
  auto rows =
      db.query("SELECT event_id, high_event_id FROM plugin_cursors WHERE plugin = ?", plugin);
  std::optional<Cursor> cursor;
  if (rows.next()) cursor = Cursor{rows.integer(0), rows.integer(1)};
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return cursor;
}

Result<Cursor> open_cursor(store::Connection& db, const std::string& plugin, std::int64_t start) {
  auto made = db.run(
      "INSERT OR IGNORE INTO plugin_cursors (plugin, event_id, high_event_id) VALUES (?, ?, ?)",
      plugin, start, start);
  if (!made) return fail(std::move(made));
  auto rows =
      db.query("SELECT event_id, high_event_id FROM plugin_cursors WHERE plugin = ?", plugin);
  Cursor cursor;
  if (rows.next()) cursor = {rows.integer(0), rows.integer(1)};
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return cursor;
}

Result<void> move_cursor(store::Connection& db, const std::string& plugin, std::int64_t event_id) {
  return db.run(
      "UPDATE plugin_cursors SET event_id = ?, high_event_id = max(high_event_id, ?)"
      " WHERE plugin = ?",
      event_id, event_id, plugin);
}

Result<void> record_failure(hub::Write& write, const std::string& plugin, const Failure& failure) {
  const std::string now = format_time(write.now);
  return write.db.run(
      "INSERT INTO plugin_failures (plugin, event_id, hook, code, message, attempts, first_at,"
      " last_at) VALUES (?, ?, ?, ?, ?, 1, ?, ?)"
      " ON CONFLICT (plugin, event_id) DO UPDATE SET hook = excluded.hook, code = excluded.code,"
      " message = excluded.message, attempts = attempts + 1, last_at = excluded.last_at, retry = 0",
      plugin, failure.event_id, failure.hook, failure.code, failure.message, now, now);
}

Result<void> clear_failure(store::Connection& db, const std::string& plugin,
                           std::int64_t event_id) {
  return db.run("DELETE FROM plugin_failures WHERE plugin = ? AND event_id = ?", plugin, event_id);
}

Result<std::vector<Failure>> list_failures(store::Connection& db, const std::string& plugin,
                                           int limit) {
  auto rows = db.query(
      "SELECT event_id, hook, code, message, attempts, last_at FROM plugin_failures"
      " WHERE plugin = ? ORDER BY event_id DESC LIMIT ?",
      plugin, limit);
  std::vector<Failure> failures;
  while (rows.next()) {
    failures.push_back({rows.integer(0), rows.string(1), rows.string(2), rows.string(3),
                        static_cast<int>(rows.integer(4)), rows.string(5)});
  }
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return failures;
}

Result<std::vector<std::int64_t>> requested_retries(store::Connection& db,
                                                    const std::string& plugin, int limit) {
  auto rows = db.query(
      "SELECT event_id FROM plugin_failures WHERE plugin = ? AND retry = 1 ORDER BY event_id"
      " LIMIT ?",
      plugin, limit);
  std::vector<std::int64_t> events;
  while (rows.next()) events.push_back(rows.integer(0));
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return events;
}

Result<bool> retry_is_due(store::Connection& db, const std::string& plugin, std::int64_t event_id) {
  auto rows =
      db.query("SELECT 1 FROM plugin_failures WHERE plugin = ? AND event_id = ? AND retry = 1",
               plugin, event_id);
  const bool due = rows.next();
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return due;
}

Result<void> add_stats(store::Connection& db, const std::string& plugin, const RunStats& added) {
  RunStats total = added;
  {
    auto rows = db.query("SELECT times_json FROM plugin_stats WHERE plugin = ?", plugin);
    if (rows.next()) total.times.merge(TimeHistogram::from_text(rows.text(0)));
    if (auto status = rows.status(); !status) return status;
  }
  return db.run(
      "INSERT INTO plugin_stats (plugin, runs, failures, enrichments, attachments, total_us,"
      " times_json, fuel, host_calls, peak_bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
      " ON CONFLICT (plugin) DO UPDATE SET runs = runs + excluded.runs,"
      " failures = failures + excluded.failures, enrichments = enrichments + excluded.enrichments,"
      " attachments = attachments + excluded.attachments, total_us = total_us + excluded.total_us,"
      " times_json = excluded.times_json, fuel = fuel + excluded.fuel,"
      " host_calls = host_calls + excluded.host_calls,"
      " peak_bytes = max(peak_bytes, excluded.peak_bytes)",
      plugin, added.runs, added.failures, added.enrichments, added.attachments, added.total_us,
      total.times.to_text(), added.fuel, added.host_calls, added.peak_bytes);
}

Result<void> store_state(hub::Write& write, const StateRow& row) {
  return write.db.run(
      "INSERT INTO plugin_states (plugin, path, state, reason, hooks, generation, updated_at,"
      " grants, grants_allowed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
      " ON CONFLICT (plugin, path) DO UPDATE SET state = excluded.state, reason = excluded.reason,"
      " hooks = excluded.hooks, generation = excluded.generation,"
      " updated_at = excluded.updated_at, grants = excluded.grants,"
      " grants_allowed = excluded.grants_allowed, grants_used = ''",
      row.plugin, row.path, row.state, row.reason, row.hooks, row.generation,
      format_time(write.now), row.grants, row.grants_allowed);
}

Result<std::vector<StateRow>> list_states(store::Connection& db, const std::string& plugin) {
  auto rows = db.query(
      "SELECT plugin, path, state, reason FROM plugin_states WHERE plugin = ? ORDER BY path",
      plugin);
  std::vector<StateRow> states;
  while (rows.next()) {
    StateRow& row = states.emplace_back();
    row.plugin = rows.string(0);
    row.path = rows.string(1);
    row.state = rows.string(2);
    row.reason = rows.string(3);
  }
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return states;
}

Result<void> store_pause(store::Connection& db, const std::string& plugin, bool paused) {
  return db.run(
      "UPDATE plugin_states SET state = ?, reason = ?"
      " WHERE plugin = ? AND state IN ('running', 'paused')",
      paused ? "paused" : "running",
      paused ? "it failed several times in a row; its events wait for a minute" : "", plugin);
}

Result<void> store_used_grants(store::Connection& db, const std::string& plugin,
                               const std::string& grants) {
  return db.run(
      "UPDATE plugin_states SET grants_used = ? WHERE plugin = ?"
      " AND state IN ('running', 'paused')",
      grants, plugin);
}

Result<void> forget_states(store::Connection& db) {
  return db.run("UPDATE plugin_states SET state = 'removed' WHERE state <> 'removed'");
}

Result<std::vector<Overview>> read_overview(store::Connection& db) {
  auto rows = db.query(
      "SELECT s.plugin, s.path, s.state, s.reason, s.hooks, s.generation,"
      // Only message events are work; a plugin that is done may still be some other events behind.
      " (SELECT count(*) FROM events e WHERE e.event_id > c.event_id"
      "   AND e.name IN ('message.created', 'message.edited')),"
      " (SELECT count(*) FROM plugin_failures f WHERE f.plugin = s.plugin),"
      " t.runs, t.failures, t.enrichments, t.attachments, t.total_us, t.times_json,"
      " t.fuel, t.host_calls, t.peak_bytes, s.grants, s.grants_allowed, s.grants_used"
      " FROM plugin_states s LEFT JOIN plugin_cursors c ON c.plugin = s.plugin"
      " LEFT JOIN plugin_stats t ON t.plugin = s.plugin"
      " WHERE s.state <> 'removed' ORDER BY s.plugin, s.path");
  std::vector<Overview> all;
  while (rows.next()) {
    Overview one;
    one.state = {rows.string(0),  rows.string(1),  rows.string(2),  rows.string(3), rows.string(4),
                 rows.integer(5), rows.string(17), rows.string(18), rows.string(19)};
    one.lag = rows.integer(6);
    one.open_failures = rows.integer(7);
    one.stats = {rows.integer(8),  rows.integer(9),  rows.integer(10),
                 rows.integer(11), rows.integer(12), TimeHistogram::from_text(rows.text(13)),
                 rows.integer(14), rows.integer(15), rows.integer(16)};
    all.push_back(std::move(one));
  }
  if (auto status = rows.status(); !status) return fail(std::move(status));
  for (Overview& one : all) {
    // Cursor and statistics are the name's: they belong to the file that runs under it.
    const bool runs_elsewhere = std::ranges::any_of(all, [&one](const Overview& other) {
      return &other != &one && other.state.plugin == one.state.plugin &&
             other.state.state != "error";
    });
    if (one.state.state != "error" || !runs_elsewhere) continue;
    one.lag = one.open_failures = 0;
    one.stats = {};
  }
  return all;
}

}  // namespace perigee::plugins

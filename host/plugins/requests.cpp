// What is asked of plugins from outside of the host (table plugin_requests).
#include "host/plugins/progress.h"

namespace perigee::plugins {

Result<void> request_retry(store::Connection& db, const std::string& plugin) {
  return db.run("INSERT INTO plugin_requests (plugin, kind) VALUES (?, 'retry')", plugin);
}

Result<void> request_backfill(store::Connection& db, const std::string& plugin,
                              std::int64_t after) {
  return db.run("INSERT INTO plugin_requests (plugin, kind, event_id) VALUES (?, 'backfill', ?)",
                plugin, after);
}

Result<std::vector<std::string>> requested_plugins(store::Connection& db) {
  auto rows = db.query("SELECT DISTINCT plugin FROM plugin_requests");
  std::vector<std::string> plugins;
  while (rows.next()) plugins.push_back(rows.string(0));
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return plugins;
}

Result<Cursor> take_requests(store::Connection& db, const std::string& plugin) {
  auto done = db.run(
      "UPDATE plugin_failures SET retry = 1 WHERE plugin = ?1"
      " AND EXISTS (SELECT 1 FROM plugin_requests WHERE plugin = ?1 AND kind = 'retry')",
      plugin);
  if (done) {
    done = db.run(
        "UPDATE plugin_cursors SET event_id = min(event_id,"
        "   (SELECT min(event_id) FROM plugin_requests WHERE plugin = ?1 AND kind = 'backfill'))"
        " WHERE plugin = ?1 AND EXISTS"
        "   (SELECT 1 FROM plugin_requests WHERE plugin = ?1 AND kind = 'backfill')",
        plugin);
  }
  if (done) done = db.run("DELETE FROM plugin_requests WHERE plugin = ?", plugin);
  if (!done) return fail(std::move(done));
  return open_cursor(db, plugin, 0);
}

}  // namespace perigee::plugins

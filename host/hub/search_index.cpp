#include "host/hub/search_index.h"

#include <vector>

#include "host/base/log.h"

namespace perigee::hub {
namespace {

Result<std::int64_t> read_number(store::Rows rows) {
  const std::int64_t number = rows.next() ? rows.integer(0) : 0;
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return number;
}

/// Whether the newest indexed message still has the row number under which it was indexed. VACUUM
/// may give new ones, and then every one from the first gap on is smaller.
Result<bool> has_same_rows(store::Connection& db) {
  const auto same =
      read_number(db.query("SELECT indexed_through = 0 OR message_id = (SELECT m.id FROM messages m"
                           " WHERE m.rowid = indexed_through) FROM search_progress"));
  if (!same) return std::unexpected(same.error());
  return *same != 0;
}

/// Whether another program added its trigger for new messages: they are in the index twice.
Result<bool> has_foreign_trigger(store::Connection& db) {
  const auto count =
      read_number(db.query("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND name = "
                           "'messages_fts_insert'"));
  if (!count) return std::unexpected(count.error());
  return *count != 0;
}

Result<void> empty_index(store::Connection& db) {
  return db.execute(
      "BEGIN IMMEDIATE;"
      "DROP TRIGGER IF EXISTS messages_fts_insert;"
      "INSERT INTO messages_fts (messages_fts) VALUES ('delete-all');"
      "UPDATE search_progress SET indexed_through = 0, message_id = '';"
      "COMMIT;");
}

/// A message on its way into the index.
struct Row {
  std::int64_t number;
  std::string id;
  std::string text;
};

Result<std::vector<Row>> next_rows(store::Connection& db, IndexStep step) {
  auto rows = db.query(
      "SELECT m.rowid, m.id, m.content_raw FROM messages m"
      " WHERE m.rowid > (SELECT indexed_through FROM search_progress) ORDER BY m.rowid LIMIT ?",
      step.messages);
  std::vector<Row> next;
  std::size_t bytes = 0;
  while (bytes < step.bytes && rows.next()) {
    next.push_back({rows.integer(0), rows.string(1), rows.string(2)});
    bytes += next.back().text.size();
  }
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return next;
}

}  // namespace

Result<void> open_search_index(store::Connection& db) {
  const auto same = has_same_rows(db);
  if (!same) return std::unexpected(same.error());
  const auto foreign = has_foreign_trigger(db);
  if (!foreign) return std::unexpected(foreign.error());
  if (*same && !*foreign) return {};
  log::warn("the search index does not fit the messages any more; it is made anew");
  auto emptied = empty_index(db);
  if (!emptied && db.in_transaction()) static_cast<void>(db.execute("ROLLBACK"));
  return emptied;
}

Result<std::int64_t> index_messages(store::Connection& db, IndexStep step) {
  const auto next = next_rows(db, step);
  if (!next) return std::unexpected(next.error());
  if (next->empty()) return 0;
  for (const Row& row : *next) {
    auto added =
        db.run("INSERT INTO messages_fts (rowid, content_raw) VALUES (?, ?)", row.number, row.text);
    if (!added) return fail(std::move(added));
  }
  const Row& last = next->back();
  auto moved = db.run("UPDATE search_progress SET indexed_through = ?, message_id = ?", last.number,
                      last.id);
  if (!moved) return fail(std::move(moved));
  return unindexed_messages(db);
}

Result<std::int64_t> unindexed_messages(store::Connection& db) {
  return read_number(
      db.query("SELECT coalesce((SELECT max(rowid) FROM messages), 0) - indexed_through"
               " FROM search_progress"));
}

}  // namespace perigee::hub

#include "host/store/migrations.h"

#include "host/base/log.h"

namespace perigee::store {
namespace {

constexpr const char* kLedger =
    "CREATE TABLE IF NOT EXISTS perigee_migrations ("
    "  number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT;";

/// The newest applied migration; 0 when there is none.
Result<int> newest_applied(Connection& db) {
  auto rows = db.query("SELECT coalesce(max(number), 0) FROM perigee_migrations");
  const int newest = rows.next() ? static_cast<int>(rows.integer(0)) : 0;
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return newest;
}

/// Whether the database has the hub's tables but no ledger of ours.
Result<bool> is_taken_over(Connection& db) {
  auto rows = db.query(
      "SELECT sum(name = 'meta') > 0 AND sum(name = 'perigee_migrations') = 0 FROM sqlite_schema");
  const bool taken_over = rows.next() && rows.integer(0) != 0;
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return taken_over;
}

Result<void> apply(Connection& db, const Migration& migration, const Clock& clock) {
  if (auto begun = db.execute("BEGIN IMMEDIATE"); !begun) return begun;
  auto done = db.execute(std::string(migration.sql));
  if (done) {
    done = db.run("INSERT INTO perigee_migrations (number, name, applied_at) VALUES (?, ?, ?)",
                  migration.number, migration.name, format_time(clock.now()));
  }
  if (done) done = db.execute("COMMIT");
  if (done) return {};
  if (db.in_transaction()) static_cast<void>(db.execute("ROLLBACK"));
  return fail(Code::SchemaError,
              "migration " + std::string(migration.name) + " failed: " + done.error().message,
              std::move(done.error().hint));
}

}  // namespace

Result<int> applied_core_migrations(Connection& db) {
  const auto taken_over = is_taken_over(db);
  if (!taken_over) return fail(Result<bool>(taken_over));
  if (*taken_over) return 1;
  auto tables = db.query("SELECT 1 FROM sqlite_schema WHERE name = 'perigee_migrations'");
  const bool has_ledger = tables.next();
  if (auto status = tables.status(); !status) return fail(std::move(status));
  return has_ledger ? newest_applied(db) : Result<int>(0);
}

Result<int> migrate(Connection& db, std::span<const Migration> migrations, const Clock& clock,
                    const BackUp& back_up) {
  const auto taken_over = is_taken_over(db);
  if (!taken_over) return fail(Result<bool>(taken_over));
  if (auto made = db.execute(kLedger); !made) return fail(std::move(made));
  const auto newest = newest_applied(db);
  if (!newest) return fail(Result<int>(newest));
  const int known = migrations.empty() ? 0 : migrations.back().number;
  if (*newest > known) {
    return fail(Code::SchemaError,
                "the database was written by a newer perigee (migration " +
                    std::to_string(*newest) + ", this one knows " + std::to_string(known) + ")",
                "use the newer perigee, or another data directory");
  }
  const int from = *taken_over ? 1 : *newest;
  if (back_up && from > 0 && *newest < known) {
    if (auto copied = back_up(from); !copied) return fail(std::move(copied));
  }
  int applied = 0;
  for (const Migration& migration : migrations) {
    if (migration.number <= *newest) continue;
    if (auto done = apply(db, migration, clock); !done) return fail(std::move(done));
    log::debug("applied migration {}", migration.name);
    ++applied;
  }
  return applied;
}

}  // namespace perigee::store

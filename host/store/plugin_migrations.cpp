#include "host/store/plugin_migrations.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace perigee::store {
namespace {

constexpr std::string_view kLedger =
    "CREATE TABLE IF NOT EXISTS _perigee_migrations (name TEXT PRIMARY KEY, checksum TEXT NOT NULL,"
    " applied_at TEXT NOT NULL) STRICT, WITHOUT ROWID";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::unexpected<Error> refuse(std::string_view file, std::string_view what, std::string hint) {
  return fail(Code::SchemaError, fmt::format("migrations/{} {}", file, what), std::move(hint));
}

Result<void> check_file(const PluginMigration& migration) {
  if (!is_migration_name(migration.name)) {
    return refuse(migration.name, "has a wrong name",
                  "call it like 0001_create_notes.sql: four digits, then lower-case words");
  }
  if (migration.sql.find_first_not_of(" \t\r\n") == std::string::npos) {
    return refuse(migration.name, "is empty", "write SQL into it, or delete it");
  }
  return {};
}

Result<std::vector<AppliedMigration>> read_ledger(PluginDatabase& db, WorkGuard& guard) {
  RowSet rows;
  auto made = db.run_as_host(kLedger, {}, rows, guard);
  if (!made) return fail(std::move(made));
  auto read = db.run_as_host("SELECT name, checksum FROM _perigee_migrations ORDER BY name", {},
                             rows, guard);
  if (!read) return fail(std::move(read));
  std::vector<AppliedMigration> applied;
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    applied.push_back(
        {std::string(rows.text(rows.at(row, 0))), std::string(rows.text(rows.at(row, 1)))});
  }
  return applied;
}

Result<void> note_applied(PluginDatabase& db, const PluginMigration& migration, const Clock& clock,
                          WorkGuard& guard) {
  const std::string now = format_time(clock.now());
  SqlParameters parameters;
  parameters.positional = {std::string_view(migration.name), std::string_view(migration.checksum),
                           std::string_view(now)};
  RowSet rows;
  auto noted =
      db.run_as_host("INSERT INTO _perigee_migrations VALUES (?, ?, ?)", parameters, rows, guard);
  if (!noted) return fail(std::move(noted));
  return {};
}

}  // namespace

bool is_migration_name(std::string_view name) {
  constexpr std::size_t kDigits = 4;
  constexpr std::string_view kEnd = ".sql";
  if (name.size() <= kDigits + 1 + kEnd.size() || !name.ends_with(kEnd)) return false;
  if (!std::ranges::all_of(name.substr(0, kDigits), is_digit) || name[kDigits] != '_') return false;
  const std::string_view words = name.substr(kDigits + 1, name.size() - kDigits - 1 - kEnd.size());
  return std::ranges::all_of(
      words, [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_'; });
}

int migration_number(std::string_view name) {
  int number = 0;
  std::from_chars(name.data(), name.data() + name.size(), number);
  return number;
}

Result<std::vector<AppliedMigration>> applied_migrations(Connection& db) {
  auto tables = db.query("SELECT 1 FROM sqlite_schema WHERE name = '_perigee_migrations'");
  const bool has_ledger = tables.next();
  if (auto status = tables.status(); !status) return fail(std::move(status));
  std::vector<AppliedMigration> applied;
  if (!has_ledger) return applied;
  auto rows = db.query("SELECT name, checksum FROM _perigee_migrations ORDER BY name");
  while (rows.next()) applied.push_back({rows.string(0), rows.string(1)});
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return applied;
}

Result<MigrationPlan> plan_migrations(PluginDatabase& db,
                                      std::span<const PluginMigration> migrations,
                                      WorkGuard& guard) {
  const auto applied = read_ledger(db, guard);
  if (!applied) return std::unexpected(applied.error());
  MigrationPlan plan;
  for (const PluginMigration& migration : migrations) {
    if (auto good = check_file(migration); !good) return fail(std::move(good));
    const auto known = std::ranges::find(*applied, migration.name, &AppliedMigration::name);
    if (known == applied->end()) {
      if (!applied->empty() && migration.name < applied->back().name) {
        return refuse(
            migration.name,
            fmt::format("comes before {}, which is applied already", applied->back().name),
            "give it a higher number");
      }
      plan.pending.push_back(&migration);
    } else if (known->checksum != migration.checksum) {
      return refuse(migration.name, "was changed after it was applied (checksum mismatch)",
                    "restore the file, and put the change into a new one");
    } else {
      plan.applied.push_back(migration.name);
    }
  }
  for (const AppliedMigration& one : *applied) {
    if (std::ranges::find(plan.applied, one.name) != plan.applied.end()) continue;
    return refuse(one.name, "is applied, but its file is missing", "restore the file");
  }
  return plan;
}

Result<bool> holds_anything(PluginDatabase& db, WorkGuard& guard) {
  RowSet rows;
  auto asked = db.run_as_host(
      "SELECT EXISTS (SELECT 1 FROM _perigee_migrations) OR EXISTS (SELECT 1 FROM _perigee_state)"
      " OR EXISTS (SELECT 1 FROM sqlite_schema WHERE name NOT GLOB '_perigee_*'"
      " AND tbl_name NOT GLOB '_perigee_*')",
      {}, rows, guard);
  if (!asked) return fail(std::move(asked));
  return rows.at(0, 0).integer != 0;
}

Result<void> apply_migrations(PluginDatabase& db, const MigrationPlan& plan, const Clock& clock,
                              WorkGuard& guard, const CopyFirst& copy) {
  if (plan.pending.empty()) return {};
  if (auto begun = db.begin(guard); !begun) return fail(std::move(begun));
  Result<void> done;
  if (copy) {
    const auto something = holds_anything(db, guard);
    if (!something) {
      done = std::unexpected(something.error());
    } else if (*something) {
      done = copy();
    }
  }
  for (const PluginMigration* migration : plan.pending) {
    if (!done) break;
    int line = 0;
    done = db.run_script(migration->sql, line, guard);
    if (!done) {
      Error& error = done.error();
      if (error.code != Code::Timeout) error.code = Code::SchemaError;
      error.message = fmt::format("migrations/{}:{}: {}", migration->name, line, error.message);
      if (error.hint.empty()) error.hint = "mend the file; nothing of it was applied";
    } else {
      done = note_applied(db, *migration, clock, guard);
    }
  }
  if (done) done = db.commit(guard);
  if (!done) db.rollback();
  return done;
}

}  // namespace perigee::store

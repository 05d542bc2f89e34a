#include "host/store/plugin_database.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/store/plugin_engine.h"

namespace perigee::store {
namespace {

Result<void> check_size(const RowSet& rows) {
  if (rows.rows() > limits::kSqlRows) {
    return fail(Code::TooLarge,
                fmt::format("SQL: the result has more than {} rows", limits::kSqlRows),
                "read it with ctx.db.each, or add a LIMIT");
  }
  if (rows.bytes.size() > limits::kSqlResultBytes) {
    return fail(Code::TooLarge,
                fmt::format("SQL: the result has more than {} bytes", limits::kSqlResultBytes),
                "read it with ctx.db.each, or select fewer columns");
  }
  return {};
}

}  // namespace

PluginDatabase::PluginDatabase(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
PluginDatabase::~PluginDatabase() = default;

Result<std::unique_ptr<PluginDatabase>> PluginDatabase::open(PluginDatabaseOptions options) {
  auto engine = Engine::open(options);
  if (!engine) return fail(std::move(engine));
  return std::unique_ptr<PluginDatabase>(new PluginDatabase(std::move(*engine)));
}

/// Steps a statement to its end, and collects its rows.
Result<void> PluginDatabase::collect(const PluginStatement& statement, RowSet& rows) {
  if (auto named = engine_->read_columns(statement, rows); !named) return named;
  for (;;) {
    const auto row = engine_->step(statement);
    if (!row) return std::unexpected(row.error());
    if (!*row) return {};
    Engine::read_row(statement, rows);
    if (auto fits = check_size(rows); !fits) return fits;
  }
}

Result<Changes> PluginDatabase::run(std::string_view sql, SqlPolicy::Mode mode,
                                    const SqlParameters& parameters, RowSet& rows,
                                    WorkGuard& guard) {
  rows.clear();
  const Engine::Watch watch(*engine_, guard);
  auto statement = engine_->prepare(sql, mode, parameters);
  if (!statement) return fail(std::move(statement));
  auto done = collect(*statement, rows);
  const Changes changes = engine_->changes();
  engine_->give_back(std::move(*statement));
  note_end();
  if (!done) return fail(std::move(done));
  return changes;
}

Result<void> PluginDatabase::query(std::string_view sql, const SqlParameters& parameters,
                                   RowSet& rows, WorkGuard& guard) {
  auto done = run(sql, SqlPolicy::Mode::Read, parameters, rows, guard);
  if (!done) return fail(std::move(done));
  return {};
}

Result<Changes> PluginDatabase::execute(std::string_view sql, const SqlParameters& parameters,
                                        RowSet& rows, WorkGuard& guard) {
  return run(sql, SqlPolicy::Mode::Write, parameters, rows, guard);
}

Result<Changes> PluginDatabase::run_as_host(std::string_view sql, const SqlParameters& parameters,
                                            RowSet& rows, WorkGuard& guard) {
  return run(sql, SqlPolicy::Mode::Host, parameters, rows, guard);
}

Result<void> PluginDatabase::run_script(std::string_view script, int& line, WorkGuard& guard) {
  const Engine::Watch watch(*engine_, guard);
  const std::string text(script);
  std::size_t at = 0;
  for (std::size_t next = 0; at < text.size(); at = next) {
    auto statement = engine_->compile_part(text, at, next);
    Result<bool> row = true;
    if (!statement) {
      row = fail(std::move(statement));
    } else if (statement->handle == nullptr) {
      continue;  // a comment, or the end
    }
    while (row && *row) row = engine_->step(*statement);
    if (!row) {
      line = 1 + static_cast<int>(std::ranges::count(text.substr(0, next), '\n'));
      return fail(std::move(row));
    }
  }
  return {};
}

Result<int> PluginDatabase::open_cursor(std::string_view sql, const SqlParameters& parameters,
                                        WorkGuard& guard) {
  if (engine_->cursors.size() >= limits::kSqlCursors) {
    return fail(Code::TooLarge,
                fmt::format("SQL: {} cursors are open already", limits::kSqlCursors),
                "let a loop over ctx.db.each run to its end, or use ctx.db.query");
  }
  const Engine::Watch watch(*engine_, guard);
  auto statement = engine_->prepare(sql, SqlPolicy::Mode::Read, parameters);
  if (!statement) return fail(std::move(statement));
  const int number = engine_->next_cursor++;
  engine_->cursors.emplace(number, std::move(*statement));
  return number;
}

Result<bool> PluginDatabase::fetch(int cursor, std::size_t limit, RowSet& rows, WorkGuard& guard) {
  rows.clear();
  const auto found = engine_->cursors.find(cursor);
  if (found == engine_->cursors.end()) {
    return fail(Code::NotFound, "SQL: the cursor is closed",
                "a loop over ctx.db.each ends with the run and with the transaction around it");
  }
  const Engine::Watch watch(*engine_, guard);
  auto done = engine_->read_columns(found->second, rows);
  Result<bool> more = true;
  if (!done) more = fail(std::move(done));
  // A few large rows are a piece too.
  while (more && *more && rows.rows() < limit && rows.bytes.size() < limits::kSqlValueBytes) {
    more = engine_->step(found->second);
    if (!more || !*more) break;
    Engine::read_row(found->second, rows);
    if (auto fits = check_size(rows); !fits) more = fail(std::move(fits));
  }
  if (!more || !*more) close_cursor(cursor);
  return more;
}

void PluginDatabase::close_cursor(int cursor) {
  const SqliteMemory::Scope counted(engine_->memory);
  const auto found = engine_->cursors.find(cursor);
  if (found == engine_->cursors.end()) return;
  engine_->give_back(std::move(found->second));
  engine_->cursors.erase(found);
}

Result<int> PluginDatabase::begin(WorkGuard& guard) {
  if (depth_ >= limits::kSqlTransactionDepth) {
    return fail(Code::TooLarge, fmt::format("SQL: {} transactions are open inside each other",
                                            limits::kSqlTransactionDepth));
  }
  const Engine::Watch watch(*engine_, guard);
  // The lock is taken at the start: a later one could find that another writer was faster.
  auto begun = engine_->run_own(depth_ == 0 ? "BEGIN IMMEDIATE" : "SAVEPOINT nested");
  if (!begun) return fail(std::move(begun));
  return ++depth_;
}

Result<void> PluginDatabase::commit(WorkGuard& guard) {
  PERIGEE_CHECK(depth_ > 0, "there is no transaction to commit");
  const Engine::Watch watch(*engine_, guard);
  if (depth_ == 1) close_cursors();
  auto done = engine_->run_own(depth_ == 1 ? "COMMIT" : "RELEASE nested");
  if (done) --depth_;
  return done;
}

void PluginDatabase::rollback() {
  if (depth_ == 0) return;
  const SqliteMemory::Scope counted(engine_->memory);
  close_cursors();
  // Without a guard: undoing is owed, whatever the budget says.
  static_cast<void>(
      engine_->run_own(depth_ == 1 ? "ROLLBACK" : "ROLLBACK TO nested; RELEASE nested"));
  --depth_;
}

void PluginDatabase::close_cursors() {
  while (!engine_->cursors.empty()) close_cursor(engine_->cursors.begin()->first);
}

/// Some errors, such as a full disk, end the transaction by themselves.
void PluginDatabase::note_end() {
  if (depth_ > 0 && !engine_->in_transaction()) depth_ = 0;
}

bool PluginDatabase::end_run() {
  const SqliteMemory::Scope counted(engine_->memory);
  close_cursors();
  const bool was_open = engine_->in_transaction();
  if (was_open) static_cast<void>(engine_->run_own("ROLLBACK"));
  depth_ = 0;
  return was_open;
}

}  // namespace perigee::store

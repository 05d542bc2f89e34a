#include "host/store/plugin_engine.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/store/sqlite_error.h"

namespace perigee::store {
namespace {

/// The first line of a statement, for messages.
std::string_view first_line(std::string_view sql) {
  sql.remove_prefix(std::min(sql.find_first_not_of(" \t\r\n"), sql.size()));
  constexpr std::size_t kShown = 80;
  return sql.substr(0, std::min(sql.find('\n'), kShown));
}

struct Binder {
  sqlite3_stmt* statement;
  int index;

  int operator()(std::nullptr_t) const { return sqlite3_bind_null(statement, index); }
  int operator()(bool value) const { return sqlite3_bind_int(statement, index, value ? 1 : 0); }
  int operator()(std::int64_t value) const { return sqlite3_bind_int64(statement, index, value); }
  int operator()(double value) const { return sqlite3_bind_double(statement, index, value); }
  int operator()(std::string_view text) const {
    return sqlite3_bind_text64(statement, index, text.data() != nullptr ? text.data() : "",
                               text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  }
  int operator()(BlobView blob) const {
    return sqlite3_bind_blob64(statement, index,
                               blob.bytes.data() != nullptr ? blob.bytes.data() : "",
                               blob.bytes.size(), SQLITE_TRANSIENT);
  }
};

}  // namespace

bool PluginDatabase::Engine::keep_going(std::uint64_t steps) {
  if (guard_ == nullptr || guard_->work(steps)) return true;
  stopped_ = true;
  return false;
}

// --- Statements ----------------------------------------------------------------------------------

Result<PluginStatement> PluginDatabase::Engine::prepare(std::string_view sql, SqlPolicy::Mode mode,
                                                        const SqlParameters& parameters) {
  PluginStatement statement;
  const auto known = by_text_.find(sql);
  if (known != by_text_.end() && known->second->mode == mode) {
    const auto place = known->second;
    by_text_.erase(known);
    statement = std::move(*place);
    kept_.erase(place);
  } else {
    auto compiled = compile(sql, mode);
    if (!compiled) return compiled;
    statement = std::move(*compiled);
  }
  if (auto bound = bind(statement, parameters); !bound) return fail(std::move(bound));
  return statement;
}

Result<PluginStatement> PluginDatabase::Engine::compile(std::string_view sql,
                                                        SqlPolicy::Mode mode) {
  PluginStatement statement{.handle = nullptr, .mode = mode, .sql = std::string(sql)};
  policy_.set_mode(mode);
  stopped_ = false;
  memory.refused = false;
  sqlite3_stmt* raw = nullptr;
  const char* tail = nullptr;
  const int code =
      sqlite3_prepare_v3(db_.get(), statement.sql.c_str(), static_cast<int>(statement.sql.size()),
                         SQLITE_PREPARE_PERSISTENT, &raw, &tail);
  statement.handle.reset(raw);
  if (code != SQLITE_OK) return std::unexpected(error(code, sql));
  if (raw == nullptr) return fail(Code::StoreError, "SQL: there is no statement in the text");
  if (auto one = check_tail(tail, sql); !one) return fail(std::move(one));
  if (mode == SqlPolicy::Mode::Read && sqlite3_stmt_readonly(raw) == 0) {
    return fail(Code::NotPermitted, "SQL: query only reads", "use ctx.db.execute to change rows");
  }
  return statement;
}

Result<PluginStatement> PluginDatabase::Engine::compile_part(const std::string& script,
                                                             std::size_t at, std::size_t& next) {
  PluginStatement statement{.handle = nullptr, .mode = SqlPolicy::Mode::Write, .sql = {}};
  policy_.set_mode(statement.mode);
  stopped_ = false;
  memory.refused = false;
  sqlite3_stmt* raw = nullptr;
  const char* tail = nullptr;
  const char* begin = script.c_str() + at;
  const int code = sqlite3_prepare_v2(db_.get(), begin, -1, &raw, &tail);
  statement.handle.reset(raw);
  next = static_cast<std::size_t>(tail - script.c_str());
  if (code == SQLITE_OK) {
    statement.sql = script.substr(at, next - at);
    return statement;
  }
  const int offset = sqlite3_error_offset(db_.get());
  const std::size_t blank = script.find_first_not_of(" \t\r\n", at);
  next = offset >= 0 ? at + static_cast<std::size_t>(offset) : std::min(blank, script.size());
  return std::unexpected(error(code, begin));
}

/// Behind the statement only comments and semicolons may follow.
Result<void> PluginDatabase::Engine::check_tail(const char* tail, std::string_view sql) const {
  while (tail != nullptr && *tail != '\0') {
    sqlite3_stmt* more = nullptr;
    const char* next = nullptr;
    const int code = sqlite3_prepare_v2(db_.get(), tail, -1, &more, &next);
    sqlite3_finalize(more);
    if (code != SQLITE_OK || more != nullptr) {
      return fail(Code::StoreError,
                  fmt::format("SQL: exactly one statement is expected in: {}", first_line(sql)),
                  "run the others with calls of their own");
    }
    if (next == tail) break;
    tail = next;
  }
  return {};
}

Result<void> PluginDatabase::Engine::bind(const PluginStatement& statement,
                                          const SqlParameters& parameters) {
  sqlite3_stmt* raw = statement.handle.get();
  const int expected = sqlite3_bind_parameter_count(raw);
  const auto wrong = [&](std::string what) {
    return fail(Code::StoreError, fmt::format("SQL: {} in: {}", what, first_line(statement.sql)));
  };
  if (parameters.named.empty() && std::cmp_not_equal(parameters.positional.size(), expected)) {
    return wrong(fmt::format("{} parameters are expected and {} given", expected,
                             parameters.positional.size()));
  }
  int code = SQLITE_OK;
  int index = 0;
  for (const SqlParameter& parameter : parameters.positional) {
    if (code == SQLITE_OK) code = std::visit(Binder{raw, ++index}, parameter);
  }
  for (int i = 1; i <= expected && !parameters.named.empty() && code == SQLITE_OK; ++i) {
    const char* name = sqlite3_bind_parameter_name(raw, i);
    if (name == nullptr || name[0] == '?') return wrong("named and unnamed parameters are mixed");
    const auto given = std::ranges::find(parameters.named, std::string_view(name + 1),
                                         &std::pair<std::string_view, SqlParameter>::first);
    if (given == parameters.named.end()) return wrong(fmt::format("{} is not given", name));
    code = std::visit(Binder{raw, i}, given->second);
  }
  if (code != SQLITE_OK) return std::unexpected(error(code, statement.sql));
  return {};
}

void PluginDatabase::Engine::give_back(PluginStatement statement) {
  sqlite3_reset(statement.handle.get());
  sqlite3_clear_bindings(statement.handle.get());
  if (by_text_.contains(statement.sql)) return;  // another of the same text is kept already
  kept_.push_front(std::move(statement));
  by_text_.emplace(kept_.front().sql, kept_.begin());
  if (kept_.size() <= limits::kSqlStatements) return;
  by_text_.erase(kept_.back().sql);
  kept_.pop_back();
}

Result<bool> PluginDatabase::Engine::step(const PluginStatement& statement) {
  policy_.set_mode(statement.mode);
  stopped_ = false;
  memory.refused = false;
  const int code = sqlite3_step(statement.handle.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return std::unexpected(error(code, statement.sql));
}

Result<void> PluginDatabase::Engine::run_own(const char* sql) {
  policy_.set_mode(SqlPolicy::Mode::Host);
  stopped_ = false;
  memory.refused = false;
  const int code = sqlite3_exec(db_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return std::unexpected(error(code, sql));
  return {};
}

Result<void> PluginDatabase::Engine::read_columns(const PluginStatement& statement,
                                                  RowSet& rows) const {
  const int count = sqlite3_column_count(statement.handle.get());
  for (int i = 0; i < count; ++i) {
    std::string name = sqlite3_column_name(statement.handle.get(), i);
    if (std::ranges::find(rows.columns, name) != rows.columns.end()) {
      return fail(
          Code::StoreError,
          fmt::format("SQL: two columns are called \"{}\" in: {}", name, first_line(statement.sql)),
          "give one of them another name with AS");
    }
    rows.columns.push_back(std::move(name));
  }
  return {};
}

void PluginDatabase::Engine::read_row(const PluginStatement& statement, RowSet& rows) {
  sqlite3_stmt* raw = statement.handle.get();
  const auto append = [&](Cell& cell, const void* data, int size) {
    cell.size = static_cast<std::uint32_t>(size);
    cell.offset = rows.bytes.size();
    if (size > 0) rows.bytes.append(static_cast<const char*>(data), cell.size);
  };
  const int count = sqlite3_column_count(raw);
  for (int i = 0; i < count; ++i) {
    Cell& cell = rows.cells.emplace_back();
    switch (sqlite3_column_type(raw, i)) {
      case SQLITE_INTEGER:
        cell.type = Cell::Type::Integer;
        cell.integer = sqlite3_column_int64(raw, i);
        break;
      case SQLITE_FLOAT:
        cell.type = Cell::Type::Real;
        cell.real = sqlite3_column_double(raw, i);
        break;
      case SQLITE_TEXT:
        cell.type = Cell::Type::Text;
        append(cell, sqlite3_column_text(raw, i), sqlite3_column_bytes(raw, i));
        break;
      case SQLITE_BLOB:
        cell.type = Cell::Type::Blob;
        append(cell, sqlite3_column_blob(raw, i), sqlite3_column_bytes(raw, i));
        break;
      default:
        break;
    }
  }
}

Changes PluginDatabase::Engine::changes() const {
  return {sqlite3_changes64(db_.get()), sqlite3_last_insert_rowid(db_.get())};
}

// --- Errors --------------------------------------------------------------------------------------

/// SQLite says the same of a full disk and of a full database, and has undone the statement by now:
/// a disk with much room is not what was full.
bool PluginDatabase::Engine::is_at_quota() const {
  std::error_code unknown;
  const std::filesystem::path file = sqlite3_db_filename(db_.get(), "main");
  const auto space = std::filesystem::space(file, unknown);
  return !unknown && space.available > limits::kSqlTemporaryBytes;
}

/// What the engine says, for the author of the statement.
Error PluginDatabase::Engine::error(int code, std::string_view sql) {
  const int primary = code & 0xFF;
  const std::string words = sqlite3_errmsg(db_.get());
  Error plain = sqlite_error(db_.get(), code, fmt::format("SQL: {}", first_line(sql)));
  const auto say = [&](Code kind, std::string_view what, std::string hint = {}) {
    return Error{kind, fmt::format("SQL: {} in: {}", what, first_line(sql)), std::move(hint)};
  };
  if (stopped_) return say(Code::Timeout, "the run is over");
  switch (primary) {
    case SQLITE_AUTH:
      return say(Code::NotPermitted, policy_.refusal().empty() ? words : policy_.refusal());
    case SQLITE_CONSTRAINT:
      return say(Code::Constraint, words);
    case SQLITE_TOOBIG:
      return say(Code::TooLarge, words,
                 fmt::format("a text or blob has at most {} bytes", limits::kSqlValueBytes));
    case SQLITE_FULL:
      if (is_at_quota()) {
        return say(Code::QuotaExceeded, "the plugin's database has reached its quota",
                   "delete what is no longer needed");
      }
      break;
    case SQLITE_NOMEM:
      if (memory.refused) {
        return say(Code::TooLarge,
                   fmt::format("more than {} KiB of memory are needed",
                               memory.limit / static_cast<std::int64_t>(limits::kKiB)),
                   "select less at once");
      }
      break;
    default:
      break;
  }
  return plain;
}

}  // namespace perigee::store

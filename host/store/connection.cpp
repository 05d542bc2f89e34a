#include "host/store/connection.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <mutex>
#include <thread>

#include "host/base/limits.h"
#include "host/base/text.h"
#include "host/store/sqlite_error.h"
#include "host/store/sqlite_memory.h"

namespace perigee::store {
namespace {

std::string blob_literal(const unsigned char* bytes, int size) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string literal = "x'";
  for (int i = 0; i < size; ++i) {
    literal += kDigits[bytes[i] >> 4];
    literal += kDigits[bytes[i] & 15];
  }
  return literal + "'";
}

}  // namespace

// --- Rows ----------------------------------------------------------------------------------------

Rows::Rows(sqlite3* db, sqlite3_stmt* statement, bool* in_use)
    : db_(db), statement_(statement), in_use_(in_use) {
  if (in_use_ != nullptr) *in_use_ = true;
}

Rows::Rows(Rows&& other) noexcept
    : db_(other.db_),
      statement_(std::exchange(other.statement_, nullptr)),
      in_use_(other.in_use_),
      done_(other.done_),
      error_(std::move(other.error_)) {}

Rows::~Rows() {
  if (statement_ == nullptr) return;
  if (in_use_ == nullptr) {
    sqlite3_finalize(statement_);
  } else {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
    *in_use_ = false;
  }
}

bool Rows::next() {
  if (error_ || done_) return false;
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  done_ = true;  // another step would run the statement again
  if (code != SQLITE_DONE) check(code);
  return false;
}

Result<void> Rows::status() const {
  if (error_) return std::unexpected(*error_);
  return {};
}

void Rows::check(int code) {
  if (code == SQLITE_OK || error_) return;
  error_ = sqlite_error(db_, code, "SQL");
}

void Rows::bind(int index, std::nullptr_t) {
  if (!error_) check(sqlite3_bind_null(statement_, index));
}
void Rows::bind(int index, std::int64_t value) {
  if (!error_) check(sqlite3_bind_int64(statement_, index, value));
}
void Rows::bind(int index, double value) {
  if (!error_) check(sqlite3_bind_double(statement_, index, value));
}
void Rows::bind(int index, std::string_view text) {
  if (error_) return;
  // A null pointer would bind NULL, and an empty view may have one.
  const char* data = text.data() != nullptr ? text.data() : "";
  check(sqlite3_bind_text64(statement_, index, data, text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Rows::bind_value(int index, const Value& value) {
  if (value.is_bool()) {
    bind(index, value.as_bool());
  } else if (value.is_integer()) {
    bind(index, value.as_integer());
  } else if (value.is_number()) {
    bind(index, value.as_number());
  } else if (value.is_string()) {
    bind(index, value.as_string());
  } else {
    PERIGEE_CHECK(value.is_null(), "only plain values can be parameters");
    bind(index, nullptr);
  }
}

std::string_view Rows::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return data == nullptr ? std::string_view() : std::string_view(data, size);
}
std::optional<std::string> Rows::optional_text(int column) const {
  if (is_null(column)) return std::nullopt;
  return string(column);
}
std::int64_t Rows::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}
double Rows::number(int column) const {
  return sqlite3_column_double(statement_, column);
}
bool Rows::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

Value Rows::value(int column) const {
  switch (sqlite3_column_type(statement_, column)) {
    case SQLITE_INTEGER:
      return integer(column);
    case SQLITE_FLOAT:
      return number(column);
    case SQLITE_TEXT:
      return repair_utf8(text(column));
    case SQLITE_BLOB:
      return blob_literal(
          static_cast<const unsigned char*>(sqlite3_column_blob(statement_, column)),
          sqlite3_column_bytes(statement_, column));
    default:
      return nullptr;
  }
}
int Rows::columns() const {
  return sqlite3_column_count(statement_);
}
std::string Rows::column_name(int column) const {
  const char* name = sqlite3_column_name(statement_, column);
  return name == nullptr ? "" : name;
}
bool Rows::only_reads() const {
  return sqlite3_stmt_readonly(statement_) != 0;
}

// --- Connection ----------------------------------------------------------------------------------

namespace {

/// Between two looks at whether readers have left the log.
constexpr std::chrono::milliseconds kReaderPoll{1};

/// Makes a missing file that is nobody else's to read; SQLite gives those beside it the same mode.
/// An existing file is not touched, since closing it would drop the locks that other connections
/// of this process hold. Whatever fails here fails again, with a reason, when SQLite opens it.
void create_private(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor >= 0) ::close(descriptor);
}

}  // namespace

void Connection::Close::operator()(sqlite3* db) const {
  sqlite3_close_v2(db);
}

Connection::Connection(sqlite3* db) : state_(std::make_unique<State>()), db_(db) {}

Connection::State::~State() {
  for (auto& [sql, cached] : statements) sqlite3_finalize(cached.statement);
}

Connection::~Connection() {
  state_.reset();
}

Result<Connection> Connection::open(const std::filesystem::path& file, OpenMode mode) {
  if (mode == OpenMode::ReadWrite) create_private(file);
  return open_named(file.string(), mode);
}

Result<Connection> Connection::open_memory() {
  return open_named(":memory:", OpenMode::ReadWrite);
}

namespace {

/// Once per process, before the first connection: our own counting of memory instead of that of
/// the library, whose lock every allocation of every thread would take; and pages are allocated one
/// by one, since a plugin's connection has two page caches that rarely fill the usual 20 pages.
void configure_library() {
  static std::once_flag once;
  std::call_once(once, [] {
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_config(SQLITE_CONFIG_PAGECACHE, nullptr, 0, 0);
    count_sqlite_memory();
  });
}

}  // namespace

Result<Connection> Connection::open_named(const std::string& name, OpenMode mode) {
  configure_library();
  const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                    (mode == OpenMode::ReadOnly ? SQLITE_OPEN_READONLY
                                                : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  sqlite3* db = nullptr;
  const int code = sqlite3_open_v2(name.c_str(), &db, flags, nullptr);
  if (code != SQLITE_OK) {
    Error error = sqlite_error(db, code, "cannot open " + name);
    sqlite3_close_v2(db);
    return std::unexpected(std::move(error));
  }
  Connection connection(db);
  if (auto done = connection.configure(mode); !done) {
    done.error().message = name + ": " + done.error().message;
    return fail(std::move(done));
  }
  return connection;
}

Result<void> Connection::configure(OpenMode mode) {
  sqlite3* db = db_.get();
  sqlite3_busy_timeout(db, static_cast<int>(limits::kBusyTimeout.count()));
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  const char* pragmas = mode == OpenMode::ReadOnly
                            ? "PRAGMA foreign_keys = ON; PRAGMA query_only = ON;"
                            : "PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON;"
                              "PRAGMA temp_store = MEMORY;";
  if (auto done = execute(pragmas); !done) return done;
  // The host drives checkpoints itself; a hook of ours also replaces SQLite's automatic one.
  sqlite3_wal_hook(
      db,
      [](void* state, sqlite3*, const char*, int pages) {
        static_cast<State*>(state)->wal_pages = pages;
        return SQLITE_OK;
      },
      state_.get());
  Rows rows = query("PRAGMA page_size");
  if (rows.next()) state_->page_size = static_cast<int>(rows.integer(0));
  return rows.status();
}

Result<void> Connection::execute(const std::string& script) {
  const int code = sqlite3_exec(db_.get(), script.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return std::unexpected(sqlite_error(db_.get(), code, "SQL"));
  return {};
}

Rows Connection::start(const char* sql, bool cached) {
  if (!cached) return prepare(sql, nullptr);
  Cached& slot = state_->statements[sql];
  if (slot.in_use) return prepare(sql, nullptr);
  if (slot.statement == nullptr) return prepare(sql, &slot);
  return Rows(db_.get(), slot.statement, &slot.in_use);
}

Rows Connection::prepare(const char* sql, Cached* keep) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(
      db_.get(), sql, -1, keep != nullptr ? SQLITE_PREPARE_PERSISTENT : 0, &statement, nullptr);
  if (code != SQLITE_OK) {
    // The text of a statement helps whoever wrote it, and nobody whose disk is to blame.
    const bool wrong_sql = code == SQLITE_ERROR;
    return Rows(sqlite_error(db_.get(), code,
                             wrong_sql ? std::string("cannot prepare `") + sql + "`" : "SQL"));
  }
  if (keep == nullptr) return Rows(db_.get(), statement, nullptr);
  keep->statement = statement;
  return Rows(db_.get(), statement, &keep->in_use);
}

Rows Connection::query_values(const std::string& sql, std::span<const Value> parameters) {
  Rows rows = start(sql.c_str(), /*cached=*/false);
  int index = 0;
  for (const Value& parameter : parameters) rows.bind_value(++index, parameter);
  return rows;
}

Rows Connection::query_part(const std::string& script, std::size_t& at) {
  sqlite3_stmt* statement = nullptr;
  const char* tail = nullptr;
  const int code = sqlite3_prepare_v2(db_.get(), script.c_str() + at, -1, &statement, &tail);
  if (code != SQLITE_OK) return Rows(sqlite_error(db_.get(), code, "SQL"));
  at = static_cast<std::size_t>(tail - script.c_str());
  Rows rows(db_.get(), statement, nullptr);
  rows.done_ = statement == nullptr;
  return rows;
}

std::int64_t Connection::last_insert_rowid() const {
  return sqlite3_last_insert_rowid(db_.get());
}
std::int64_t Connection::changes() const {
  return sqlite3_changes64(db_.get());
}
bool Connection::in_transaction() const {
  return sqlite3_get_autocommit(db_.get()) == 0;
}

Result<CheckpointResult> Connection::checkpoint(CheckpointMode mode,
                                                std::chrono::milliseconds wait) {
  const int native = mode == CheckpointMode::Passive   ? SQLITE_CHECKPOINT_PASSIVE
                     : mode == CheckpointMode::Restart ? SQLITE_CHECKPOINT_RESTART
                                                       : SQLITE_CHECKPOINT_TRUNCATE;
  const auto give_up = std::chrono::steady_clock::now() + wait;
  CheckpointResult result;
  int code = SQLITE_OK;
  // SQLite's own waiting polls one lock that a stream of readers may never leave free, though each
  // of them ends soon. Trying anew looks at where the readers are by then.
  sqlite3_busy_timeout(db_.get(), 0);
  for (;;) {
    code = sqlite3_wal_checkpoint_v2(db_.get(), nullptr, native, &result.log_pages,
                                     &result.done_pages);
    const bool busy = (code & 0xFF) == SQLITE_BUSY;
    if (!busy || mode == CheckpointMode::Passive) break;
    if (std::chrono::steady_clock::now() >= give_up) break;
    std::this_thread::sleep_for(kReaderPoll);
  }
  sqlite3_busy_timeout(db_.get(), static_cast<int>(limits::kBusyTimeout.count()));
  if (code != SQLITE_OK && (code & 0xFF) != SQLITE_BUSY) {
    return std::unexpected(sqlite_error(db_.get(), code, "checkpoint"));
  }
  return result;
}

// --- Savepoint -----------------------------------------------------------------------------------

Savepoint::Savepoint(Connection& db)
    : db_(db), status_(db.run("SAVEPOINT perigee")), open_(status_.has_value()) {}

Savepoint::~Savepoint() {
  // An error may have ended the whole transaction, and the savepoint with it.
  if (!open_ || !db_.in_transaction()) return;
  static_cast<void>(db_.run("ROLLBACK TO perigee"));
  static_cast<void>(db_.run("RELEASE perigee"));
}

Result<void> Savepoint::release() {
  auto released = db_.run("RELEASE perigee");
  if (released) open_ = false;
  return released;
}

}  // namespace perigee::store

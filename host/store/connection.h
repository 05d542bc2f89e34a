// One SQLite connection with its prepared statements, in RAII. Every statement of the project goes
// through here; this folder is the only place that sees sqlite3.h. A connection belongs to one
// thread at a time and never shares statements with another.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>

#include "host/base/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace perigee::store {

/// SQL text that is known at compile time. Its address is the key of the statement cache.
class Sql {
 public:
  template <std::size_t N>
  consteval Sql(const char (&text)[N]) : text_(text) {}  // NOLINT(google-explicit-constructor)
  const char* text() const { return text_; }

 private:
  const char* text_;
};

/// A running statement. Rows are read one by one; destruction resets the statement. It must not
/// outlive its connection.
///
///   auto rows = db.query("SELECT id FROM topics WHERE channel_id = ?", channel_id);
///   while (rows.next()) use(rows.text(0));
///   if (auto status = rows.status(); !status) return fail(std::move(status));
class Rows {
 public:
  Rows(Rows&& other) noexcept;
  Rows& operator=(Rows&&) = delete;
  ~Rows();

  /// Moves to the next row; false at the end and on an error, and from then on.
  bool next();
  /// The error that ended the rows, if one did.
  Result<void> status() const;

  /// Column of the current row; text is valid until next() or destruction.
  std::string_view text(int column) const;
  std::string string(int column) const { return std::string(text(column)); }
  std::optional<std::string> optional_text(int column) const;
  std::int64_t integer(int column) const;
  double number(int column) const;
  bool is_null(int column) const;
  /// As it is stored; bytes that are no text as SQL writes them, x'0aff'.
  Value value(int column) const;

  /// Columns of a statement, and what they are called.
  int columns() const;
  std::string column_name(int column) const;
  /// Whether the statement changes nothing.
  bool only_reads() const;
  /// Whether there is no statement at all.
  bool empty() const { return statement_ == nullptr; }

 private:
  friend class Connection;
  Rows(sqlite3* db, sqlite3_stmt* statement, bool* in_use);
  explicit Rows(Error error) : error_(std::move(error)) {}

  void bind(int index, std::nullptr_t);
  void bind(int index, std::int64_t value);
  void bind(int index, int value) { bind(index, static_cast<std::int64_t>(value)); }
  void bind(int index, bool value) { bind(index, static_cast<std::int64_t>(value)); }
  void bind(int index, double value);
  void bind(int index, std::string_view text);
  void bind(int index, const char* text) { bind(index, std::string_view(text)); }
  void bind(int index, const std::string& text) { bind(index, std::string_view(text)); }
  void bind_value(int index, const Value& value);
  template <class T>
  void bind(int index, const std::optional<T>& value) {
    if (value) {
      bind(index, *value);
    } else {
      bind(index, nullptr);
    }
  }
  void check(int code);

  sqlite3* db_ = nullptr;
  sqlite3_stmt* statement_ = nullptr;
  bool* in_use_ = nullptr;  ///< Of the cached statement; null when it is not a cached one.
  bool done_ = false;
  std::optional<Error> error_;
};

enum class OpenMode {
  ReadWrite,  ///< Creates the file (mode 0600) when it is missing.
  ReadOnly,
};

/// A checkpoint of the write-ahead log: pages in it, and pages of those already in the database.
struct CheckpointResult {
  int log_pages = 0;
  int done_pages = 0;
};

enum class CheckpointMode { Passive, Restart, Truncate };

namespace detail {

/// Whether a forwarded argument is a temporary that owns the text which a statement would borrow.
template <class T>
inline constexpr bool kOwnsText =
    std::is_same_v<T, std::string> || std::is_same_v<T, std::optional<std::string>>;

}  // namespace detail

class Connection {
 public:
  /// Opens a database in WAL mode with foreign keys on, a busy timeout and hardening.
  /// Errors: StoreError or ServiceUnavailable, naming the file.
  static Result<Connection> open(const std::filesystem::path& file, OpenMode mode);
  /// A database in memory, for tests.
  static Result<Connection> open_memory();

  Connection(Connection&&) noexcept = default;
  Connection& operator=(Connection&&) noexcept = default;
  ~Connection();

  /// Runs a script of statements without parameters.
  Result<void> execute(const std::string& script);

  /// Starts a cached statement. Text parameters are borrowed: they must outlive the rows.
  template <class... Args>
  Rows query(Sql sql, Args&&... args) {
    static_assert((... && !detail::kOwnsText<Args>),
                  "a text that is made for the call is gone before the rows are read: name it");
    return bound(sql, args...);
  }

  /// The same for SQL that is put together at run time; nothing is cached. Values may be null,
  /// boolean, number or string, and must outlive the rows.
  Rows query_values(const std::string& sql, std::span<const Value> parameters);

  /// The statement of a script that begins at `at`, which moves behind it; without columns and rows
  /// where only comments are left. After an error it is unchanged.
  Rows query_part(const std::string& script, std::size_t& at);

  /// Runs a cached statement to its end.
  template <class... Args>
  Result<void> run(Sql sql, const Args&... args) {
    Rows rows = bound(sql, args...);
    while (rows.next()) {
    }
    return rows.status();
  }

  /// Writes a copy of the database as it is now into a new file (mode 0600) that needs no log
  /// beside it. The file has its name only once it is complete and on the disk. Errors: FileError
  /// when the file exists or cannot be made; what SQLite says.
  Result<void> back_up_to(const std::filesystem::path& target);

  std::int64_t last_insert_rowid() const;
  /// Rows changed by the last statement.
  std::int64_t changes() const;
  /// Whether a transaction is open. SQLite ends one by itself after some errors.
  bool in_transaction() const;
  /// Pages in the write-ahead log after this connection's last commit.
  int wal_pages() const { return state_->wal_pages; }
  int page_size() const { return state_->page_size; }

  /// Moves pages from the log into the database. Restart and Truncate wait for readers up to
  /// `wait`; when a reader outlasts that, it is no error: the result says how far it went.
  Result<CheckpointResult> checkpoint(CheckpointMode mode, std::chrono::milliseconds wait = {});

 private:
  template <class... Args>
  Rows bound(Sql sql, const Args&... args) {
    Rows rows = start(sql.text(), /*cached=*/true);
    int index = 0;
    (rows.bind(++index, args), ...);
    return rows;
  }

  /// A prepared statement, and whether some Rows hold it.
  struct Cached {
    sqlite3_stmt* statement = nullptr;
    bool in_use = false;
  };
  /// What must keep its address when the connection moves.
  struct State {
    ~State();
    std::unordered_map<const char*, Cached> statements;
    int wal_pages = 0;
    int page_size = 4096;
  };
  struct Close {
    void operator()(sqlite3* db) const;
  };

  explicit Connection(sqlite3* db);
  static Result<Connection> open_named(const std::string& name, OpenMode mode);
  Rows start(const char* sql, bool cached);
  Rows prepare(const char* sql, Cached* keep);
  Result<void> configure(OpenMode mode);
  Result<void> copy_into(const std::filesystem::path& target);

  std::unique_ptr<State> state_;  ///< Goes first when another connection is moved in.
  std::unique_ptr<sqlite3, Close> db_;
};

/// A nested transaction: everything since construction is undone unless release() succeeded.
class Savepoint {
 public:
  explicit Savepoint(Connection& db);
  Savepoint(const Savepoint&) = delete;
  Savepoint& operator=(const Savepoint&) = delete;
  ~Savepoint();

  /// Whether the savepoint could be set.
  const Result<void>& status() const { return status_; }
  Result<void> release();

 private:
  Connection& db_;
  Result<void> status_;
  bool open_;
};

}  // namespace perigee::store

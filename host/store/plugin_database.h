// A plugin's own database: one file, one connection, any SQL inside it and nothing outside. The
// engine holds the fence (sql_policy.h), the run's budget reaches into every statement, and an open
// transaction ends with the run. It knows no Lua.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/error.h"
#include "host/base/limits.h"
#include "host/store/sql_policy.h"
#include "host/store/sql_values.h"

namespace perigee::store {

struct PluginStatement;

/// Pays for the work of statements out of the budget of a run.
class WorkGuard {
 public:
  virtual ~WorkGuard() = default;
  /// Pays for steps of SQLite's virtual machine; false when the run is over.
  virtual bool work(std::uint64_t steps) = 0;
};

struct PluginDatabaseOptions {
  std::filesystem::path file;  ///< Made when it is missing; its folder must be there.
  std::size_t quota = limits::kPluginDatabaseBytes;
  std::filesystem::path hub_file = {};           ///< For reads of hub tables; empty without them.
  std::vector<std::string> hub_tables = {};      ///< Readable as hub.NAME; see is_hub_table().
  std::size_t memory = limits::kSqlMemoryBytes;  ///< That the engine may take for it.
};

/// Belongs to one plugin state, and to one thread at a time.
///
/// Errors of all that runs SQL: StoreError with the engine's words and the first line of the
/// statement; NotPermitted when the fence refuses it; Constraint when a row may not be so; Timeout
/// when the guard ended it; TooLarge when a result passes its bounds; QuotaExceeded;
/// ServiceUnavailable when the disk or a lock is to blame.
class PluginDatabase {
 public:
  /// Errors: those of Connection::open.
  static Result<std::unique_ptr<PluginDatabase>> open(PluginDatabaseOptions options);
  ~PluginDatabase();
  PluginDatabase(const PluginDatabase&) = delete;
  PluginDatabase& operator=(const PluginDatabase&) = delete;

  /// Reads all rows of one statement that changes nothing.
  Result<void> query(std::string_view sql, const SqlParameters& parameters, RowSet& rows,
                     WorkGuard& guard);
  /// Runs one statement; rows that it returns (RETURNING) go to `rows`.
  Result<Changes> execute(std::string_view sql, const SqlParameters& parameters, RowSet& rows,
                          WorkGuard& guard);

  /// Runs a script of statements behind the same fence. After an error, `line` is where in the
  /// script it is, from 1.
  Result<void> run_script(std::string_view script, int& line, WorkGuard& guard);
  /// Runs a statement of the host itself, which sees the tables that the plugin does not.
  Result<Changes> run_as_host(std::string_view sql, const SqlParameters& parameters, RowSet& rows,
                              WorkGuard& guard);

  /// Starts reading a query piece by piece; returns the number of the cursor.
  Result<int> open_cursor(std::string_view sql, const SqlParameters& parameters, WorkGuard& guard);
  /// Reads up to `limit` rows more, fewer when they are large; returns whether there may be others.
  /// A cursor that was read to its end, or failed, is closed. NotFound for one that is.
  Result<bool> fetch(int cursor, std::size_t limit, RowSet& rows, WorkGuard& guard);
  void close_cursor(int cursor);

  /// Opens a transaction, or a nested one inside it; writers of the same plugin wait for each other
  /// at the outermost begin. Returns how many are open now.
  Result<int> begin(WorkGuard& guard);
  /// Ends the innermost one.
  Result<void> commit(WorkGuard& guard);
  void rollback();
  int depth() const { return depth_; }

  /// Undoes what is still open and closes all cursors; after every run. Whether there was an open
  /// transaction.
  bool end_run();

 private:
  class Engine;
  explicit PluginDatabase(std::unique_ptr<Engine> engine);
  Result<Changes> run(std::string_view sql, SqlPolicy::Mode mode, const SqlParameters& parameters,
                      RowSet& rows, WorkGuard& guard);
  Result<void> collect(const PluginStatement& statement, RowSet& rows);
  void close_cursors();
  void note_end();

  std::unique_ptr<Engine> engine_;
  int depth_ = 0;
};

}  // namespace perigee::store

// The SQLite side of a plugin's database: its connection with fence and limits, the statements that
// it keeps prepared, and how errors of the engine become errors for an author. Private to
// host/store.
#pragma once

#include <sqlite3.h>

#include <list>
#include <map>
#include <memory>
#include <unordered_map>

#include "host/store/plugin_database.h"
#include "host/store/sql_functions.h"
#include "host/store/sql_policy.h"
#include "host/store/sqlite_memory.h"

namespace perigee::store {

/// The one number that a statement of the host returns; 0 when it fails.
std::int64_t ask_number(sqlite3* db, const char* sql);

/// A prepared statement of a plugin, reset and unbound when it is given back.
struct PluginStatement {
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> handle;
  SqlPolicy::Mode mode = SqlPolicy::Mode::Read;
  std::string sql;
};

class PluginDatabase::Engine {
 public:
  static Result<std::unique_ptr<Engine>> open(const PluginDatabaseOptions& options);

  /// Lends the engine a guard for as long as it lives; statements run under it.
  class Watch {
   public:
    Watch(Engine& engine, WorkGuard& guard) : engine_(engine), scope_(engine.memory) {
      engine_.guard_ = &guard;
    }
    ~Watch() { engine_.guard_ = nullptr; }
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

   private:
    Engine& engine_;
    SqliteMemory::Scope scope_;
  };

  /// A statement with its parameters bound, from the cache where it is there.
  Result<PluginStatement> prepare(std::string_view sql, SqlPolicy::Mode mode,
                                  const SqlParameters& parameters);
  /// The statement of a script that begins at `at`, to change rows with; its handle is null where
  /// only comments are left. `next` is where the following one begins, after an error the place of
  /// it.
  Result<PluginStatement> compile_part(const std::string& script, std::size_t at,
                                       std::size_t& next);
  /// Puts a statement back for the next one who prepares the same text.
  void give_back(PluginStatement statement);
  /// Whether there is a row.
  Result<bool> step(const PluginStatement& statement);
  /// Runs SQL of the host itself.
  Result<void> run_own(const char* sql);
  /// The names of the columns; an error when two are the same.
  Result<void> read_columns(const PluginStatement& statement, RowSet& rows) const;
  /// Appends the current row.
  static void read_row(const PluginStatement& statement, RowSet& rows);

  Changes changes() const;
  bool in_transaction() const { return sqlite3_get_autocommit(db_.get()) == 0; }

  /// What the connection holds; whoever calls it without a Watch has a Scope of this.
  SqliteMemory memory;
  std::map<int, PluginStatement> cursors;
  int next_cursor = 1;

 private:
  struct Close {
    void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
  };
  using Handle = std::unique_ptr<sqlite3, Close>;
  using Used = std::list<PluginStatement>;

  Engine(Handle db, SqlPolicy policy) : policy_(std::move(policy)), db_(std::move(db)) {}
  static Result<Handle> connect(const PluginDatabaseOptions& options);
  static Result<std::vector<std::string>> attach_hub(sqlite3* db,
                                                     const std::filesystem::path& file);
  Result<void> install();
  Result<PluginStatement> compile(std::string_view sql, SqlPolicy::Mode mode);
  Result<void> check_tail(const char* tail, std::string_view sql) const;
  Result<void> bind(const PluginStatement& statement, const SqlParameters& parameters);
  Error error(int code, std::string_view sql);
  bool is_at_quota() const;
  bool keep_going(std::uint64_t steps);

  static bool pay(void* self, std::uint64_t steps);

  SqlPolicy policy_;
  SqlFunctionBudget functions_{this, pay};
  WorkGuard* guard_ = nullptr;
  bool stopped_ = false;  ///< The guard ended the statement.
  Handle db_;
  Used kept_;  ///< Prepared statements, the last used first.
  std::unordered_map<std::string_view, Used::iterator> by_text_;  ///< Keys live in the statements.
};

}  // namespace perigee::store

// How the database of a plugin is opened: hardened, bounded, with the hub beside it where that was
// granted, and with the fence around it.
#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "host/store/connection.h"
#include "host/store/plugin_engine.h"
#include "host/store/sqlite_error.h"

namespace perigee::store {
namespace {

/// Between two tries for a lock that another writer of the same plugin holds.
constexpr std::chrono::milliseconds kLockPoll{1};

void set_limits(sqlite3* db, bool with_hub) {
  const std::pair<int, int> kLimits[] = {
      {SQLITE_LIMIT_LENGTH, static_cast<int>(limits::kSqlValueBytes)},
      {SQLITE_LIMIT_SQL_LENGTH, static_cast<int>(limits::kSqlBytes)},
      {SQLITE_LIMIT_COLUMN, limits::kSqlColumns},
      {SQLITE_LIMIT_EXPR_DEPTH, limits::kSqlExpressionDepth},
      {SQLITE_LIMIT_COMPOUND_SELECT, limits::kSqlCompoundSelects},
      {SQLITE_LIMIT_VARIABLE_NUMBER, limits::kSqlParameters},
      {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, limits::kSqlPatternBytes},
      {SQLITE_LIMIT_TRIGGER_DEPTH, limits::kSqlTriggerDepth},
      {SQLITE_LIMIT_ATTACHED, with_hub ? 1 : 0},
      {SQLITE_LIMIT_WORKER_THREADS, 0},
  };
  for (const auto& [limit, value] : kLimits) sqlite3_limit(db, limit, value);
}

void harden(sqlite3* db) {
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0, nullptr);
}

}  // namespace

/// The one number that a statement of the host returns; 0 when it fails.
std::int64_t ask_number(sqlite3* db, const char* sql) {
  std::int64_t number = 0;
  sqlite3_exec(
      db, sql,
      [](void* into, int, char** values, char**) {
        *static_cast<std::int64_t*>(into) = std::strtoll(values[0], nullptr, 10);
        return 0;
      },
      &number, nullptr);
  return number;
}

Result<std::unique_ptr<PluginDatabase::Engine>> PluginDatabase::Engine::open(
    const PluginDatabaseOptions& options) {
  auto db = connect(options);
  if (!db) return fail(std::move(db));
  std::vector<std::string> hub_names;
  if (!options.hub_tables.empty()) {
    auto attached = attach_hub(db->get(), options.hub_file);
    if (!attached) return fail(std::move(attached));
    hub_names = std::move(*attached);
  }
  std::unique_ptr<Engine> engine(
      new Engine(std::move(*db), SqlPolicy(options.hub_tables, std::move(hub_names))));
  engine->memory.limit = static_cast<std::int64_t>(options.memory);
  set_limits(engine->db_.get(), !options.hub_tables.empty());
  if (auto installed = engine->install(); !installed) return fail(std::move(installed));
  return engine;
}

Result<PluginDatabase::Engine::Handle> PluginDatabase::Engine::connect(
    const PluginDatabaseOptions& options) {
  // Makes the file private to its owner, in WAL mode, as every database of the host.
  if (auto made = Connection::open(options.file, OpenMode::ReadWrite); !made) {
    return fail(std::move(made));
  }
  sqlite3* raw = nullptr;
  // URIs are for the hub's file; an absolute path is never taken for one.
  const int flags =
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_URI;
  const int code = sqlite3_open_v2(absolute(options.file).c_str(), &raw, flags, nullptr);
  Handle db(raw);
  if (code != SQLITE_OK) {
    return std::unexpected(sqlite_error(raw, code, "cannot open " + options.file.string()));
  }
  harden(raw);
  sqlite3_busy_timeout(raw, static_cast<int>(limits::kBusyTimeout.count()));
  const std::string settings = fmt::format(
      "PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -{};"
      "PRAGMA journal_size_limit = {};",
      limits::kSqlCacheBytes / limits::kKiB, limits::kCheckpointBytes);
  int done = sqlite3_exec(raw, settings.c_str(), nullptr, nullptr, nullptr);
  // Tables behind functions are made when they are first asked for, which the fence would refuse.
  constexpr const char* kTouch = "SELECT 1 FROM json_each('[]'), json_tree('[]')";
  if (done == SQLITE_OK) done = sqlite3_exec(raw, kTouch, nullptr, nullptr, nullptr);
  if (done == SQLITE_OK) {
    const std::int64_t page = std::max<std::int64_t>(512, ask_number(raw, "PRAGMA page_size"));
    const std::string quota =
        fmt::format("PRAGMA max_page_count = {}; PRAGMA temp.max_page_count = {}",
                    static_cast<std::int64_t>(options.quota) / page,
                    static_cast<std::int64_t>(limits::kSqlTemporaryBytes) / page);
    done = sqlite3_exec(raw, quota.c_str(), nullptr, nullptr, nullptr);
  }
  if (done != SQLITE_OK) {
    return std::unexpected(sqlite_error(raw, done, options.file.string()));
  }
  return db;
}

/// Attaches the hub's file for reading; returns the names of all its tables.
Result<std::vector<std::string>> PluginDatabase::Engine::attach_hub(
    sqlite3* db, const std::filesystem::path& file) {
  const auto failed = [&](int code) {
    return std::unexpected(sqlite_error(db, code, "cannot attach " + file.string()));
  };
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(db, "ATTACH ? AS hub", -1, &statement, nullptr);
  if (code != SQLITE_OK) return failed(code);
  std::string escaped;
  for (const char c : std::filesystem::absolute(file).string()) {
    if (c == '?' || c == '#' || c == '%') {
      escaped += fmt::format("%{:02x}", static_cast<unsigned char>(c));
    } else {
      escaped += c;
    }
  }
  const std::string uri = "file:" + escaped + "?mode=ro";
  sqlite3_bind_text(statement, 1, uri.c_str(), -1, SQLITE_STATIC);
  sqlite3_step(statement);
  code = sqlite3_finalize(statement);
  if (code != SQLITE_OK) return failed(code);
  std::vector<std::string> names = {"sqlite_master", "sqlite_schema"};
  code = sqlite3_exec(
      db, "SELECT name FROM hub.sqlite_master WHERE type IN ('table', 'view')",
      [](void* into, int, char** values, char**) {
        static_cast<std::vector<std::string>*>(into)->emplace_back(values[0]);
        return 0;
      },
      &names, nullptr);
  if (code != SQLITE_OK) return failed(code);
  return names;
}

Result<void> PluginDatabase::Engine::install() {
  sqlite3* db = db_.get();
  sqlite3_set_authorizer(
      db,
      [](void* self, int action, const char* first, const char* second, const char* schema,
         const char*) {
        // Views within views take long to prepare, and only here does SQLite ask meanwhile.
        auto& engine = *static_cast<Engine*>(self);
        if (!engine.keep_going(1)) return SQLITE_DENY;
        return engine.policy_.judge(action, first, second, schema);
      },
      this);
  sqlite3_progress_handler(
      db, limits::kSqlSteps,
      [](void* self) { return static_cast<Engine*>(self)->keep_going(limits::kSqlSteps) ? 0 : 1; },
      this);
  sqlite3_busy_handler(
      db,
      [](void* self, int) {
        if (!static_cast<Engine*>(self)->keep_going(0)) return 0;
        std::this_thread::sleep_for(kLockPoll);
        return 1;
      },
      this);
  memory.payer = this;
  memory.pay = pay;
  const int code = add_bounded_functions(db, functions_);
  if (code != SQLITE_OK) return std::unexpected(sqlite_error(db, code, "cannot add functions"));
  return {};
}

bool PluginDatabase::Engine::pay(void* self, std::uint64_t steps) {
  return static_cast<Engine*>(self)->keep_going(steps);
}

}  // namespace perigee::store

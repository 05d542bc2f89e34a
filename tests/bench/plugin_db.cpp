// What ctx.db and ctx.state cost: a point query and an insert from Lua against the same statements
// in plain C on a database of the same settings, ctx.state per second, and the memory of a hundred
// plugins with open databases. One JSON object per figure.
#include <sqlite3.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <fstream>

#include "bindings/context.h"
#include "host/base/json.h"
#include "host/store/plugin_state.h"
#include "tests/support/temp_dir.h"

using namespace perigee;

namespace {

constexpr int kRows = 10'000;
constexpr int kRounds = 5;
constexpr lua::Budget kBudget = {10'000'000'000, std::chrono::minutes(5)};
constexpr const char* kSelect = "SELECT text FROM notes WHERE id = ?";
constexpr const char* kInsert = "INSERT INTO notes (text) VALUES (?)";
constexpr const char* kTable = "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)";

struct Unbounded final : store::WorkGuard {
  bool work(std::uint64_t) override { return true; }
};

double seconds_of(const auto& body) {
  double best = 1e9;
  for (int i = 0; i < kRounds; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    body();
    best = std::min(
        best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  return best;
}

/// A plugin with a database of its own.
struct Plugin {
  explicit Plugin(const test::TempDir& folder, const std::string& name = "bench")
      : database(
            store::PluginDatabase::open({.file = folder.path() / (name + ".sqlite3")}).value()),
        state(lua::State::create({}, clock).value()) {
    Unbounded guard;
    store::PluginState(*database, name, clock).open(guard).value();
    ctx = bindings::make_context(
              *state,
              {.plugin = name, .grants = {"db", "state"}, .database = database, .clock = &clock})
              .value();
    run(std::string("ctx.db.execute('") + kTable + "')");
  }
  void run(const std::string& body) {
    const auto function =
        state->run_chunk("bench.lua", "return function(ctx) " + body + " end", kBudget, "bench");
    call(function.value());
  }
  void call(lua::Ref function) {
    const lua::Argument arguments[] = {ctx};
    state->call(function, arguments, kBudget, "enrich").value();
  }

  SystemClock clock;
  std::shared_ptr<store::PluginDatabase> database;
  std::unique_ptr<lua::State> state;
  lua::Ref ctx;
};

/// The same in C, with the settings of a plugin's database.
struct Plain {
  explicit Plain(const test::TempDir& folder) {
    sqlite3_open((folder.path() / "plain.sqlite3").c_str(), &db);
    sqlite3_exec(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL", nullptr, nullptr,
                 nullptr);
    sqlite3_exec(db, kTable, nullptr, nullptr, nullptr);
    sqlite3_prepare_v2(db, kSelect, -1, &select, nullptr);
    sqlite3_prepare_v2(db, kInsert, -1, &insert, nullptr);
  }
  ~Plain() {
    sqlite3_finalize(select);
    sqlite3_finalize(insert);
    sqlite3_close(db);
  }
  Plain(const Plain&) = delete;
  Plain& operator=(const Plain&) = delete;

  void insert_rows() const {
    for (int i = 0; i < kRows; ++i) {
      sqlite3_bind_text(insert, 1, "a text of usual length", -1, SQLITE_STATIC);
      sqlite3_step(insert);
      sqlite3_reset(insert);
    }
  }
  void select_rows() const {
    for (int i = 0; i < kRows; ++i) {
      sqlite3_bind_int(select, 1, i + 1);
      sqlite3_step(select);
      bytes += sqlite3_column_bytes(select, 0);
      sqlite3_reset(select);
    }
  }

  sqlite3* db = nullptr;
  sqlite3_stmt* select = nullptr;
  sqlite3_stmt* insert = nullptr;
  mutable std::int64_t bytes = 0;
};

void print(const char* what, double from_lua, double plain) {
  std::printf(
      "{\"bench\":\"plugin_db\",\"what\":\"%s\",\"lua_us\":%.2f,\"c_us\":%.2f,\"ratio\":%.2f}\n",
      what, from_lua / kRows * 1e6, plain / kRows * 1e6, from_lua / plain);
}

void print_rate(const char* what, double seconds) {
  std::printf("{\"bench\":\"plugin_db\",\"what\":\"%s\",\"per_second\":%.0f}\n", what,
              kRows / seconds);
}

double resident_kib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stod(line.substr(6));
  }
  return 0;
}

lua::Ref loop(Plugin& plugin, const std::string& body) {
  return plugin.state
      ->run_chunk("bench.lua",
                  "return function(ctx) local db, state = ctx.db, " +
                      std::string("ctx.state for i = 1, ") + std::to_string(kRows) + " do " + body +
                      " end end",
                  kBudget, "bench")
      .value();
}

}  // namespace

int main() {
  const test::TempDir folder;
  {
    Plugin plugin(folder);
    const Plain plain(folder);
    const auto insert =
        loop(plugin, std::string("db.execute('") + kInsert + "', 'a text of usual length')");
    print("insert", seconds_of([&] { plugin.call(insert); }),
          seconds_of([&] { plain.insert_rows(); }));
    const auto row = loop(plugin, std::string("local row = db.row('") + kSelect + "', i)");
    print("point query, row", seconds_of([&] { plugin.call(row); }),
          seconds_of([&] { plain.select_rows(); }));
    const auto value = loop(plugin, std::string("local value = db.value('") + kSelect + "', i)");
    print("point query, value", seconds_of([&] { plugin.call(value); }),
          seconds_of([&] { plain.select_rows(); }));
    const auto set = loop(plugin, "state.set('key' .. i % 100, i)");
    print_rate("state.set", seconds_of([&] { plugin.call(set); }));
    const auto get = loop(plugin, "local value = state.get('key' .. i % 100)");
    print_rate("state.get", seconds_of([&] { plugin.call(get); }));
  }
  const double before = resident_kib();
  std::vector<std::unique_ptr<Plugin>> many;
  constexpr int kMany = 100;
  for (int i = 0; i < kMany; ++i) {
    many.push_back(std::make_unique<Plugin>(folder, "plugin" + std::to_string(i)));
  }
  std::printf(
      "{\"bench\":\"plugin_db\",\"what\":\"%d plugins with open databases\",\"kib_each\":%.0f}\n",
      kMany, (resident_kib() - before) / kMany);
  return 0;
}

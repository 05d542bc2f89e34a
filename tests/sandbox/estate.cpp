#include "tests/sandbox/estate.h"

#include <set>

#include "host/plugins/plugin_data.h"
#include "host/store/connection.h"
#include "host/store/plugin_state.h"

namespace perigee::sandbox {
namespace {

namespace fs = std::filesystem;

constexpr const char* kNeighbour = "neighbour";
constexpr const char* kHubTables =
    "CREATE TABLE messages (id TEXT PRIMARY KEY, content_raw TEXT);"
    "CREATE TABLE events (event_id INTEGER PRIMARY KEY, data_json TEXT);"
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);"
    "INSERT INTO messages VALUES ('msg_1', 'see PROJ-1');"
    "INSERT INTO events VALUES (1, 'kept-secret of the hub');"
    "INSERT INTO meta VALUES ('token', 'kept-secret of the hub')";

struct Unbounded final : store::WorkGuard {
  bool work(std::uint64_t) override { return true; }
};

/// The plugin that the attacker would like to read.
plugins::ContextRequest neighbour() {
  plugins::ContextRequest request;
  request.plugin = kNeighbour;
  request.grants = {"db", "state"};
  return request;
}

std::int64_t count(store::PluginDatabase& db, std::string_view sql) {
  Unbounded guard;
  store::RowSet rows;
  const auto counted = db.run_as_host(sql, {}, rows, guard);
  return counted && rows.rows() == 1 ? rows.at(0, 0).integer : -1;
}

}  // namespace

Estate::Estate(const fs::path& folder, const Clock& clock) : paths_{folder}, clock_(clock) {
  fs::create_directories(folder);
  auto hub = store::Connection::open(paths_.database(), store::OpenMode::ReadWrite).value();
  hub.execute(kHubTables).value();
  const auto db = open(neighbour()).value();
  Unbounded guard;
  store::RowSet rows;
  db->execute("CREATE TABLE diary (entry TEXT)", {}, rows, guard).value();
  db->execute("INSERT INTO diary VALUES ('kept-secret of the neighbour')", {}, rows, guard).value();
  store::PluginState state(*db, kNeighbour, clock_);
  state.set("diary", R"("kept-secret of the neighbour")", {}, guard).value();
}

Result<std::shared_ptr<store::PluginDatabase>> Estate::open(
    const plugins::ContextRequest& request) const {
  auto opened = plugins::open_plugin_data({.data = paths_}, request, clock_);
  if (!opened) return fail(std::move(opened));
  return std::move(opened->database);
}

std::vector<std::string> Estate::complaints(const std::string& attacker) const {
  std::vector<std::string> complaints;
  auto request = neighbour();
  request.hub_tables = {"messages"};
  const auto db = open(request).value();
  if (count(*db, "SELECT count(*) FROM diary WHERE entry = 'kept-secret of the neighbour'") != 1 ||
      count(*db, "SELECT count(*) FROM _perigee_state") != 1 ||
      count(*db, "SELECT count(*) FROM main.sqlite_master WHERE name NOT LIKE '%perigee%'") != 1) {
    complaints.emplace_back("the neighbour's data was changed");
  }
  if (count(*db, "SELECT count(*) FROM hub.messages WHERE content_raw = 'see PROJ-1'") != 1 ||
      count(*db, "SELECT count(*) FROM hub.sqlite_master WHERE type = 'table'") != 3) {
    complaints.emplace_back("the hub's data was changed");
  }
  const std::set<std::string> stems = {"db", attacker, kNeighbour};
  for (const auto& entry : fs::recursive_directory_iterator(paths_.directory)) {
    const bool known = entry.path().extension().string().starts_with(".sqlite3") &&
                       stems.contains(entry.path().stem().string());
    if (!entry.is_directory() && !known) {
      complaints.push_back("there is a file " + entry.path().string());
    }
  }
  return complaints;
}

}  // namespace perigee::sandbox

#include "host/plugins/purge.h"

#include <algorithm>

#include "host/base/text.h"
#include "host/store/copies.h"

namespace perigee::plugins {
namespace {

namespace fs = std::filesystem;

/// The tables of the hub that are about plugins, all with a column of that name.
constexpr const char* kForget[] = {
    "DELETE FROM plugin_cursors WHERE plugin = ?", "DELETE FROM plugin_failures WHERE plugin = ?",
    "DELETE FROM plugin_stats WHERE plugin = ?", "DELETE FROM plugin_requests WHERE plugin = ?",
    "DELETE FROM plugin_states WHERE plugin = ?"};

Result<std::vector<StateRow>> states_of(const store::DataPaths& data, const std::string& plugin) {
  auto db = store::Connection::open(data.database(), store::OpenMode::ReadOnly);
  if (!db) return fail(std::move(db));
  return list_states(*db, plugin);
}

Result<void> add_files(const store::DataPaths& data, PurgePlan& plan) {
  const auto add = [&plan](const fs::path& file) {
    std::error_code error;
    const auto size = fs::file_size(file, error);
    if (!error) plan.files.push_back({file, static_cast<std::int64_t>(size)});
  };
  const fs::path database = data.plugin_database(plan.plugin);
  for (const char* end : {"", "-wal", "-shm"}) add(database.string() + end);
  const auto copies = store::find_copies(data);
  if (!copies) return std::unexpected(copies.error());
  for (const store::Copy& copy : *copies) {
    if (copy.plugin == plan.plugin) add(copy.file());
  }
  return {};
}

Result<void> add_hub(const store::DataPaths& data, PurgePlan& plan) {
  const auto states = states_of(data, plan.plugin);
  if (!states) return std::unexpected(states.error());
  for (const StateRow& state : *states) plan.sources.push_back(state.path);
  auto db = store::Connection::open(data.database(), store::OpenMode::ReadOnly);
  if (!db) return fail(std::move(db));
  const auto cursor = find_cursor(*db, plan.plugin);
  if (!cursor) return std::unexpected(cursor.error());
  plan.known_to_hub = cursor->has_value() || !states->empty();
  return {};
}

Result<void> add_tables(const fs::path& database, PurgePlan& plan) {
  auto db = store::Connection::open(database, store::OpenMode::ReadOnly);
  if (!db) return fail(std::move(db));
  auto tables = store::count_rows(*db);
  if (!tables) return fail(std::move(tables));
  plan.tables = std::move(*tables);
  return {};
}

}  // namespace

Result<PurgePlan> plan_purge(const store::DataPaths& data, const std::string& plugin) {
  PurgePlan plan{.plugin = plugin};
  if (auto done = add_files(data, plan); !done) return fail(std::move(done));
  if (auto done = add_hub(data, plan); !done) return fail(std::move(done));
  if (plan.files.empty() && !plan.known_to_hub) {
    const auto there = store::find_plugin_databases(data);
    if (!there) return std::unexpected(there.error());
    const std::vector<std::string_view> names(there->begin(), there->end());
    std::string hint = did_you_mean(plugin, names);
    if (hint.empty()) hint = "`perigee plugins` and `perigee doctor` list those of which there is";
    return fail(Code::NotFound, "nothing is kept of a plugin \"" + plugin + "\"", std::move(hint));
  }
  const fs::path database = data.plugin_database(plugin);
  std::error_code ignored;
  if (fs::exists(database, ignored)) {
    // One that cannot be read can still be deleted.
    if (auto counted = add_tables(database, plan); !counted) plan.tables.clear();
  }
  return plan;
}

Result<void> check_not_loaded(const store::DataPaths& data, const std::string& plugin) {
  const auto states = states_of(data, plugin);
  if (!states) return std::unexpected(states.error());
  const bool loaded = std::ranges::any_of(*states, [](const StateRow& state) {
    return state.state == "running" || state.state == "paused" || state.state == "error";
  });
  if (!loaded) return {};
  return fail(Code::LockHeld, "a host is running with the plugin \"" + plugin + "\"",
              "stop it with `perigee down`, or take the plugin's file out of its folder first");
}

Result<void> purge(const store::DataPaths& data, const PurgePlan& plan) {
  auto db = store::Connection::open(data.database(), store::OpenMode::ReadWrite);
  if (!db) return fail(std::move(db));
  if (auto begun = db->execute("BEGIN IMMEDIATE"); !begun) return begun;
  const Value name(plan.plugin);
  for (const char* sql : kForget) {
    auto rows = db->query_values(sql, {&name, 1});
    while (rows.next()) {
    }
    if (auto status = rows.status(); !status) return status;
  }
  for (const PurgePlan::File& file : plan.files) {
    std::error_code error;
    fs::remove(file.path, error);
    if (error) {
      return fail(Code::FileError, "cannot delete " + file.path.string() + ": " + error.message());
    }
  }
  return db->execute("COMMIT");
}

}  // namespace perigee::plugins

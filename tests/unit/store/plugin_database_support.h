// A plugin's database beside the file of a hub, for tests.
#pragma once

#include <catch2/catch.hpp>
#include <limits>

#include "host/store/connection.h"
#include "host/store/plugin_database.h"
#include "tests/support/temp_dir.h"

namespace perigee::test {

using namespace perigee::store;

/// A budget in steps; never spent unless a test says so.
struct Steps : WorkGuard {
  std::uint64_t left = std::numeric_limits<std::uint64_t>::max();
  bool work(std::uint64_t steps) override {
    if (steps >= left) left = 0;
    if (left == 0) return false;
    left -= steps;
    return true;
  }
};

/// A plugin's database beside a hub's file with two tables.
struct PluginDatabaseFixture {
  TempDir folder;
  Steps steps;
  RowSet rows;
  std::unique_ptr<PluginDatabase> db;

  explicit PluginDatabaseFixture(std::vector<std::string> hub_tables = {},
                                 std::size_t quota = limits::kPluginDatabaseBytes) {
    auto hub = Connection::open(hub_file(), OpenMode::ReadWrite).value();
    hub.execute(
           "CREATE TABLE messages (id TEXT, content_raw TEXT);"
           "CREATE TABLE secrets (value TEXT);"
           "INSERT INTO messages VALUES ('m1', 'hello');"
           "INSERT INTO secrets VALUES ('hidden')")
        .value();
    db = open("own", std::move(hub_tables), quota);
  }
  std::filesystem::path hub_file() const { return folder.path() / "hub.sqlite3"; }
  std::unique_ptr<PluginDatabase> open(const std::string& name,
                                       std::vector<std::string> hub_tables = {},
                                       std::size_t quota = limits::kPluginDatabaseBytes) const {
    return PluginDatabase::open({.file = folder.path() / (name + ".sqlite3"),
                                 .quota = quota,
                                 .hub_file = hub_file(),
                                 .hub_tables = std::move(hub_tables)})
        .value();
  }

  Result<Changes> execute(std::string_view sql, const SqlParameters& parameters = {}) {
    return db->execute(sql, parameters, rows, steps);
  }
  Result<void> query(std::string_view sql, const SqlParameters& parameters = {}) {
    return db->query(sql, parameters, rows, steps);
  }
  void must(std::string_view sql) {
    const auto done = execute(sql);
    INFO(sql << ": " << (done ? "" : done.error().describe()));
    REQUIRE(done);
  }
  std::int64_t number(std::string_view sql) {
    const auto done = query(sql);
    INFO(sql << ": " << (done ? "" : done.error().describe()));
    REQUIRE(done);
    REQUIRE(rows.rows() == 1);
    return rows.at(0, 0).integer;
  }
  /// The code of the error that a query or an execute of this text gives.
  std::string refused(std::string_view sql) {
    const auto asked = query(sql);
    const auto changed = execute(sql);
    INFO(sql);
    CHECK_FALSE(asked);
    REQUIRE_FALSE(changed);
    return std::string(code_name(changed.error().code));
  }
};

}  // namespace perigee::test

// The memory that SQLite takes for a plugin: bounded, and refused at every point without harm.
#include "tests/unit/store/plugin_database_support.h"

using namespace perigee;
using namespace perigee::test;

namespace {

/// Columns that each hold a long text which the engine keeps for the time of the statement.
std::string long_columns(int count) {
  std::string sql = "SELECT ";
  for (int i = 0; i < count; ++i) {
    sql += (i > 0 ? ", " : "") + ("substr(hex(zeroblob(" + std::to_string(400'000 + i)) +
           ")), :x, 1) AS c" + std::to_string(i);
  }
  return sql;
}

/// Something of everything; each statement either happens or fails.
std::vector<std::string> typical_work() {
  return {
      "CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, v TEXT, n INTEGER UNIQUE)",
      "INSERT INTO t (v, n) SELECT hex(randomblob(200)), (SELECT coalesce(max(n), 0) + 1 FROM t)",
      "UPDATE t SET v = v || 'x' WHERE id % 2 = 0",
      "SELECT a.v, count(*) AS n FROM t a JOIN t b ON a.id <> b.id GROUP BY a.v ORDER BY a.v",
      "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 500)"
      " SELECT group_concat(i) AS all_of_them FROM n",
      "SELECT value FROM json_each('[1, 2, {\"a\": [3]}]')",
      "DELETE FROM t WHERE id > 3"};
}

}  // namespace

TEST_CASE("a statement cannot hold more memory than a plugin's connection may have") {
  PluginDatabaseFixture test;
  SqlParameters parameters{{}, {{"x", std::int64_t{1}}}};
  REQUIRE(test.query(long_columns(10), parameters));
  const auto refused = test.query(long_columns(150), parameters);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Code::TooLarge);
  CHECK_THAT(refused.error().message, Catch::Contains("more than 32768 KiB of memory are needed"));
  REQUIRE(test.query(long_columns(10), parameters));
}

TEST_CASE("memory is counted for what it is used, run after run") {
  PluginDatabaseFixture test;
  SqlParameters parameters{{}, {{"x", std::int64_t{1}}}};
  for (int i = 0; i < 60; ++i) {
    REQUIRE(test.query(long_columns(5), parameters));
    REQUIRE(test.db->begin(test.steps));
    const auto cursor = test.db->open_cursor(long_columns(1), parameters, test.steps);
    REQUIRE(test.db->fetch(cursor.value(), 1, test.rows, test.steps));
    if (i % 2 == 0) test.db->rollback();
    test.db->end_run();
  }
}

TEST_CASE("refused memory leaves a plugin's database whole, wherever it is refused") {
  PluginDatabaseFixture test;
  int failed = 0;
  int succeeded = 0;
  for (std::size_t memory = 64 * limits::kKiB; memory < 1024 * limits::kKiB; memory += 3000) {
    const auto db =
        PluginDatabase::open({.file = test.folder.path() / "own.sqlite3", .memory = memory});
    REQUIRE(db);
    static_cast<void>((*db)->begin(test.steps));
    for (const std::string& sql : typical_work()) {
      const auto done = (*db)->execute(sql, {}, test.rows, test.steps);
      ++(done ? succeeded : failed);
      if (!done) CHECK(done.error().code == Code::TooLarge);
    }
    if ((*db)->depth() > 0 && !(*db)->commit(test.steps)) (*db)->rollback();
    (*db)->end_run();
    CHECK((*db)->depth() == 0);
  }
  CHECK(failed > 10);
  CHECK(succeeded > 100);
  REQUIRE(test.query("PRAGMA foreign_key_check"));
  CHECK(test.number("SELECT count(*) FROM t WHERE v IS NULL OR n IS NULL") == 0);
}

TEST_CASE("temporary tables have a size of their own") {
  PluginDatabaseFixture test;
  test.must("CREATE TEMP TABLE t (v)");
  const char* fill =
      "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 10)"
      " INSERT INTO t SELECT zeroblob(1000000) FROM n";
  for (int i = 0; i < 6; ++i) test.must(fill);
  const auto full = test.execute(fill);
  REQUIRE_FALSE(full);
  CHECK(full.error().code == Code::QuotaExceeded);
  test.must("DROP TABLE t");
}

// The fence around a plugin's database: where its SQL ends.
#include "tests/unit/store/plugin_database_support.h"

using namespace perigee;
using namespace perigee::test;

TEST_CASE("a query changes nothing, however it is spelled") {
  PluginDatabaseFixture test;
  test.must("CREATE TABLE t (v)");
  test.must("INSERT INTO t VALUES (1)");
  for (const char* sql :
       {"INSERT INTO t VALUES (2)", "DELETE FROM t", "UPDATE t SET v = 3", "DROP TABLE t",
        "CREATE TABLE x (v)", "WITH c AS (SELECT 1) INSERT INTO t SELECT * FROM c",
        "INSERT INTO t VALUES (2) RETURNING v", "PRAGMA user_version = 3",
        "REPLACE INTO t VALUES (9)", "/* ' */ DELETE FROM t", "CREATE TEMP TABLE x (v)"}) {
    INFO(sql);
    const auto done = test.query(sql);
    REQUIRE_FALSE(done);
    CHECK(done.error().code == Code::NotPermitted);
    CHECK_THAT(done.error().describe(), Catch::Contains("ctx.db.execute"));
  }
  CHECK(test.number("SELECT sum(v) FROM t") == 1);
}

TEST_CASE("no statement leaves the plugin's own file") {
  PluginDatabaseFixture test({"messages"});
  const std::string other = (test.folder.path() / "other.sqlite3").string();
  const std::vector<std::string> attempts = {
      "ATTACH '" + other + "' AS other",
      "ATTACH ':memory:' AS other",
      "DETACH hub",
      "VACUUM",
      "VACUUM INTO '" + other + "'",
      "SELECT load_extension('x')",
      "SELECT fts3_tokenizer('x')",
      "PRAGMA journal_mode = DELETE",
      "PRAGMA temp_store_directory = '/tmp'",
      "PRAGMA max_page_count = 1000000000",
      "PRAGMA writable_schema = 1",
      "PRAGMA hub.table_info(secrets)",
      "PRAGMA database_list",
      "PRAGMA query_only = 0",
      "SELECT * FROM pragma_database_list",
      "SELECT * FROM dbstat",
      "SELECT * FROM sqlite_dbpage",
      "SELECT * FROM hub.secrets",
      "SELECT * FROM secrets",
      "SELECT count(*) FROM secrets",
      "SELECT count(*) FROM hub.secrets",
      "SELECT 1 FROM secrets",
      "SELECT 1 FROM messages, secrets",
      "SELECT 1 FROM/**/hub.secrets",
      "SELECT 1 FROM \"hub\".\"secrets\"",
      "SELECT 1 FROM [hub].[SECRETS]",
      "SELECT (SELECT value FROM hub.secrets)",
      "SELECT * FROM hub.sqlite_master",
      "SELECT * FROM HUB.sqlite_schema",
      "WITH s AS (SELECT * FROM secrets) SELECT * FROM s",
      "CREATE TABLE stolen AS SELECT * FROM hub.secrets",
      "INSERT INTO hub.messages VALUES ('x', 'y')",
      "UPDATE hub.messages SET content_raw = 'x'",
      "DELETE FROM hub.messages",
      "DROP TABLE hub.messages",
      "CREATE TABLE hub.mine (v)",
      "CREATE INDEX hub.i ON messages (id)",
      "ALTER TABLE hub.messages RENAME TO m",
      "CREATE VIRTUAL TABLE v USING fts5vocab(hub, messages_fts, row)",
      "CREATE VIRTUAL TABLE v USING csv(filename='/etc/passwd')",
      "CREATE TABLE _perigee_mine (v)",
      "SELECT * FROM _perigee_state",
      "BEGIN",
      "COMMIT",
      "ROLLBACK",
      "SAVEPOINT x",
      "SELECT 1; SELECT 2",
      "",
      "-- nothing",
      "UPDATE sqlite_master SET sql = ''",
  };
  for (const std::string& sql : attempts) test.refused(sql);
  CHECK_FALSE(std::filesystem::exists(other));
  CHECK(test.number("SELECT count(*) FROM hub.messages") == 1);
}

TEST_CASE("a temporary view over the hub shows only what is granted") {
  PluginDatabaseFixture test({"messages"});
  test.must("CREATE TEMP VIEW mine AS SELECT content_raw FROM hub.messages");
  CHECK(test.number("SELECT count(*) FROM mine") == 1);
  const auto made = test.execute("CREATE TEMP VIEW stolen AS SELECT * FROM hub.secrets");
  if (made) CHECK_FALSE(test.query("SELECT * FROM stolen"));
}

TEST_CASE("a table of one's own may have the name of one of the hub's") {
  PluginDatabaseFixture test({"messages"});
  test.must("CREATE TABLE secrets (mine)");
  test.must("INSERT INTO secrets VALUES (42)");
  CHECK(test.number("SELECT mine FROM secrets") == 42);
  CHECK(test.number("SELECT count(*) FROM main.secrets") == 1);
}

TEST_CASE("hub tables are not there unless they were asked for") {
  PluginDatabaseFixture test;
  CHECK(test.refused("SELECT * FROM hub.messages") == "STORE_ERROR");
  CHECK(test.refused("SELECT * FROM messages") == "STORE_ERROR");
}

TEST_CASE("endless and enormous statements end with the run") {
  PluginDatabaseFixture test;
  for (const char* sql :
       {"WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
        "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 3000)"
        " SELECT count(*) FROM n a, n b, n c, n d"}) {
    test.steps.left = 5'000'000;
    const auto done = test.query(sql);
    REQUIRE_FALSE(done);
    CHECK(done.error().code == Code::Timeout);
  }
  test.steps.left = 5'000'000;
  for (const char* sql : {"SELECT length(randomblob(1000000000))", "SELECT zeroblob(1000000000)",
                          "SELECT replace(hex(zeroblob(500000)), '0', '0000')"}) {
    INFO(sql);
    const auto done = test.query(sql);
    REQUIRE_FALSE(done);
    CHECK(done.error().code == Code::TooLarge);
  }
}

TEST_CASE("a format cannot ask for more than a value may have") {
  PluginDatabaseFixture test;
  REQUIRE(test.query("SELECT printf('%*d', 1000000000, 1) AS wide"));
  CHECK(test.rows.at(0, 0).type == Cell::Type::Null);
}

TEST_CASE("statements are prepared again when the schema changes, behind the same fence") {
  PluginDatabaseFixture test({"messages"});
  test.must("CREATE TABLE secrets (value)");
  REQUIRE(test.query("SELECT count(*) FROM main.secrets"));
  REQUIRE(test.query("SELECT value FROM secrets"));
  test.must("DROP TABLE main.secrets");
  const auto done = test.query("SELECT value FROM secrets");
  REQUIRE_FALSE(done);
  CHECK(done.error().code == Code::NotPermitted);
}

// A plugin's own database: what its SQL may do.
#include <thread>

#include "tests/unit/store/plugin_database_support.h"

using namespace perigee;
using namespace perigee::test;

TEST_CASE("a plugin keeps rows of every type in its own database") {
  PluginDatabaseFixture test;
  test.must("CREATE TABLE notes (id INTEGER PRIMARY KEY, a, b, c, d, e)");
  SqlParameters given;
  given.positional = {std::int64_t{9007199254740993}, 1.5, std::string_view("te\0xt", 5),
                      BlobView{std::string_view("\xff\0", 2)}, nullptr};
  const auto changes =
      test.execute("INSERT INTO notes (a, b, c, d, e) VALUES (?, ?, ?, ?, ?)", given);
  REQUIRE(changes);
  CHECK(changes->changes == 1);
  CHECK(changes->last_id == 1);

  REQUIRE(test.query("SELECT a, b, c, d, e FROM notes"));
  CHECK(test.rows.columns == std::vector<std::string>{"a", "b", "c", "d", "e"});
  REQUIRE(test.rows.rows() == 1);
  CHECK(test.rows.at(0, 0).integer == 9007199254740993);
  CHECK(test.rows.at(0, 1).real == 1.5);
  CHECK(test.rows.text(test.rows.at(0, 2)) == std::string_view("te\0xt", 5));
  CHECK(test.rows.at(0, 3).type == Cell::Type::Blob);
  CHECK(test.rows.text(test.rows.at(0, 3)) == std::string_view("\xff\0", 2));
  CHECK(test.rows.at(0, 4).type == Cell::Type::Null);
}

TEST_CASE("parameters go by position or by name, and a wrong number is named") {
  PluginDatabaseFixture test;
  SqlParameters named;
  named.named = {{"low", std::int64_t{2}}, {"high", std::int64_t{5}}};
  REQUIRE(test.query("SELECT :low + @high + $low AS sum", named));
  CHECK(test.rows.at(0, 0).integer == 9);

  SqlParameters one;
  one.positional = {std::int64_t{1}};
  const auto few = test.query("SELECT ?, ?", one);
  REQUIRE_FALSE(few);
  CHECK_THAT(few.error().message, Catch::Contains("2 parameters are expected and 1 given"));
  SqlParameters other;
  other.named = {{"lo", std::int64_t{1}}};
  const auto missing = test.query("SELECT :low", other);
  REQUIRE_FALSE(missing);
  CHECK_THAT(missing.error().message, Catch::Contains(":low is not given"));
}

TEST_CASE("everything that SQLite has for a database of one's own works") {
  PluginDatabaseFixture test;
  for (const char* sql : {
           "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, v TEXT UNIQUE, n INT DEFAULT 0)",
           "CREATE INDEX t_n ON t (n)",
           "CREATE VIEW w AS SELECT v FROM t",
           "CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET n = n + 1 WHERE id = new.id; END",
           "INSERT INTO t (v) VALUES ('a'), ('b')",
           "INSERT INTO t (v) VALUES ('a') ON CONFLICT (v) DO UPDATE SET n = n + 10",
           "REPLACE INTO t (v) VALUES ('b')",
           "UPDATE t SET v = upper(v)",
           "ALTER TABLE t ADD COLUMN extra TEXT",
           "ALTER TABLE t RENAME COLUMN extra TO more",
           "ALTER TABLE t DROP COLUMN more",
           "ALTER TABLE t RENAME TO u",
           "CREATE TEMP TABLE scratch AS SELECT * FROM u",
           "CREATE VIRTUAL TABLE words USING fts5 (body)",
           "INSERT INTO words VALUES ('quick brown fox')",
           "ANALYZE",
           "PRAGMA user_version = 7",
           "DELETE FROM u WHERE v = 'B'",
           "DROP TRIGGER g",
       }) {
    test.must(sql);
  }
  CHECK(test.number("SELECT count(*) FROM w") == 1);
  CHECK(test.number("SELECT n FROM u WHERE v = 'A'") == 11);
  CHECK(test.number("SELECT count(*) FROM words WHERE words MATCH 'brown'") == 1);
  CHECK(test.number("SELECT sum(value) FROM json_each('[1, 2, 3]')") == 6);
  CHECK(test.number("WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 10)"
                    " SELECT sum(i) FROM n") == 55);
  CHECK(test.number("PRAGMA user_version") == 7);
  REQUIRE(test.query("PRAGMA table_info(u)"));
  CHECK(test.rows.rows() == 3);
}

TEST_CASE("a result that is too large is refused with a word on how to read it") {
  PluginDatabaseFixture test;
  const auto many = test.query(
      "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT i FROM n");
  REQUIRE_FALSE(many);
  CHECK(many.error().code == Code::TooLarge);
  CHECK_THAT(many.error().describe(), Catch::Contains("ctx.db.each"));
}

TEST_CASE("two columns of one name are an error that says so") {
  PluginDatabaseFixture test;
  const auto done = test.query("SELECT 1 AS a, 2 AS a");
  REQUIRE_FALSE(done);
  CHECK_THAT(done.error().describe(), Catch::Contains("two columns are called \"a\""));
}

TEST_CASE("a broken constraint has a code of its own, and the statement leaves nothing") {
  PluginDatabaseFixture test;
  test.must("CREATE TABLE t (v INTEGER UNIQUE CHECK (v < 10))");
  test.must("INSERT INTO t VALUES (1)");
  for (const char* sql : {"INSERT INTO t VALUES (2), (1)", "INSERT INTO t VALUES (11)"}) {
    const auto done = test.execute(sql);
    REQUIRE_FALSE(done);
    CHECK(done.error().code == Code::Constraint);
    CHECK_THAT(done.error().message, Catch::Contains("constraint failed"));
  }
  CHECK(test.number("SELECT count(*) FROM t") == 1);
}

TEST_CASE("transactions nest, and the inner one can fail alone") {
  PluginDatabaseFixture test;
  test.must("CREATE TABLE t (v)");
  REQUIRE(test.db->begin(test.steps).value() == 1);
  test.must("INSERT INTO t VALUES (1)");
  REQUIRE(test.db->begin(test.steps).value() == 2);
  test.must("INSERT INTO t VALUES (2)");
  test.db->rollback();
  REQUIRE(test.db->begin(test.steps).value() == 2);
  test.must("INSERT INTO t VALUES (4)");
  REQUIRE(test.db->commit(test.steps));
  REQUIRE(test.db->commit(test.steps));
  CHECK(test.db->depth() == 0);
  CHECK(test.number("SELECT sum(v) FROM t") == 5);
}

TEST_CASE("what a run leaves open is undone at its end") {
  PluginDatabaseFixture test;
  test.must("CREATE TABLE t (v)");
  test.must("INSERT INTO t VALUES (1)");
  REQUIRE(test.db->begin(test.steps));
  REQUIRE(test.db->begin(test.steps));
  test.must("DELETE FROM t");
  const int cursor = test.db->open_cursor("SELECT 1", {}, test.steps).value();
  CHECK(test.db->end_run());
  CHECK(test.db->depth() == 0);
  CHECK(test.number("SELECT count(*) FROM t") == 1);
  CHECK(test.db->fetch(cursor, 1, test.rows, test.steps).error().code == Code::NotFound);
  CHECK_FALSE(test.db->end_run());
}

TEST_CASE("a cursor reads a long result piece by piece") {
  PluginDatabaseFixture test;
  const int cursor =
      test.db
          ->open_cursor(
              "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 25)"
              " SELECT i FROM n",
              {}, test.steps)
          .value();
  std::int64_t sum = 0;
  std::vector<std::size_t> pieces;
  bool more = true;
  while (more) {
    more = test.db->fetch(cursor, 10, test.rows, test.steps).value();
    pieces.push_back(test.rows.rows());
    for (std::size_t i = 0; i < test.rows.rows(); ++i) sum += test.rows.at(i, 0).integer;
  }
  CHECK(pieces == std::vector<std::size_t>{10, 10, 5});
  CHECK(sum == 325);
}

TEST_CASE("more open cursors than allowed are refused") {
  PluginDatabaseFixture test;
  for (std::size_t i = 0; i < limits::kSqlCursors; ++i) {
    REQUIRE(test.db->open_cursor("SELECT 1", {}, test.steps));
  }
  CHECK(test.db->open_cursor("SELECT 1", {}, test.steps).error().code == Code::TooLarge);
}

TEST_CASE("a full quota is an error of its own, and deleting makes room") {
  PluginDatabaseFixture test({}, 128 * limits::kKiB);
  test.must("CREATE TABLE t (v)");
  Result<Changes> done;
  for (int i = 0; i < 100 && done; ++i) {
    done = test.execute("INSERT INTO t VALUES (zeroblob(10000))");
  }
  REQUIRE_FALSE(done);
  CHECK(done.error().code == Code::QuotaExceeded);
  const std::int64_t kept = test.number("SELECT count(*) FROM t");
  CHECK(kept > 5);
  test.must("DELETE FROM t WHERE rowid % 2 = 0");
  test.must("INSERT INTO t VALUES (zeroblob(10000))");
  CHECK(test.number("SELECT count(*) FROM t") == kept - kept / 2 + 1);
}

TEST_CASE("writers of one plugin wait for each other, as long as their runs may") {
  PluginDatabaseFixture test;
  test.must("CREATE TABLE t (v)");
  const auto other = test.open("own");
  REQUIRE(test.db->begin(test.steps));
  test.must("INSERT INTO t VALUES (1)");

  Steps short_run;
  struct Impatient : WorkGuard {
    int asked = 0;
    bool work(std::uint64_t) override { return ++asked < 5; }
  } impatient;
  RowSet rows;
  const auto refused = other->execute("INSERT INTO t VALUES (2)", {}, rows, impatient);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Code::Timeout);

  std::thread second([&] {
    Steps patient;
    RowSet its_rows;
    CHECK(other->execute("INSERT INTO t VALUES (2)", {}, its_rows, patient));
  });
  test.must("INSERT INTO t VALUES (4)");
  REQUIRE(test.db->commit(test.steps));
  second.join();
  CHECK(test.number("SELECT sum(v) FROM t") == 7);
}

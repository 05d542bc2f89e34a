// The session behind a prompt of SQL, and what puts a copy in place of a database.
#include "host/store/sql_session.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "host/store/put_back.h"
#include "host/store/table_rows.h"
#include "tests/support/temp_dir.h"

using namespace perigee;
using namespace perigee::store;
using namespace perigee::test;
namespace fs = std::filesystem;

namespace {

void make(const fs::path& file, int value) {
  auto db = Connection::open(file, OpenMode::ReadWrite).value();
  REQUIRE(db.execute("CREATE TABLE t (v); INSERT INTO t VALUES (" + std::to_string(value) + ")"));
}

std::int64_t value_in(const fs::path& file) {
  auto db = Connection::open(file, OpenMode::ReadOnly).value();
  auto rows = db.query("SELECT v FROM t");
  REQUIRE(rows.next());
  return rows.integer(0);
}

}  // namespace

TEST_CASE("a session runs one statement after the other") {
  SqlSession session(Connection::open_memory().value());
  const std::string script =
      "-- tables\nCREATE TABLE t (a, b);;\n INSERT INTO t VALUES (1, 'x'), (NULL, x'00ff');"
      "SELECT * FROM t; -- the end\n";
  std::size_t at = 0;
  CHECK(session.run_next(script, at).value()->columns.empty());
  const auto inserted = session.run_next(script, at).value();
  CHECK(inserted->changes == 2);
  const auto read = session.run_next(script, at).value();
  CHECK(read->columns == std::vector<std::string>{"a", "b"});
  CHECK_FALSE(read->changes);
  REQUIRE(read->rows.size() == 2);
  CHECK(read->rows[0] == std::vector<Value>{1, "x"});
  CHECK(read->rows[1] == std::vector<Value>{nullptr, "x'00ff'"});
  CHECK_FALSE(session.run_next(script, at).value());
}

TEST_CASE("a mistake names itself, and the session goes on") {
  SqlSession session(Connection::open_memory().value());
  std::size_t at = 0;
  const auto wrong = session.run_next("SELECT missing", at);
  REQUIRE_FALSE(wrong);
  CHECK_THAT(wrong.error().message, Catch::Contains("no such column: missing"));
  at = 0;
  CHECK(session.run_next("SELECT 1", at).value()->rows.size() == 1);
}

TEST_CASE("a statement ends with a semicolon outside of strings and comments") {
  for (const char* text : {"SELECT 1;", "SELECT 1; \n", "", " ; ", "SELECT ';';"}) {
    INFO(text);
    CHECK(ends_statement(text));
  }
  for (const char* text : {"SELECT 1", "SELECT ';", "SELECT 1 -- ;", "SELECT 1 /* ; */",
                           "CREATE TRIGGER t AFTER INSERT ON x BEGIN SELECT 1;"}) {
    INFO(text);
    CHECK_FALSE(ends_statement(text));
  }
}

TEST_CASE("rows are counted in every table, whatever it is called") {
  auto db = Connection::open_memory().value();
  REQUIRE(
      db.execute("CREATE TABLE \"odd \"\"name\" (v); INSERT INTO \"odd \"\"name\" VALUES (1), (2);"
                 "CREATE VIRTUAL TABLE words USING fts5(text); INSERT INTO words VALUES ('a');"
                 "CREATE TABLE _perigee_migrations (name); CREATE VIEW looks AS SELECT 1"));
  CHECK(count_rows(db).value() == std::vector<TableRows>{{"odd \"name", 2}, {"words", 1}});
}

TEST_CASE("a copy takes the place of a database, which is kept") {
  const TempDir folder;
  make(folder / "db", 1);
  make(folder / "copy", 2);
  auto reader = Connection::open(folder / "db", OpenMode::ReadOnly).value();
  {
    auto rows = reader.query("SELECT v FROM t");
    REQUIRE(rows.next());
    const auto busy = put_back(folder / "copy", folder / "db", folder / "kept");
    REQUIRE_FALSE(busy);
    CHECK(busy.error().code == Code::ServiceUnavailable);
    CHECK_THAT(busy.error().message, Catch::Contains("open"));
  }
  reader = Connection::open_memory().value();
  REQUIRE(put_back(folder / "copy", folder / "db", folder / "kept"));
  CHECK(value_in(folder / "db") == 2);
  CHECK(value_in(folder / "kept") == 1);
  CHECK_FALSE(fs::exists(folder / "copy"));
}

TEST_CASE("a copy that is damaged takes no place") {
  const TempDir folder;
  make(folder / "db", 1);
  std::ofstream(folder / "copy") << std::string(8192, 'x');
  CHECK_FALSE(put_back(folder / "copy", folder / "db", folder / "kept"));
  CHECK(value_in(folder / "db") == 1);
  CHECK_FALSE(fs::exists(folder / "kept"));
}

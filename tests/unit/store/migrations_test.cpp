#include "host/store/migrations.h"

#include <array>
#include <catch2/catch.hpp>

#include "tests/support/fake_clock.h"
#include "tests/unit/store/store_support.h"

using namespace perigee;
using namespace perigee::store;
using namespace perigee::test;

namespace {

using Words = std::vector<std::string>;

constexpr Migration kGood{1, "0001_first", "CREATE TABLE a (x TEXT); INSERT INTO a VALUES ('1');"};
constexpr Migration kSecond{2, "0002_second",
                            "INSERT INTO a VALUES ('2'); CREATE TABLE b (y INT);"};
constexpr Migration kThird{3, "0003_third", "CREATE TABLE c (z INT);"};
constexpr Migration kBroken{2, "0002_second",
                            "CREATE TABLE b (y INT); INSERT INTO nowhere VALUES (1);"};

Words ledger(Connection& db) {
  return column(db, "SELECT number || ' ' || name FROM perigee_migrations ORDER BY number");
}
Words tables(Connection& db) {
  return column(db,
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'perigee%' "
                "ORDER BY name");
}

}  // namespace

TEST_CASE("a new database gets every migration, in order, once") {
  auto db = Connection::open_memory().value();
  const FakeClock clock;
  constexpr std::array kTwo = {kGood, kSecond};
  CHECK(migrate(db, kTwo, clock).value() == 2);
  CHECK(column(db, "SELECT x FROM a") == Words{"1", "2"});
  CHECK(ledger(db) == Words{"1 0001_first", "2 0002_second"});
  CHECK(single(db, "SELECT applied_at FROM perigee_migrations") == "2026-01-02T03:04:05.678Z");

  CHECK(migrate(db, kTwo, clock).value() == 0);
  CHECK(column(db, "SELECT x FROM a") == Words{"1", "2"});
}

TEST_CASE("a database gets what is new since it was last opened") {
  auto db = Connection::open_memory().value();
  const FakeClock clock;
  REQUIRE(migrate(db, std::array{kGood}, clock));
  CHECK(migrate(db, std::array{kGood, kSecond, kThird}, clock).value() == 2);
  CHECK(tables(db) == Words{"a", "b", "c"});
}

TEST_CASE("a database of a newer program is refused, with what to do") {
  auto db = Connection::open_memory().value();
  const FakeClock clock;
  REQUIRE(migrate(db, std::array{kGood, kSecond, kThird}, clock));
  const auto refused = migrate(db, std::array{kGood, kSecond}, clock);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Code::SchemaError);
  CHECK_THAT(refused.error().message, Catch::Contains("migration 3, this one knows 2"));
  CHECK_THAT(refused.error().hint, Catch::Contains("newer perigee"));
  CHECK(ledger(db).size() == 3);
}

TEST_CASE("a migration that fails leaves the database as it was, and can be mended") {
  auto db = Connection::open_memory().value();
  const FakeClock clock;
  const auto failed = migrate(db, std::array{kGood, kBroken, kThird}, clock);
  REQUIRE_FALSE(failed);
  CHECK(failed.error().code == Code::SchemaError);
  CHECK_THAT(failed.error().message, Catch::Contains("0002_second"));
  CHECK_THAT(failed.error().message, Catch::Contains("no such table: nowhere"));
  CHECK_FALSE(db.in_transaction());
  CHECK(tables(db) == Words{"a"});
  CHECK(ledger(db) == Words{"1 0001_first"});

  CHECK(migrate(db, std::array{kGood, kSecond, kThird}, clock).value() == 2);
  CHECK(tables(db) == Words{"a", "b", "c"});
}

TEST_CASE("a migration that could not be written says what to do") {
  const Database database;
  auto db = database.open();
  const FakeClock clock;
  REQUIRE(db.execute("PRAGMA max_page_count = 8"));
  constexpr Migration kLarge{1, "0001_large",
                             "CREATE TABLE a (x BLOB); INSERT INTO a VALUES (zeroblob(1000000));"};
  const auto failed = migrate(db, std::array{kLarge}, clock);
  REQUIRE_FALSE(failed);
  CHECK_THAT(failed.error().message, Catch::Contains("0001_large"));
  CHECK_THAT(failed.error().hint, Catch::Contains("free some space"));
  CHECK(tables(db) == Words{"notes"});
}

TEST_CASE("the program's own migrations are numbered without gaps and named by their files") {
  int expected = 1;
  for (const Migration& migration : core_migrations()) {
    CAPTURE(migration.name);
    CHECK(migration.number == expected++);
    CHECK(migration.name.substr(0, 5) ==
          std::string(4 - std::to_string(migration.number).size(), '0') +
              std::to_string(migration.number) + "_");
    CHECK_FALSE(migration.sql.empty());
  }
  CHECK(expected > 2);
}

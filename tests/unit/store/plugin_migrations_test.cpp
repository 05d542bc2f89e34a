// The migrations of a plugin: all that is pending or nothing, and no silent change.
#include "host/store/plugin_migrations.h"

#include "tests/support/fake_clock.h"
#include "tests/unit/store/plugin_database_support.h"

using namespace perigee;
using namespace perigee::test;

namespace {

using Files = std::vector<PluginMigration>;

const PluginMigration kFirst = {"0001_notes.sql", "CREATE TABLE notes (id INTEGER PRIMARY KEY);",
                                "a"};
const PluginMigration kSecond = {"0002_text.sql",
                                 "-- a text for each\nALTER TABLE notes ADD COLUMN text TEXT;\n"
                                 "INSERT INTO notes (text) VALUES ('first; note');\n-- the end\n",
                                 "b"};

struct Migrating : PluginDatabaseFixture {
  FakeClock clock;

  Result<std::size_t> migrate(const Files& files) {
    const auto plan = plan_migrations(*db, files, steps);
    if (!plan) return std::unexpected(plan.error());
    if (auto done = apply_migrations(*db, *plan, clock, steps); !done) return fail(std::move(done));
    return plan->pending.size();
  }
  std::string refused(const Files& files) {
    const auto done = migrate(files);
    REQUIRE_FALSE(done);
    CHECK(done.error().code == Code::SchemaError);
    return done.error().describe();
  }
  /// Names of the plugin's own tables.
  std::string tables() {
    REQUIRE(
        query("SELECT group_concat(name) FROM sqlite_master WHERE name NOT LIKE '\\_perigee%'"
              " ESCAPE '\\'"));
    return std::string(rows.text(rows.at(0, 0)));
  }
};

}  // namespace

TEST_CASE("migrations apply in their order, once") {
  Migrating test;
  CHECK(test.migrate({kFirst}).value() == 1);
  CHECK(test.migrate({kFirst, kSecond}).value() == 1);
  CHECK(test.migrate({kFirst, kSecond}).value() == 0);
  CHECK(test.number("SELECT count(*) FROM notes WHERE text = 'first; note'") == 1);
}

TEST_CASE("when a file fails nothing of the attempt stays, and its line is named") {
  Migrating test;
  const PluginMigration broken = {
      "0003_broken.sql", "CREATE TABLE more (v);\n\nINSERT INTO nowhere VALUES (1);\n", "c"};
  const std::string said = test.refused({kFirst, kSecond, broken});
  CHECK_THAT(said, Catch::Contains("migrations/0003_broken.sql:3: "));
  CHECK_THAT(said, Catch::Contains("no such table: nowhere"));
  CHECK(test.tables().empty());
  CHECK(test.migrate({kFirst, kSecond}).value() == 2);
}

TEST_CASE("a statement that fails while it runs is named with its line too") {
  Migrating test;
  const PluginMigration broken = {
      "0001_twice.sql",
      "CREATE TABLE t (v UNIQUE);\nINSERT INTO t VALUES (1);\nINSERT INTO t\n VALUES (1);", "c"};
  CHECK_THAT(test.refused({broken}), Catch::Contains("migrations/0001_twice.sql:4: ") &&
                                         Catch::Contains("UNIQUE constraint failed"));
  CHECK(test.tables().empty());
}

TEST_CASE("an applied file must stay as it was") {
  Migrating test;
  REQUIRE(test.migrate({kFirst, kSecond}));
  PluginMigration changed = kFirst;
  changed.checksum = "other";
  CHECK_THAT(
      test.refused({changed, kSecond}),
      Catch::Contains("0001_notes.sql was changed after it was applied (checksum mismatch)"));
  CHECK_THAT(test.refused({kSecond}),
             Catch::Contains("0001_notes.sql is applied, but its file is missing"));
  CHECK_THAT(test.refused({kFirst, {"0001_other.sql", "SELECT 1", "d"}, kSecond}),
             Catch::Contains("0001_other.sql comes before 0002_text.sql"));
}

TEST_CASE("files with wrong names or nothing in them are refused") {
  Migrating test;
  for (const char* name :
       {"1_x.sql", "0001-x.sql", "0001_.sql", "0001_X.sql", "0001_x.SQL", "x.sql"}) {
    CHECK_FALSE(is_migration_name(name));
    CHECK_THAT(test.refused({{name, "SELECT 1", "c"}}), Catch::Contains("has a wrong name"));
  }
  CHECK_THAT(test.refused({{"0001_empty.sql", " \n\t\n", "c"}}), Catch::Contains("is empty"));
}

TEST_CASE("migrations stay inside the fence, and the ledger outside of the plugin's reach") {
  Migrating test;
  for (const char* sql : {"ATTACH 'x' AS y", "CREATE TABLE _perigee_x (v)", "COMMIT",
                          "DELETE FROM _perigee_migrations", "PRAGMA journal_mode = OFF"}) {
    INFO(sql);
    const auto done = test.migrate({{"0001_attack.sql", sql, "c"}});
    REQUIRE_FALSE(done);
    CHECK_THAT(done.error().message, Catch::Contains("migrations/0001_attack.sql:1"));
  }
  REQUIRE(test.migrate({kFirst}));
  CHECK_FALSE(test.query("SELECT * FROM _perigee_migrations"));
  CHECK_FALSE(test.execute("DROP TABLE _perigee_migrations"));
}

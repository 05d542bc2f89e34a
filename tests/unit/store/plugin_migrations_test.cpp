// The migrations of a plugin: all that is pending or nothing, and no silent change.
#include "host/store/plugin_migrations.h"

#include "host/store/plugin_state.h"
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

TEST_CASE("a database that holds something is copied before it changes, an empty one is not") {
  Migrating test;
  PluginState state(*test.db, "own", test.clock);
  REQUIRE(state.open(test.steps));
  std::vector<std::string> tables_then;
  const auto migrate = [&](const Files& files) {
    const auto plan = plan_migrations(*test.db, files, test.steps).value();
    return apply_migrations(*test.db, plan, test.clock, test.steps, [&]() -> Result<void> {
      tables_then.push_back(test.tables());
      return {};
    });
  };
  REQUIRE(migrate({kFirst}));
  CHECK(tables_then.empty());
  REQUIRE(migrate({kFirst}));
  CHECK(tables_then.empty());
  REQUIRE(migrate({kFirst, kSecond}));
  CHECK(tables_then == std::vector<std::string>{"notes"});
}

TEST_CASE("a value of ctx.state or a table that no migration made is something to lose") {
  Migrating test;
  PluginState state(*test.db, "own", test.clock);
  REQUIRE(state.open(test.steps));
  REQUIRE(plan_migrations(*test.db, {}, test.steps));
  CHECK_FALSE(holds_anything(*test.db, test.steps).value());
  SECTION("value") {
    REQUIRE(state.set("key", "1", {}, test.steps));
  }
  SECTION("table") {
    test.must("CREATE TABLE own (v)");
  }
  CHECK(holds_anything(*test.db, test.steps).value());
}

TEST_CASE("without the copy nothing is applied") {
  Migrating test;
  PluginState state(*test.db, "own", test.clock);
  REQUIRE(state.open(test.steps));
  REQUIRE(test.migrate({kFirst}));
  const Files files = {kFirst, kSecond};
  const auto plan = plan_migrations(*test.db, files, test.steps).value();
  const auto done = apply_migrations(*test.db, plan, test.clock, test.steps,
                                     [] { return fail(Code::FileError, "the disk is full"); });
  REQUIRE_FALSE(done);
  CHECK(done.error().message == "the disk is full");
  CHECK(test.db->depth() == 0);
  CHECK(test.migrate(files).value() == 1);
}

TEST_CASE("the ledger can be read without changing the database") {
  Migrating test;
  REQUIRE(test.migrate({kFirst, kSecond}));
  auto db = Connection::open(test.folder.path() / "own.sqlite3", OpenMode::ReadOnly).value();
  const auto applied = applied_migrations(db).value();
  REQUIRE(applied.size() == 2);
  CHECK(applied[1].name == "0002_text.sql");
  CHECK(applied[1].checksum == "b");
  CHECK(migration_number(applied[1].name) == 2);
  auto hub = Connection::open(test.hub_file(), OpenMode::ReadOnly).value();
  CHECK(applied_migrations(hub).value().empty());
}

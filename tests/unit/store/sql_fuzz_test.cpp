// Random SQL of a plugin against the fence: whatever is accepted, nothing outside the plugin's own
// file changes, and no row of the hub is seen that was not granted. The seed is fixed, so a finding
// comes back.
#include <array>
#include <fstream>
#include <random>
#include <set>

#include "tests/unit/store/plugin_database_support.h"

using namespace perigee;
using namespace perigee::test;

namespace {

constexpr int kStatements = 20'000;

/// Puts statements together from a grammar that leans towards what reaches outside.
class Grammar {
 public:
  std::string statement() {
    static constexpr std::array<std::string (Grammar::*)(), 9> kKinds = {
        &Grammar::select, &Grammar::select, &Grammar::insert, &Grammar::update, &Grammar::remove,
        &Grammar::create, &Grammar::drop,   &Grammar::alter,  &Grammar::other};
    std::string sql = (this->*kKinds.at(random_() % kKinds.size()))();
    if (chance(20)) sql = "WITH " + name() + "(v) AS (" + select() + ") " + sql;
    if (chance(30)) sql = "EXPLAIN " + sql;
    if (chance(25)) sql += "; " + select();
    if (chance(15)) mutate(sql);
    return sql;
  }

 private:
  std::string pick(std::initializer_list<std::string_view> of) {
    return std::string(*(of.begin() + static_cast<std::ptrdiff_t>(random_() % of.size())));
  }
  bool chance(unsigned in) { return random_() % in == 0; }

  std::string name() {
    return pick({"a", "b", "c", "t", "secrets", "messages", "_perigee_x", "v"});
  }
  std::string table() {
    const std::string schema = pick({"", "", "", "", "main.", "main.", "temp.", "hub.", "HUB.",
                                     "\"hub\".", "[hub].", "hub/**/.", "`hub`."});
    return schema + pick({"t",
                          "t",
                          "b",
                          "v",
                          "secrets",
                          "SECRETS",
                          "\"secrets\"",
                          "messages",
                          "sqlite_master",
                          "sqlite_schema",
                          "meta",
                          "sqlite_temp_master",
                          "_perigee_state",
                          "json_each('[1]')",
                          "pragma_table_info('secrets')",
                          "dbstat",
                          "sqlite_dbpage",
                          "pragma_database_list",
                          "words",
                          "words_data"});
  }
  std::string value() {
    return pick({"1",
                 "1",
                 "a",
                 "a",
                 "value",
                 "'x'",
                 "NULL",
                 "value",
                 "content_raw",
                 "rowid",
                 "*",
                 "a",
                 "randomblob(9)",
                 "count(*)",
                 "max(value)",
                 "(SELECT value FROM secrets)",
                 "(SELECT max(value) FROM hub.secrets)",
                 "load_extension('x')",
                 "readfile('/etc/passwd')",
                 "fts5('x')",
                 "sqlite_version()",
                 "(SELECT group_concat(sql) FROM hub.sqlite_master)",
                 "printf('%s', (SELECT value FROM secrets))"});
  }
  std::string condition() {
    return pick({"", " WHERE 1", " WHERE value = 'x'", " WHERE EXISTS (SELECT 1 FROM secrets)",
                 " WHERE rowid IN (SELECT rowid FROM hub.secrets)", " LIMIT 3",
                 " ORDER BY (SELECT value FROM secrets)", " RETURNING *",
                 " GROUP BY value HAVING count(*) > 0"});
  }
  std::string from() {
    return pick({" FROM ", " FROM ", " FROM t, ", " FROM t NATURAL JOIN ", "/**/FROM/**/",
                 " FROM t LEFT JOIN ", " FROM (SELECT 1) JOIN "}) +
           table();
  }
  std::string select() {
    std::string sql = "SELECT " + value() + from() + condition();
    if (chance(6))
      sql += pick({" UNION ", " UNION ALL ", " EXCEPT "}) + "SELECT " + value() + from();
    return sql;
  }
  std::string insert() {
    return pick({"INSERT INTO ", "REPLACE INTO ", "INSERT OR IGNORE INTO "}) + table() +
           pick({" VALUES (1)", " VALUES ('x', 'y')", " DEFAULT VALUES"}) + condition();
  }
  std::string update() { return "UPDATE " + table() + " SET a = " + value() + condition(); }
  std::string remove() { return "DELETE FROM " + table() + condition(); }
  std::string create() {
    switch (random_() % 6) {
      case 0:
        return "CREATE TABLE " + table() + " (a, value)";
      case 1:
        return "CREATE TABLE " + name() + " AS " + select();
      case 2:
        return "CREATE TEMP VIEW " + name() + " AS " + select();
      case 3:
        return "CREATE VIEW " + name() + " AS " + select();
      case 4:
        return "CREATE TEMP TRIGGER g AFTER INSERT ON " + table() + " BEGIN " + insert() + "; END";
      default:
        return "CREATE VIRTUAL TABLE " + table() + " USING " +
               pick({"fts5(a)", "fts5vocab(hub, words, row)", "rtree(a, b, c)", "dbstat(hub)",
                     "fts5(a, content='secrets')", "fts4aux(hub, words)",
                     "csv(filename='/etc/passwd')"});
    }
  }
  std::string drop() { return pick({"DROP TABLE ", "DROP VIEW ", "DROP TRIGGER "}) + table(); }
  std::string alter() {
    return "ALTER TABLE " + table() + pick({" RENAME TO ", " ADD COLUMN ", " RENAME a TO "}) +
           name();
  }
  std::string other() {
    return pick({"ATTACH 'hub.sqlite3' AS x",
                 "ATTACH 'file:x?mode=rwc' AS x",
                 "DETACH hub",
                 "VACUUM",
                 "VACUUM hub",
                 "VACUUM INTO 'copy.sqlite3'",
                 "BEGIN",
                 "COMMIT",
                 "ROLLBACK",
                 "SAVEPOINT s",
                 "RELEASE s",
                 "ANALYZE",
                 "ANALYZE hub",
                 "REINDEX",
                 "REINDEX hub.messages",
                 "PRAGMA journal_mode = DELETE",
                 "PRAGMA hub.table_info(secrets)",
                 "PRAGMA writable_schema = ON",
                 "PRAGMA schema_version = 1",
                 "PRAGMA trusted_schema = ON",
                 "PRAGMA wal_checkpoint",
                 "PRAGMA hub.user_version = 3",
                 "PRAGMA user_version = 3",
                 "PRAGMA temp_store = 2",
                 "PRAGMA table_info(secrets)",
                 "PRAGMA optimize",
                 "PRAGMA query_only = OFF",
                 "PRAGMA max_page_count = 99999"});
  }
  void mutate(std::string& sql) {
    if (sql.empty()) return;
    const std::size_t at = random_() % sql.size();
    switch (random_() % 3) {
      case 0:
        sql.erase(at, 1 + random_() % 5);
        break;
      case 1:
        sql.insert(at, pick({"'", "\"", "(", ")", ";", "--", "/*", "*/", ",", "hub.", " "}));
        break;
      default:
        sql[at] = static_cast<char>(random_() % 128);
        break;
    }
  }

  std::mt19937 random_{20'261'121};
};

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::set<std::string> files_in(const std::filesystem::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with("own.sqlite3")) names.insert(name);
  }
  return names;
}

}  // namespace

TEST_CASE("no random statement reaches out of the plugin's own database") {
  constexpr std::string_view kSecret = "hidden";
  PluginDatabaseFixture test({"messages"});
  test.must("CREATE TABLE t (a, value)");
  test.must("CREATE VIRTUAL TABLE words USING fts5 (a)");
  const std::string hub = bytes_of(test.hub_file());
  const auto files = files_in(test.folder.path());
  Grammar grammar;
  int accepted = 0;
  for (int i = 0; i < kStatements; ++i) {
    const std::string sql = grammar.statement();
    INFO("statement " << i << ": " << sql);
    test.steps.left = 200'000;
    const bool asked = test.query(sql).has_value();
    bool seen = test.rows.bytes.find(kSecret) != std::string::npos;
    const bool changed = test.execute(sql).has_value();
    seen = seen || test.rows.bytes.find(kSecret) != std::string::npos;
    if (seen) FAIL("it shows a row that was not granted");
    if (asked || changed) ++accepted;
    if (i % 500 == 0) {
      test.db->end_run();
      REQUIRE(files_in(test.folder.path()) == files);
      REQUIRE(bytes_of(test.hub_file()) == hub);
    }
    if (i % 20 == 0) {  // it may be gone, or have a trigger that always fails
      for (const char* mend : {"DROP TRIGGER IF EXISTS g", "DROP VIEW IF EXISTS v",
                               "CREATE TABLE IF NOT EXISTS t (a, value)"}) {
        static_cast<void>(test.execute(mend));
      }
    }
  }
  CHECK(files_in(test.folder.path()) == files);
  CHECK(bytes_of(test.hub_file()) == hub);
  CHECK(accepted > kStatements / 20);  // or the grammar makes nothing but nonsense
}

// Opening a database for writing: what is newer is refused untouched, what is older is copied.
#include "host/hub/database.h"

#include <sys/stat.h>

#include <fstream>

#include "host/store/copies.h"
#include "tests/support/hub_fixture.h"

using namespace perigee;
using namespace perigee::test;
namespace fs = std::filesystem;

namespace {

struct Folder {
  TempDir dir;
  FakeClock clock;
  fs::path file = dir.path() / "db.sqlite3";

  Result<store::Connection> open() const {
    return hub::open_database({dir.path()}, clock, store::copy_stamp(clock.now()));
  }
  void sql(const std::string& script) const {
    auto db = must(store::Connection::open(file, store::OpenMode::ReadWrite));
    must(db.execute(script));
  }
  /// A database to which only the first migration was applied.
  void make_older() const {
    auto db = must(store::Connection::open(file, store::OpenMode::ReadWrite));
    must(store::migrate(db, store::core_migrations().first(1), clock));
  }
  std::vector<std::string> backups() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(dir.path())) {
      const std::string name = entry.path().filename();
      if (name.find(".backup-") != std::string::npos) names.push_back(name);
    }
    return names;
  }
};

std::string text_of(const fs::path& file, const std::string& query) {
  auto db = must(store::Connection::open(file, store::OpenMode::ReadOnly));
  auto rows = db.query_values(query, {});
  REQUIRE(rows.next());
  return rows.string(0);
}

}  // namespace

TEST_CASE("a new database has no backup, nor has one that is opened again") {
  const Folder folder;
  REQUIRE(folder.open());
  REQUIRE(folder.open());
  CHECK(folder.backups().empty());
}

TEST_CASE("an empty file, as clients make it, becomes a database without a backup") {
  const Folder folder;
  std::ofstream(folder.file) << "";
  REQUIRE(folder.open());
  CHECK(text_of(folder.file, "SELECT value FROM meta WHERE key = 'schema_version'") == "1");
  CHECK(folder.backups().empty());
}

TEST_CASE("a database is copied before it is upgraded") {
  const Folder folder;
  folder.make_older();
  folder.sql("INSERT INTO channels VALUES ('ch_1', 'kept', NULL, 'then')");
  REQUIRE(folder.open());
  const auto backups = folder.backups();
  REQUIRE(backups == std::vector<std::string>{"db.sqlite3.backup-v1-2026-01-02T03-04-05-678Z"});
  const fs::path copy = folder.dir.path() / backups.front();
  CHECK(text_of(copy, "SELECT name FROM channels") == "kept");
  CHECK(text_of(copy, "SELECT count(*) FROM sqlite_schema WHERE name = 'plugin_states'") == "0");
  CHECK(text_of(folder.file, "SELECT name FROM channels") == "kept");
  struct stat status{};
  REQUIRE(::stat(copy.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("a database that cannot be copied is not upgraded") {
  const Folder folder;
  folder.make_older();
  fs::create_directory(folder.dir.path() / "db.sqlite3.backup-v1-2026-01-02T03-04-05-678Z");
  const auto refused = folder.open();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.find("backup-v1") != std::string::npos);
  CHECK(text_of(folder.file, "SELECT count(*) FROM perigee_migrations") == "1");
}

TEST_CASE("a newer schema and one that is no number are refused untouched") {
  for (const std::string version : {"2", "7", "one", "1x"}) {
    const Folder folder;
    folder.sql(
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) STRICT;"
        "INSERT INTO meta VALUES ('schema_version', '" +
        version + "')");
    const auto refused = folder.open();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::SchemaError);
    CHECK(refused.error().message.find("\"" + version + "\"") != std::string::npos);
    CHECK(text_of(folder.file, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'") == "1");
    CHECK(folder.backups().empty());
  }
}

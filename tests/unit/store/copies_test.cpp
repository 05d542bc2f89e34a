// Copies from before upgrades: their names, and how many stay.
#include "host/store/copies.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "host/base/limits.h"
#include "host/store/connection.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temp_dir.h"

using namespace perigee;
using namespace perigee::store;
using namespace perigee::test;
namespace fs = std::filesystem;

namespace {

struct Data {
  TempDir folder;
  DataPaths paths{folder.path()};
  FakeClock clock;

  Data() { fs::create_directory(paths.plugin_folder()); }
  void touch(const fs::path& file) const { std::ofstream(file) << "x"; }
  Copy of_plugin(const std::string& plugin) {
    clock.advance(std::chrono::seconds(1));
    return {paths.plugin_database(plugin), plugin, 2, 17, copy_stamp(clock.now())};
  }
};

}  // namespace

TEST_CASE("the name of a copy says what it is a copy of, and when it was made") {
  Data data;
  const Copy own = {data.paths.database(), "", 3, 0, copy_stamp(data.clock.now())};
  CHECK(own.file() == data.folder / "db.sqlite3.backup-v3-2026-01-02T03-04-05-678Z");
  const Copy plugins = data.of_plugin("link-memory");
  CHECK(plugins.file() ==
        data.folder / "plugins/link-memory.sqlite3.backup-v2-e17-2026-01-02T03-04-06-678Z");
  data.touch(own.file());
  data.touch(plugins.file());
  const auto found = find_copies(data.paths).value();
  REQUIRE(found.size() == 2);
  CHECK(found[0].plugin == "link-memory");
  CHECK(found[0].event_id == 17);
  CHECK(found[0].file() == plugins.file());
  CHECK(found[1].plugin.empty());
  CHECK(found[1].migration == 3);
  CHECK(found[1].file() == own.file());
}

TEST_CASE("what only looks like a copy is none") {
  Data data;
  for (const char* name :
       {"db.sqlite3.backup-v3-2026-01-02T03-04-05-678Z.partial", "db.sqlite3.backup-v3",
        "db.sqlite3.backup-vx-2026-01-02T03-04-05-678Z",
        "other.sqlite3.backup-v1-2026-01-02T03-04-05-678Z",
        "plugins/a.sqlite3.backup-v1-2026-01-02T03-04-05-678Z", "plugins/a.sqlite3"}) {
    data.touch(data.folder / name);
  }
  CHECK(find_copies(data.paths).value().empty());
  CHECK(find_plugin_databases(data.paths).value() == std::vector<std::string>{"a"});
}

TEST_CASE("a data directory that is not there has no copies") {
  CHECK(find_copies({"/nowhere/at/all"}).value().empty());
  CHECK(find_plugin_databases({"/nowhere/at/all"}).value().empty());
}

TEST_CASE("the newest copies of a database stay, those of others are not touched") {
  Data data;
  std::vector<fs::path> files;
  data.touch(data.of_plugin("other").file());
  for (std::size_t i = 0; i < limits::kCopiesKept + 2; ++i) {
    files.push_back(data.of_plugin("a").file());
    data.touch(files.back());
  }
  data.touch(data.of_plugin("a").file().string() + ".partial");
  const auto deleted = thin_out_copies(data.paths, data.paths.plugin_database("a")).value();
  CHECK(deleted == std::vector<fs::path>{files[1], files[0]});
  CHECK_FALSE(fs::exists(files[1]));
  CHECK(fs::exists(files[2]));
  for (const auto& entry : fs::directory_iterator(data.paths.plugin_folder())) {
    CHECK(entry.path().extension() != ".partial");
  }
  CHECK(find_copies(data.paths).value().size() == limits::kCopiesKept + 1);
}

TEST_CASE("a copy holds what the log holds, is private, and never replaces a file") {
  Data data;
  auto db = Connection::open(data.paths.database(), OpenMode::ReadWrite).value();
  REQUIRE(db.execute("CREATE TABLE t (v); INSERT INTO t VALUES (42)"));
  const fs::path target = data.folder / "copy";
  // What a killed process left is in nobody's way.
  data.touch(target.string() + ".partial");
  REQUIRE(db.back_up_to(target));
  CHECK_FALSE(fs::exists(target.string() + ".partial"));
  struct stat status{};
  REQUIRE(::stat(target.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  auto copy = Connection::open(target, OpenMode::ReadOnly).value();
  auto rows = copy.query("SELECT v FROM t");
  REQUIRE(rows.next());
  CHECK(rows.integer(0) == 42);
  const auto again = db.back_up_to(target);
  REQUIRE_FALSE(again);
  CHECK(again.error().code == Code::FileError);
  CHECK_THAT(again.error().message, Catch::Contains("exists already"));
}

TEST_CASE("a copy that cannot be made leaves nothing") {
  Data data;
  auto db = Connection::open_memory().value();
  const auto done = db.back_up_to(data.folder / "no/folder/copy");
  REQUIRE_FALSE(done);
  CHECK(done.error().code == Code::FileError);
  fs::create_directory(data.folder / "taken");
  CHECK_FALSE(db.back_up_to(data.folder / "taken"));
  CHECK_FALSE(fs::exists(data.folder / "taken.partial"));
}

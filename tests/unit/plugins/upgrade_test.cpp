// What migrate_storage may return, and the manifest of a backup.
#include "host/plugins/upgrade.h"

#include <catch2/catch.hpp>

#include "host/base/json.h"
#include "host/plugins/backup_manifest.h"

using namespace perigee;
using namespace perigee::plugins;

namespace {

std::string refused(const std::string& json) {
  const auto counters = read_counters(parse_json(json).value());
  REQUIRE_FALSE(counters);
  CHECK(counters.error().code == Code::InvalidOutput);
  return counters.error().describe();
}

std::string manifest_error(const std::string& json) {
  const auto contents = read_manifest(json);
  REQUIRE_FALSE(contents);
  CHECK(contents.error().code == Code::FileError);
  return contents.error().message;
}

}  // namespace

TEST_CASE("migrate_storage returns counters or nothing") {
  CHECK(read_counters(nullptr).value().scanned == 0);
  const auto counters =
      read_counters(
          parse_json(R"({"scanned":5,"migrated":1,"existing":2,"missing":3,"skipped":4})").value())
          .value();
  CHECK(counters.scanned == 5);
  CHECK(counters.migrated == 1);
  CHECK(counters.existing == 2);
  CHECK(counters.missing == 3);
  CHECK(counters.skipped == 4);
}

TEST_CASE("what are no counters is refused with its key") {
  CHECK_THAT(refused(R"({"scaned":1})"), Catch::Contains("scaned"));
  CHECK_THAT(refused(R"({"scanned":-1})"), Catch::Contains("scanned"));
  CHECK_THAT(refused(R"({"scanned":"many"})"), Catch::Contains("scanned"));
  refused("7");
  refused("\"done\"");
}

TEST_CASE("a manifest says the same after it was written and read") {
  const BackupContents contents = {"2026-01-02T03:04:05.678Z",
                                   "id",
                                   {{"db.sqlite3", 4096, "aa"}, {"plugins/a-b.sqlite3", 1, "bb"}}};
  const auto read = read_manifest(write_manifest(contents)).value();
  CHECK(read.made_at == contents.made_at);
  CHECK(read.db_id == "id");
  REQUIRE(read.files.size() == 2);
  CHECK(read.files[1].name == "plugins/a-b.sqlite3");
  CHECK(read.files[0].bytes == 4096);
  CHECK(read.files[1].sha256 == "bb");
}

TEST_CASE("a manifest names no file outside of the data directory") {
  for (const char* name : {"../x", "/etc/passwd", "plugins/../x.sqlite3", "plugins/.sqlite3",
                           "plugins/A.sqlite3", "plugins/a/b.sqlite3", "server.json", ""}) {
    INFO(name);
    CHECK_THAT(manifest_error(R"({"perigee_backup":1,"files":[{"name":"db.sqlite3"},{"name":")" +
                              std::string(name) + "\"}]}"),
               Catch::Contains("names \""));
  }
  CHECK_THAT(manifest_error(
                 R"({"perigee_backup":1,"files":[{"name":"db.sqlite3"},{"name":"db.sqlite3"}]})"),
             Catch::Contains("twice"));
}

TEST_CASE("what is no manifest, or a later one, is refused") {
  CHECK_THAT(manifest_error("nonsense"), Catch::Contains("no JSON"));
  CHECK_THAT(manifest_error("[]"), Catch::Contains("no JSON object"));
  CHECK_THAT(manifest_error("{}"), Catch::Contains("does not say"));
  CHECK_THAT(manifest_error(R"({"perigee_backup":2})"), Catch::Contains("version 2"));
  CHECK_THAT(manifest_error(R"({"perigee_backup":1})"), Catch::Contains("lists no files"));
  CHECK_THAT(manifest_error(R"({"perigee_backup":1,"files":[]})"),
             Catch::Contains("no database of a hub"));
}

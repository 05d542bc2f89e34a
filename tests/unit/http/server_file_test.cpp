#include "host/http/server_file.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

using namespace perigee;
using namespace perigee::http;
namespace fs = std::filesystem;

namespace {

struct TempDir {
  fs::path path = fs::temp_directory_path() / ("perigee-file-" + make_token(system_random(), 8));
  ~TempDir() { fs::remove_all(path); }
  void write(const std::string& text) const {
    fs::create_directories(path);
    std::ofstream(path / "server.json") << text;
  }
  std::string read() const {
    std::ifstream in(path / "server.json");
    return {std::istreambuf_iterator<char>(in), {}};
  }
};

ServerFile sample() {
  return {.instance_id = "i",
          .db_id = "d",
          .port = 8080,
          .host = "127.0.0.1",
          .auth_token = "abc",
          .pid = 42,
          .started_at = "2026-01-02T03:04:05.678Z"};
}

mode_t mode_of(const fs::path& path) {
  struct stat status{};
  REQUIRE(stat(path.c_str(), &status) == 0);
  return status.st_mode & 0777;
}

}  // namespace

TEST_CASE("server.json is readable text that only its owner can read") {
  const TempDir dir;
  REQUIRE(write_server_file(dir.path, sample(), system_random()));
  CHECK(dir.read() == R"({
  "instance_id": "i",
  "db_id": "d",
  "port": 8080,
  "host": "127.0.0.1",
  "auth_token": "abc",
  "pid": 42,
  "started_at": "2026-01-02T03:04:05.678Z",
  "protocol_version": "v1",
  "schema_version": 1
}
)");
  CHECK(mode_of(dir.path / "server.json") == 0600);
  CHECK(mode_of(dir.path) == 0700);
}

TEST_CASE("server.json is replaced as a whole and leaves nothing beside it") {
  const TempDir dir;
  dir.write("old");
  REQUIRE(write_server_file(dir.path, sample(), system_random()));
  CHECK(mode_of(dir.path / "server.json") == 0600);
  CHECK(std::distance(fs::directory_iterator(dir.path), fs::directory_iterator()) == 1);
  const auto read = read_server_file(dir.path);
  REQUIRE(read);
  CHECK(read->port == 8080);
  CHECK(read->auth_token == "abc");
  CHECK(read->pid == 42);
}

TEST_CASE("a directory that cannot be made is named") {
  const auto written = write_server_file("/proc/perigee", sample(), system_random());
  REQUIRE_FALSE(written);
  CHECK(written.error().code == Code::FileError);
  CHECK(written.error().message.find("/proc/perigee") != std::string::npos);
}

TEST_CASE("a file that is missing, torn or incomplete counts as absent") {
  const TempDir dir;
  CHECK_FALSE(read_server_file(dir.path));
  for (const auto* text : {"", "{", "[]", "null", R"({"port":1})",
                           R"({"instance_id":"i","db_id":"d","port":0,"auth_token":"t"})",
                           R"({"instance_id":"i","db_id":"d","port":"80","auth_token":"t"})",
                           R"({"instance_id":"i","db_id":"d","port":80})"}) {
    CAPTURE(text);
    dir.write(text);
    CHECK_FALSE(read_server_file(dir.path));
  }
}

TEST_CASE("the token of a crashed hub is used again, otherwise there is a new one") {
  const TempDir dir;
  CHECK(reuse_or_make_token(dir.path, system_random()).size() == 64);
  dir.write("torn");
  CHECK(reuse_or_make_token(dir.path, system_random()).size() == 64);
  REQUIRE(write_server_file(dir.path, sample(), system_random()));
  CHECK(reuse_or_make_token(dir.path, system_random()) == "abc");
}

TEST_CASE("removing server.json twice is no error") {
  const TempDir dir;
  REQUIRE(write_server_file(dir.path, sample(), system_random()));
  CHECK(remove_server_file(dir.path));
  CHECK(remove_server_file(dir.path));
  CHECK_FALSE(fs::exists(dir.path / "server.json"));
}

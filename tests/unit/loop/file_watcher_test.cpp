#include "host/loop/file_watcher.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <vector>

#include "host/base/ids.h"
#include "host/loop/timer.h"

using namespace perigee;
using namespace std::chrono_literals;
using loop::FileWatcher;
using loop::Loop;

namespace {

struct TempDir {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("perigee-watch-" + make_token(system_random(), 8));
  TempDir() { std::filesystem::create_directory(path); }
  ~TempDir() { std::filesystem::remove_all(path); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path / name) << text;
  }
};

}  // namespace

TEST_CASE("a saved file is reported by name, several writes at once only once") {
  auto loop = *Loop::create();
  const TempDir dir;
  FileWatcher watcher(*loop);
  std::vector<std::string> changed;
  REQUIRE(watcher.watch(dir.path, [&](const std::string& name) {
    changed.push_back(name);
    if (changed.size() == 2) loop->stop();
  }));
  loop->post([&] {
    for (int i = 0; i < 5; ++i) dir.write("b.lua", std::string(static_cast<std::size_t>(i), 'x'));
    dir.write("a.lua", "return {}");
  });
  loop->run();
  CHECK(changed == std::vector<std::string>{"a.lua", "b.lua"});
}

TEST_CASE("renaming and removing are changes as well") {
  auto loop = *Loop::create();
  const TempDir dir;
  dir.write("old.lua", "x");
  dir.write("doomed.lua", "x");
  FileWatcher watcher(*loop);
  std::vector<std::string> changed;
  REQUIRE(watcher.watch(dir.path, [&](const std::string& name) {
    changed.push_back(name);
    if (changed.size() == 3) loop->stop();
  }));
  loop->post([&] {
    std::filesystem::rename(dir.path / "old.lua", dir.path / "new.lua");
    std::filesystem::remove(dir.path / "doomed.lua");
  });
  loop->run();
  CHECK(changed == std::vector<std::string>{"doomed.lua", "new.lua", "old.lua"});
}

TEST_CASE("directories are watched separately, and an unwatched one is silent") {
  auto loop = *Loop::create();
  const TempDir loud;
  const TempDir silent;
  FileWatcher watcher(*loop);
  std::vector<std::string> changed;
  const auto note = [&](const std::string& name) {
    changed.push_back(name);
    loop->stop();
  };
  REQUIRE(watcher.watch(silent.path, note));
  REQUIRE(watcher.watch(loud.path, note));
  watcher.unwatch(silent.path);
  loop->post([&] {
    silent.write("unheard.lua", "x");
    loud.write("heard.lua", "x");
  });
  loop->run();
  CHECK(changed == std::vector<std::string>{"heard.lua"});
}

TEST_CASE("a callback may stop the watching while names are still to be reported") {
  auto loop = *Loop::create();
  const TempDir dir;
  FileWatcher watcher(*loop);
  int calls = 0;
  REQUIRE(watcher.watch(dir.path, [&](const std::string&) {
    ++calls;
    watcher.unwatch(dir.path);
    loop->stop();
  }));
  loop->post([&] {
    dir.write("a.lua", "x");
    dir.write("b.lua", "x");
  });
  loop->run();
  CHECK(calls == 1);
}

TEST_CASE("a directory that is missing is refused by name") {
  auto loop = *Loop::create();
  FileWatcher watcher(*loop);
  const auto done = watcher.watch("/nonexistent/plugins", [](const std::string&) {});
  REQUIRE_FALSE(done);
  CHECK(done.error().code == Code::FileError);
  CHECK(done.error().message.find("/nonexistent/plugins") != std::string::npos);
}

#include "host/store/data_directory.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

#include "tests/support/fake_clock.h"
#include "tests/support/temp_dir.h"

using namespace perigee;
using namespace perigee::store;
using perigee::test::FakeClock;
using perigee::test::TempDir;
namespace fs = std::filesystem;

namespace {

struct Folder {
  TempDir dir;
  FakeClock clock;
  DataPaths paths{dir.path() / "data"};

  std::string lock_text() const {
    std::ifstream in(paths.lock_file());
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void leave_lock(const std::string& text) const {
    fs::create_directories(paths.lock_file().parent_path());
    std::ofstream(paths.lock_file()) << text;
  }
};

mode_t mode_of(const fs::path& path) {
  struct stat status{};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 0777;
}

}  // namespace

TEST_CASE("a lock names its process and is gone with its holder") {
  const Folder folder;
  {
    const auto lock = DataLock::take(folder.paths, folder.clock);
    REQUIRE(lock);
    CHECK(folder.lock_text() == std::to_string(::getpid()) + "\n2026-01-02T03:04:05.678Z");
    CHECK(lock_holder(folder.paths) == ::getpid());
    CHECK(mode_of(folder.paths.directory) == 0700);
  }
  CHECK_FALSE(fs::exists(folder.paths.lock_file()));
  CHECK_FALSE(lock_holder(folder.paths));
}

TEST_CASE("a lock that is held is refused with the process that has it") {
  const Folder folder;
  const auto first = DataLock::take(folder.paths, folder.clock);
  REQUIRE(first);
  const auto second = DataLock::take(folder.paths, folder.clock);
  REQUIRE_FALSE(second);
  CHECK(second.error().code == Code::LockHeld);
  CHECK(second.error().message.find("Writer lock already held by live hub: process " +
                                    std::to_string(::getpid())) == 0);
  CHECK(fs::exists(folder.paths.lock_file()));
}

TEST_CASE("a lock file that nobody holds is taken over") {
  const Folder folder;
  folder.leave_lock("4711\n2020-01-01T00:00:00.000Z");
  CHECK_FALSE(lock_holder(folder.paths));
  std::int64_t asked_about = 0;
  const auto lock = DataLock::take(folder.paths, folder.clock, [&](const LeftLock& left) {
    asked_about = left.pid;
    return Result<void>();
  });
  REQUIRE(lock);
  CHECK(asked_about == 4711);
  CHECK(lock_holder(folder.paths) == ::getpid());
}

TEST_CASE("a lock file whose owner lives after all stays as it is") {
  const Folder folder;
  folder.leave_lock("4711\n2020-01-01T00:00:00.000Z");
  const auto lock = DataLock::take(folder.paths, folder.clock, [](const LeftLock&) -> Result<void> {
    return fail(Code::LockHeld, "it lives");
  });
  REQUIRE_FALSE(lock);
  CHECK(lock.error().message == "it lives");
  CHECK(folder.lock_text() == "4711\n2020-01-01T00:00:00.000Z");
  CHECK(DataLock::take(folder.paths, folder.clock));
}

TEST_CASE("a hub that lives without a lock file keeps others out") {
  const Folder folder;
  const auto lock =
      DataLock::take(folder.paths, folder.clock, [](const LeftLock& left) -> Result<void> {
        CHECK_FALSE(left.exists);
        return fail(Code::LockHeld, "it lives");
      });
  REQUIRE_FALSE(lock);
  CHECK_FALSE(fs::exists(folder.paths.lock_file()));
}

TEST_CASE("a lock file without sense is taken over") {
  const Folder folder;
  folder.leave_lock("not a process\xff");
  std::int64_t asked_about = -1;
  REQUIRE(DataLock::take(folder.paths, folder.clock, [&](const LeftLock& left) {
    asked_about = left.pid;
    return Result<void>();
  }));
  CHECK(asked_about == 0);
}

TEST_CASE("a data directory that cannot be made is named") {
  const Folder folder;
  std::ofstream(folder.dir.path() / "file") << "x";
  const auto lock = DataLock::take({folder.dir.path() / "file" / "data"}, folder.clock);
  REQUIRE_FALSE(lock);
  CHECK(lock.error().code == Code::FileError);
  CHECK(lock.error().message.find("file/data") != std::string::npos);
}

TEST_CASE("the data of another hub's workspace is taken before one's own") {
  const Folder folder;
  const fs::path root = folder.dir.path();
  CHECK(find_data(root, {}).directory == root / ".perigee");
  fs::create_directories(root / ".agentlip");
  CHECK(find_data(root, {}).directory == root / ".perigee");
  std::ofstream(root / ".agentlip" / "db.sqlite3") << "";
  CHECK(find_data(root, {}).directory == root / ".agentlip");
  CHECK(find_data(root, root / "else").directory == root / "else");
}

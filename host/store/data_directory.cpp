#include "host/store/data_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

namespace perigee::store {
namespace {

namespace fs = std::filesystem;

Result<void> make_directory(const fs::path& directory, mode_t mode) {
  std::error_code error;
  if (directory.has_parent_path()) fs::create_directories(directory.parent_path(), error);
  if (::mkdir(directory.c_str(), mode) == 0 || errno == EEXIST) return {};
  return fail(Code::FileError,
              "cannot make the data directory " + directory.string() + ": " + std::strerror(errno),
              "name another with --data DIR");
}

/// The process that the lock file names; 0 when it names none.
std::int64_t pid_in(int descriptor) {
  std::array<char, 64> text{};
  const ssize_t size = ::pread(descriptor, text.data(), text.size(), 0);
  std::int64_t pid = 0;
  std::from_chars(text.data(), text.data() + std::max<ssize_t>(size, 0), pid);
  return std::max<std::int64_t>(pid, 0);
}

std::chrono::seconds age_of(const struct stat& file, const Clock& clock) {
  const auto now = std::chrono::floor<std::chrono::seconds>(clock.now().time_since_epoch());
  return now - std::chrono::seconds(file.st_mtim.tv_sec);
}

Result<void> held_by(std::int64_t pid, const DataPaths& paths) {
  const std::string holder = pid > 0 ? "process " + std::to_string(pid) : "another process";
  return fail(
      Code::LockHeld,
      "Writer lock already held by live hub: " + holder + " uses " + paths.directory.string(),
      "stop it with `perigee down`, or use another directory with --data DIR");
}

Result<void> write_holder(int descriptor, const Clock& clock) {
  const std::string text = std::to_string(::getpid()) + "\n" + format_time(clock.now());
  const bool written =
      ::ftruncate(descriptor, 0) == 0 &&
      ::pwrite(descriptor, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
  if (written) return {};
  return fail(Code::FileError, std::string("cannot write the lock file: ") + std::strerror(errno));
}

}  // namespace

DataPaths find_data(const fs::path& workspace, const std::optional<fs::path>& asked) {
  if (asked) return {fs::absolute(*asked)};
  std::error_code ignored;
  const fs::path other = fs::absolute(workspace / ".agentlip");
  if (fs::exists(other / "db.sqlite3", ignored)) return {other};
  return {fs::absolute(workspace / ".perigee")};
}

std::optional<std::int64_t> lock_holder(const DataPaths& paths) {
  const int descriptor = ::open(paths.lock_file().c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return std::nullopt;
  std::optional<std::int64_t> holder;
  if (::flock(descriptor, LOCK_SH | LOCK_NB) != 0) holder = pid_in(descriptor);
  ::close(descriptor);
  return holder;
}

Result<DataLock> DataLock::take(const DataPaths& paths, const Clock& clock,
                                const LeftLockCheck& check) {
  const fs::path file = paths.lock_file();
  if (auto made = make_directory(paths.directory, 0700); !made) return fail(std::move(made));
  if (auto made = make_directory(file.parent_path(), 0755); !made) return fail(std::move(made));
  // A holder that leaves removes the file; one that was opened before that is not the lock any
  // more, so look again whether the name still leads to what is locked.
  for (;;) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) {
      return fail(Code::FileError, "cannot open " + file.string() + ": " + std::strerror(errno),
                  "the data directory must be writable");
    }
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
      const std::int64_t pid = pid_in(descriptor);
      ::close(descriptor);
      return fail(held_by(pid, paths));
    }
    struct stat locked{};
    struct stat named{};
    const bool same = ::fstat(descriptor, &locked) == 0 && ::stat(file.c_str(), &named) == 0 &&
                      locked.st_ino == named.st_ino;
    if (!same) {
      ::close(descriptor);
      continue;
    }
    const bool existed = locked.st_size > 0;
    const LeftLock left{existed, pid_in(descriptor), age_of(locked, clock)};
    if (auto free = check ? check(left) : Result<void>(); !free) {
      if (!existed) ::unlink(file.c_str());
      ::close(descriptor);
      return fail(std::move(free));
    }
    DataLock lock(descriptor, file);
    if (auto written = write_holder(descriptor, clock); !written) return fail(std::move(written));
    return lock;
  }
}

DataLock::DataLock(DataLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), file_(std::move(other.file_)) {}

DataLock::~DataLock() {
  if (descriptor_ < 0) return;
  ::unlink(file_.c_str());
  ::close(descriptor_);
}

}  // namespace perigee::store

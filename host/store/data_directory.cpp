#include "host/store/data_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
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

/// What the lock file says: the process and when it started.
std::string holder_of(int descriptor) {
  std::array<char, 64> text{};
  const ssize_t size = ::pread(descriptor, text.data(), text.size() - 1, 0);
  std::string holder(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  holder = holder.substr(0, holder.find('\n'));
  return holder.empty() ? "another process" : "process " + holder;
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

bool is_locked(const DataPaths& paths) {
  const int descriptor = ::open(paths.lock_file().c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool free = ::flock(descriptor, LOCK_SH | LOCK_NB) == 0;
  ::close(descriptor);
  return !free;
}

Result<DataLock> DataLock::take(const DataPaths& paths, const Clock& clock) {
  const fs::path file = paths.lock_file();
  if (auto made = make_directory(paths.directory, 0700); !made) return fail(std::move(made));
  if (auto made = make_directory(file.parent_path(), 0755); !made) return fail(std::move(made));
  // A holder that leaves removes the file; one that was opened before that is not the lock any
  // more, so look again whether the name still leads to what is locked.
  for (;;) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) {
      return fail(Code::FileError, "cannot open " + file.string() + ": " + std::strerror(errno));
    }
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
      const std::string holder = holder_of(descriptor);
      ::close(descriptor);
      return fail(
          Code::LockHeld,
          "Writer lock already held by live hub: " + holder + " uses " + paths.directory.string(),
          "stop it, or use another directory with --data DIR");
    }
    struct stat locked{};
    struct stat named{};
    const bool same = ::fstat(descriptor, &locked) == 0 && ::stat(file.c_str(), &named) == 0 &&
                      locked.st_ino == named.st_ino;
    if (!same) {
      ::close(descriptor);
      continue;
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

// The folder that holds everything a hub keeps: database, locks, server.json. Whoever opens it for
// writing holds an operating-system lock on it, so that two hosts can never share one (hub-data §1,
// §6.2).
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

#include "host/base/clock.h"
#include "host/base/error.h"

namespace perigee::store {

/// Paths inside a data directory. Nothing is touched.
struct DataPaths {
  std::filesystem::path directory;

  std::filesystem::path database() const { return directory / "db.sqlite3"; }
  /// The database of a plugin; its folder is made with the first one.
  std::filesystem::path plugin_database(const std::string& plugin) const {
    return plugin_folder() / (plugin + ".sqlite3");
  }
  std::filesystem::path plugin_folder() const { return directory / "plugins"; }
  std::filesystem::path server_file() const { return directory / "server.json"; }
  std::filesystem::path lock_file() const { return directory / "locks" / "writer.lock"; }
};

/// Where the data of a workspace is: what was asked for, else `.agentlip/` when the workspace has
/// a database there, else `.perigee/`.
DataPaths find_data(const std::filesystem::path& workspace,
                    const std::optional<std::filesystem::path>& asked);

/// The process that holds the lock of a data directory now, 0 when its file does not say which;
/// absent when nobody holds it.
std::optional<std::int64_t> lock_holder(const DataPaths& paths);

/// What a lock file says that nobody holds with the kernel: a process that was killed, or a hub
/// that knows no kernel locks.
struct LeftLock {
  bool exists = false;
  std::int64_t pid = 0;        ///< 0 when the file does not say.
  std::chrono::seconds age{};  ///< Since it was written.
};

/// Asked while the kernel's lock is held already and before the file changes; fails when a hub
/// lives there after all.
using LeftLockCheck = std::function<Result<void>(const LeftLock&)>;

/// The lock of a data directory, held until destruction. The file names the process for people and
/// for other programs; the lock itself is the kernel's and dies with the process.
class DataLock {
 public:
  /// Makes the directory (0700) if there is none and takes the lock. Errors: LockHeld with the
  /// process that has it; FileError; what `check` says, and then the file is as it was.
  static Result<DataLock> take(const DataPaths& paths, const Clock& clock,
                               const LeftLockCheck& check = {});

  DataLock(DataLock&& other) noexcept;
  DataLock& operator=(DataLock&&) = delete;
  /// Removes the file and gives the lock back.
  ~DataLock();

 private:
  DataLock(int descriptor, std::filesystem::path file)
      : descriptor_(descriptor), file_(std::move(file)) {}

  int descriptor_;
  std::filesystem::path file_;
};

}  // namespace perigee::store

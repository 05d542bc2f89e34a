#include "host/store/put_back.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "host/store/connection.h"

namespace perigee::store {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> cannot(const std::string& what) {
  return fail(Code::FileError, "cannot " + what + ": " + std::strerror(errno));
}

/// Brings everything into the one file: a log that stays would be taken for that of the copy. The
/// last connection that is closed takes the log away, so one that stays is somebody's.
Result<void> leave_single_file(const fs::path& database) {
  {
    auto db = Connection::open(database, OpenMode::ReadWrite);
    if (!db) return fail(std::move(db));
    const auto moved = db->checkpoint(CheckpointMode::Truncate);
    if (!moved) return std::unexpected(moved.error());
  }
  std::error_code ignored;
  if (!fs::exists(database.string() + "-wal", ignored)) return {};
  return fail(Code::ServiceUnavailable, "another program has " + database.string() + " open",
              "close it and try again");
}

}  // namespace

Result<void> check_intact(const fs::path& file) {
  if (std::error_code error; !fs::is_regular_file(file, error)) {
    return fail(Code::FileError, "there is no file " + file.string());
  }
  // For writing, though nothing is written: such a connection leaves no log beside the file.
  auto db = Connection::open(file, OpenMode::ReadWrite);
  if (!db) return fail(std::move(db));
  auto rows = db->query("PRAGMA integrity_check(1)");
  const std::string found = rows.next() ? rows.string(0) : "it cannot be checked";
  if (auto status = rows.status(); !status) return status;
  if (found == "ok") return {};
  return fail(Code::StoreError, file.string() + " is damaged: " + found);
}

Result<void> put_back(const fs::path& copy, const fs::path& database, const fs::path& keep_as) {
  if (auto intact = check_intact(copy); !intact) return intact;
  std::error_code ignored;
  if (fs::exists(database, ignored)) {
    if (auto single = leave_single_file(database); !single) return single;
    if (::link(database.c_str(), keep_as.c_str()) != 0) {
      return cannot("keep " + database.string() + " as " + keep_as.string());
    }
  }
  if (::rename(copy.c_str(), database.c_str()) != 0) {
    return cannot("put " + copy.string() + " in place of " + database.string());
  }
  const int folder = ::open(database.parent_path().c_str(), O_RDONLY | O_CLOEXEC);
  if (folder >= 0) {
    ::fsync(folder);
    ::close(folder);
  }
  return {};
}

}  // namespace perigee::store

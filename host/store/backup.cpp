// Copies of a database, through SQLite's own backup: what the log holds is in them, whoever writes.
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "host/store/connection.h"
#include "host/store/sqlite_error.h"

namespace perigee::store {
namespace {

struct CloseDatabase {
  void operator()(sqlite3* db) const { sqlite3_close(db); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;

std::unexpected<Error> cannot(const char* what, const std::filesystem::path& file) {
  return fail(Code::FileError,
              std::string("cannot ") + what + " " + file.string() + ": " + std::strerror(errno));
}

Result<void> make_private_file(const std::filesystem::path& target) {
  const int descriptor = ::open(target.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return cannot("make", target);
  ::close(descriptor);
  return {};
}

/// A file, or the names in a folder, are on the disk.
Result<void> sync_file(const std::filesystem::path& file) {
  const int descriptor = ::open(file.empty() ? "." : file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return cannot("open", file);
  const bool synced = ::fsync(descriptor) == 0;
  Result<void> done;
  if (!synced) done = cannot("write", file);
  ::close(descriptor);
  return done;
}

}  // namespace

Result<void> Connection::back_up_to(const std::filesystem::path& target) {
  if (std::error_code ignored; std::filesystem::exists(target, ignored)) {
    return fail(Code::FileError, target.string() + " exists already", "move it out of the way");
  }
  // A copy that was cut short never has the name of one that is complete.
  const std::filesystem::path partial = target.string() + ".partial";
  ::unlink(partial.c_str());
  auto copied = copy_into(partial);
  if (copied) copied = sync_file(partial);
  if (copied && ::rename(partial.c_str(), target.c_str()) != 0) {
    copied = cannot("make", target);
  }
  if (copied) copied = sync_file(target.parent_path());
  if (!copied) ::unlink(partial.c_str());
  return copied;
}

Result<void> Connection::copy_into(const std::filesystem::path& target) {
  if (auto made = make_private_file(target); !made) return made;
  sqlite3* opened = nullptr;
  int code = sqlite3_open_v2(target.c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr);
  const Database copy(opened);
  sqlite3_backup* backup =
      code == SQLITE_OK ? sqlite3_backup_init(copy.get(), "main", db_.get(), "main") : nullptr;
  if (backup != nullptr) {
    sqlite3_backup_step(backup, -1);
    code = sqlite3_backup_finish(backup);
  } else if (code == SQLITE_OK) {
    code = sqlite3_errcode(copy.get());
  }
  if (code == SQLITE_OK) return {};
  return std::unexpected(
      sqlite_error(copy.get(), code, "cannot copy the database to " + target.string()));
}

}  // namespace perigee::store

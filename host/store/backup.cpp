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

Result<void> make_private_file(const std::filesystem::path& target) {
  const int descriptor = ::open(target.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return fail(Code::FileError, "cannot make " + target.string() + ": " + std::strerror(errno));
  }
  ::close(descriptor);
  return {};
}

}  // namespace

Result<void> Connection::back_up_to(const std::filesystem::path& target) {
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
  Error error = sqlite_error(copy.get(), code, "cannot copy the database to " + target.string());
  ::unlink(target.c_str());
  return std::unexpected(std::move(error));
}

}  // namespace perigee::store

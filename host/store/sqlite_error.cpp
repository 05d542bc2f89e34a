#include "host/store/sqlite_error.h"

#include <sqlite3.h>

namespace perigee::store {
namespace {

/// The remedy for conditions that pass by themselves or by the operator's hand; else empty.
std::string_view remedy(int primary_code) {
  switch (primary_code) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another process holds the database; try again";
    case SQLITE_FULL:
      return "the disk is full; free some space";
    case SQLITE_READONLY:
      return "the database or its folder is read-only; check its permissions";
    case SQLITE_IOERR:
      return "the disk reported an error; check space and the system's log";
    case SQLITE_CANTOPEN:
      return "check that the folder exists and is writable";
    default:
      return {};
  }
}

}  // namespace

Error sqlite_error(sqlite3* db, int code, std::string_view doing) {
  const char* text = db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code);
  const std::string_view hint = remedy(code & 0xFF);
  Error error{hint.empty() ? Code::StoreError : Code::ServiceUnavailable,
              std::string(doing) + ": " + text, std::string(hint)};
  if (!hint.empty()) error.details.set("reason", std::string_view(text));
  return error;
}

}  // namespace perigee::store

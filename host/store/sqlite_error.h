// Turns SQLite's result codes into the project's errors. Internal to this folder.
#pragma once

#include <string_view>

#include "host/base/error.h"

struct sqlite3;

namespace perigee::store {

/// The error that `db` reports for `code`. Conditions that pass (busy, full disk, read-only file)
/// become ServiceUnavailable with details.reason, everything else StoreError.
Error sqlite_error(sqlite3* db, int code, std::string_view doing);

}  // namespace perigee::store

// Puts a copy of a database in the place of the database, and keeps what was there.
#pragma once

#include <filesystem>

#include "host/base/error.h"

namespace perigee::store {

/// Whether a database is intact, which nobody else has open. Errors: StoreError naming the file and
/// the first thing that is wrong with it.
Result<void> check_intact(const std::filesystem::path& file);

/// The copy becomes the database; what was there keeps living as `keep_as`, which must not exist.
/// At every moment there is a complete database under the name. The caller holds the lock of the
/// data directory. Errors: StoreError when the copy is damaged; ServiceUnavailable when somebody
/// has the database open; FileError.
Result<void> put_back(const std::filesystem::path& copy, const std::filesystem::path& database,
                      const std::filesystem::path& keep_as);

}  // namespace perigee::store

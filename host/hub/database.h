// Opening the hub's database for writing: what is newer than this program is refused untouched,
// what is older is copied and then upgraded (hub-data §5).
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "host/base/clock.h"
#include "host/store/connection.h"

namespace perigee::hub {

/// Opens the database, or makes it. The caller holds the lock of the data directory. A copy named
/// FILE.backup-v<migration>-<time> stays beside a database that is upgraded.
/// Errors: SchemaError when the database has another schema version than this program knows;
/// what the store says.
Result<store::Connection> open_database(const std::filesystem::path& file, const Clock& clock);

/// What a database says about itself; absent where it does not.
struct DatabaseFacts {
  std::optional<std::string> db_id;
  std::optional<std::string> schema_version;
};
Result<DatabaseFacts> read_database_facts(store::Connection& db);

}  // namespace perigee::hub

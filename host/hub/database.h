// Opening the hub's database for writing: what is newer than this program is refused untouched,
// what is older is copied and then upgraded (hub-data §5).
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "host/base/clock.h"
#include "host/store/connection.h"
#include "host/store/data_directory.h"

namespace perigee::hub {

/// Called before a database is upgraded, when it has been copied: what belongs to it can be copied
/// as well.
using BeforeUpgrade = std::function<Result<void>()>;

/// Opens the database, or makes it. The caller holds the lock of the data directory. A copy with
/// the stamp (copies.h) stays beside a database that is upgraded.
/// Errors: SchemaError when the database has another schema version than this program knows;
/// what the store and `before` say, and then nothing was upgraded.
Result<store::Connection> open_database(const store::DataPaths& data, const Clock& clock,
                                        const std::string& copy_stamp,
                                        const BeforeUpgrade& before = {});

/// What a database says about itself; absent where it does not.
struct DatabaseFacts {
  std::optional<std::string> db_id;
  std::optional<std::string> schema_version;
};
Result<DatabaseFacts> read_database_facts(store::Connection& db);

}  // namespace perigee::hub

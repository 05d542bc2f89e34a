// Numbered, forward-only changes of a database's schema, with a ledger of what was applied. A
// migration is never edited after its release; a database that is newer than the program is
// refused instead of guessed at.
#pragma once

#include <span>
#include <string_view>

#include "host/base/clock.h"
#include "host/store/connection.h"

namespace perigee::store {

/// One file of schema/, embedded in the program.
struct Migration {
  int number;
  std::string_view name;
  std::string_view sql;
};

/// The migrations of schema/sqlite/, in order.
std::span<const Migration> core_migrations();

/// Applies what is missing, each in a transaction of its own, and returns how many that were.
/// Errors: SchemaError when the ledger names a migration that the program does not know, or when
/// one fails (the database is then as it was before that one).
Result<int> migrate(Connection& db, std::span<const Migration> migrations, const Clock& clock);

}  // namespace perigee::store

// Numbered, forward-only changes of a database's schema, with a ledger of what was applied. A
// migration is never edited after its release; a database that is newer than the program is
// refused instead of guessed at.
#pragma once

#include <functional>
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

/// How many of the hub's migrations are applied; another implementation's database counts as 1.
/// Reads only.
Result<int> applied_core_migrations(Connection& db);

/// Makes a copy of a database that is about to be upgraded from migration `from`.
using BackUp = std::function<Result<void>(int from)>;

/// Applies what is missing, each in a transaction of its own, and returns how many that were.
/// A database that holds something already is handed to `back_up` first; it counts as migration 1
/// when another implementation made it (hub-data §3).
/// Errors: SchemaError when the ledger names a migration that the program does not know, or when
/// one fails (the database is then as it was before that one); what `back_up` says, and then
/// nothing was applied.
Result<int> migrate(Connection& db, std::span<const Migration> migrations, const Clock& clock,
                    const BackUp& back_up = {});

}  // namespace perigee::store

// The functions of SQL that take the product of their arguments' lengths in SQLite, written anew in
// linear time where that goes and paid for step by step where not: between two steps of its machine
// SQLite asks nobody whether it may go on. They give what the stock ones give. Private to
// host/store.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <functional>

namespace perigee::store {

/// Pays for steps of work; false when the run is over.
using PaySteps = bool (*)(void* engine, std::uint64_t steps);

/// What the functions pay with.
struct SqlFunctionBudget {
  void* engine;
  PaySteps pay;
};

/// Puts instr, replace, trim, ltrim, rtrim, like and glob in place. The budget must outlive the
/// connection. An SQLite code.
int add_bounded_functions(sqlite3* db, SqlFunctionBudget& budget);

}  // namespace perigee::store

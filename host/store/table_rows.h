// How many rows the tables of a database have: what is shown before something happens to them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/store/connection.h"

namespace perigee::store {

struct TableRows {
  std::string table;
  std::int64_t rows = 0;

  bool operator==(const TableRows& other) const = default;
};

/// Every table, by name; without ledgers of migrations, what SQLite keeps for itself and the parts
/// of virtual tables. Counts each row, so it takes its time on a large database.
Result<std::vector<TableRows>> count_rows(Connection& db);

}  // namespace perigee::store

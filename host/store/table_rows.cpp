#include "host/store/table_rows.h"

namespace perigee::store {
namespace {

/// The name as SQL writes it, whatever is in it.
std::string sql_name(const std::string& name) {
  std::string text = "\"";
  for (const char c : name) text += c == '"' ? "\"\"" : std::string(1, c);
  return text + '"';
}

}  // namespace

Result<std::vector<TableRows>> count_rows(Connection& db) {
  std::vector<TableRows> tables;
  {
    auto rows = db.query(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual')"
        " AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '*perigee_migrations' ORDER BY name");
    while (rows.next()) tables.push_back({rows.string(0), 0});
    if (auto status = rows.status(); !status) return fail(std::move(status));
  }
  for (TableRows& one : tables) {
    auto rows = db.query_values("SELECT count(*) FROM " + sql_name(one.table), {});
    if (rows.next()) one.rows = rows.integer(0);
    if (auto status = rows.status(); !status) return fail(std::move(status));
  }
  return tables;
}

}  // namespace perigee::store

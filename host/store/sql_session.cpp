#include "host/store/sql_session.h"

#include <sqlite3.h>

#include "host/base/limits.h"

namespace perigee::store {

Result<std::optional<StatementOutcome>> SqlSession::run_next(const std::string& script,
                                                             std::size_t& at) {
  for (;;) {
    const std::size_t begin = at;
    Rows rows = db_.query_part(script, at);
    if (auto status = rows.status(); !status) return fail(std::move(status));
    if (rows.empty()) {
      if (at >= script.size() || at == begin) return std::nullopt;
      continue;  // a comment, or a lone semicolon
    }
    StatementOutcome outcome;
    for (int i = 0; i < rows.columns(); ++i) outcome.columns.push_back(rows.column_name(i));
    const bool only_reads = rows.only_reads();
    while (rows.next()) {
      if (outcome.rows.size() == limits::kSqlRows) {
        outcome.has_more = true;
        if (only_reads) break;
        continue;  // a statement that changes something must come to its end
      }
      auto& row = outcome.rows.emplace_back();
      for (int i = 0; i < rows.columns(); ++i) row.push_back(rows.value(i));
    }
    if (auto status = rows.status(); !status) return fail(std::move(status));
    if (!only_reads) outcome.changes = db_.changes();
    return outcome;
  }
}

bool ends_statement(const std::string& text) {
  if (text.find_first_not_of(" \t\r\n;") == std::string::npos) return true;
  return sqlite3_complete(text.c_str()) != 0;
}

}  // namespace perigee::store

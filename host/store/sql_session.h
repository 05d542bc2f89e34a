// SQL that a person types: one statement after the other on a database, with what each returns. It
// guards nothing but the file's openness for writing; the person owns the file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/store/connection.h"

namespace perigee::store {

/// What one statement came to.
struct StatementOutcome {
  std::vector<std::string> columns;      ///< None for a statement that returns no rows.
  std::vector<std::vector<Value>> rows;  ///< At most limits::kSqlRows.
  bool has_more = false;                 ///< There are others, which were not read.
  std::optional<std::int64_t> changes;   ///< Of a statement that changes rows.
};

class SqlSession {
 public:
  explicit SqlSession(Connection db) : db_(std::move(db)) {}

  /// Runs the statement of a script that begins at `at`, and moves `at` behind it; nothing when
  /// only comments are left. Errors: what SQLite says; the statement is undone.
  Result<std::optional<StatementOutcome>> run_next(const std::string& script, std::size_t& at);

  bool in_transaction() const { return db_.in_transaction(); }

 private:
  Connection db_;
};

/// Whether a text ends with a whole statement, or is blank: what a prompt asks before it runs it.
bool ends_statement(const std::string& text);

}  // namespace perigee::store

// SQL from a person: statements as they are typed or piped in, with what they return as tables or
// as lines of JSON.
#pragma once

#include <functional>
#include <istream>
#include <string>

#include "host/cli/answer.h"
#include "host/store/sql_session.h"

namespace perigee::cli {

/// One outcome for people.
std::string format_outcome(const store::StatementOutcome& outcome);
/// An object with columns and rows (lists in the order of the columns), or with changes.
void write_outcome(JsonWriter& json, const store::StatementOutcome& outcome);

/// Runs all statements of a text and answers with what each came to; stops at the first error.
Result<Answer> run_statements(store::SqlSession& session, const std::string& script);

struct PromptOptions {
  std::string name;          ///< Of the database; stands before the cursor.
  bool interactive = false;  ///< With a prompt, and an error does not end it.
  bool json = false;         ///< A line of JSON for each statement.
  /// Says an error in the words of the command.
  std::function<Error(Error)> explain;
};

/// Reads statements until the end of the input and prints what they return; returns the exit code.
/// A transaction that is left open at the end is undone, and that is an error.
int run_prompt(store::SqlSession& session, std::istream& input, const PromptOptions& options);

}  // namespace perigee::cli

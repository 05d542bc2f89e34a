#include "host/cli/sql_prompt.h"

#include <cstdio>

#include "host/base/json.h"
#include "host/cli/table.h"

namespace perigee::cli {
namespace {

constexpr const char* kHelp =
    "SQL, each statement with a semicolon at its end; .tables, .schema, .quit\n";

std::string shown(const Value& value) {
  if (value.is_null()) return "NULL";
  if (value.is_string()) return value.as_string();
  return to_json(value);
}

void write_cell(JsonWriter& json, const Value& value) {
  if (value.is_integer()) {
    json.integer(value.as_integer());  // exact, whatever the reader makes of it
  } else {
    json.value(value);
  }
}

/// The SQL behind a word with a dot; empty for one that there is not.
std::string command_sql(const std::string& word) {
  const std::string own = " FROM sqlite_schema WHERE name NOT GLOB 'sqlite_*' ORDER BY ";
  if (word == ".tables") return "SELECT type, name" + own + "type, name;";
  if (word == ".schema") return "SELECT sql" + own + "tbl_name, type DESC, name;";
  return {};
}

/// One reading of an input.
class Prompt {
 public:
  Prompt(store::SqlSession& session, const PromptOptions& options)
      : session_(session), options_(options) {}

  int run(std::istream& input);

 private:
  void greet() const;
  bool take_line(const std::string& line);
  bool run_command(const std::string& word);
  bool run_text();
  bool report(const Error& error);

  store::SqlSession& session_;
  const PromptOptions& options_;
  std::string text_;  ///< Lines that are no whole statement yet.
  int exit_code_ = 0;
};

void Prompt::greet() const {
  if (!options_.interactive) return;
  const char* mark = !text_.empty() ? "  ...> " : session_.in_transaction() ? "*> " : "> ";
  std::printf("%s%s", text_.empty() ? options_.name.c_str() : "", mark);
  std::fflush(stdout);
}

/// Whether to read on.
bool Prompt::report(const Error& error) {
  exit_code_ = report_error(error);
  text_.clear();
  if (options_.interactive) exit_code_ = 0;
  return options_.interactive;
}

bool Prompt::run_text() {
  const std::string script = std::exchange(text_, {});
  for (std::size_t at = 0;;) {
    const auto outcome = session_.run_next(script, at);
    if (!outcome) return report(options_.explain(outcome.error()));
    if (!*outcome) return true;
    if (options_.json) {
      std::string line;
      JsonWriter json(line);
      write_outcome(json, **outcome);
      std::printf("%s\n", line.c_str());
    } else {
      std::printf("%s", format_outcome(**outcome).c_str());
    }
    std::fflush(stdout);
  }
}

bool Prompt::run_command(const std::string& word) {
  if (word == ".quit" || word == ".exit") return false;
  text_ = command_sql(word);
  if (!text_.empty()) return run_text();
  if (word == ".help") {
    std::printf("%s", kHelp);
    return true;
  }
  return report({Code::Usage, "there is no command " + word, ".help lists them"});
}

bool Prompt::take_line(const std::string& line) {
  if (text_.empty() && line.starts_with('.')) {
    return run_command(line.substr(0, line.find_last_not_of(" \t\r") + 1));
  }
  text_ += line + "\n";
  return store::ends_statement(text_) ? run_text() : true;
}

int Prompt::run(std::istream& input) {
  if (options_.interactive) std::printf("%s", kHelp);
  bool goes_on = true;
  std::string line;
  for (greet(); goes_on && std::getline(input, line); greet()) {
    goes_on = take_line(line);
    if (!goes_on) break;
  }
  if (goes_on && !text_.empty()) run_text();  // the last statement needs no semicolon
  if (options_.interactive && goes_on) std::printf("\n");
  if (session_.in_transaction()) {
    exit_code_ = report_error(
        {Code::Usage, "the transaction was not committed and is undone", "end it with COMMIT;"});
  }
  return exit_code_;
}

}  // namespace

std::string format_outcome(const store::StatementOutcome& outcome) {
  if (outcome.columns.empty()) {
    if (!outcome.changes) return "ok\n";
    return grouped(*outcome.changes) +
           (*outcome.changes == 1 ? " row changed\n" : " rows changed\n");
  }
  std::vector<Column> columns;
  for (const std::string& name : outcome.columns) columns.push_back({.title = name});
  std::vector<std::vector<std::string>> rows;
  for (const auto& row : outcome.rows) {
    auto& cells = rows.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (row[i].is_number()) columns[i].align = Align::Right;
      cells.push_back(shown(row[i]));
    }
  }
  std::string text = format_table(columns, rows);
  if (outcome.has_more) text += "(and more rows; narrow it with LIMIT)\n";
  return text;
}

void write_outcome(JsonWriter& json, const store::StatementOutcome& outcome) {
  json.begin_object();
  if (!outcome.columns.empty()) {
    json.key("columns").begin_array();
    for (const std::string& name : outcome.columns) json.string(name);
    json.end_array().key("rows").begin_array();
    for (const auto& row : outcome.rows) {
      json.begin_array();
      for (const Value& value : row) write_cell(json, value);
      json.end_array();
    }
    json.end_array().member("has_more", outcome.has_more);
  }
  if (outcome.changes) json.member("changes", *outcome.changes);
  json.end_object();
}

Result<Answer> run_statements(store::SqlSession& session, const std::string& script) {
  Answer answer;
  JsonWriter json(answer.json);
  json.begin_object().member("status", "ok").key("results").begin_array();
  for (std::size_t at = 0;;) {
    const auto outcome = session.run_next(script, at);
    if (!outcome) return std::unexpected(outcome.error());
    if (!*outcome) break;
    write_outcome(json, **outcome);
    answer.text += format_outcome(**outcome);
  }
  json.end_array().end_object();
  if (session.in_transaction()) {
    return fail(Code::Usage, "the transaction was not committed and is undone",
                "end it with COMMIT;");
  }
  return answer;
}

int run_prompt(store::SqlSession& session, std::istream& input, const PromptOptions& options) {
  return Prompt(session, options).run(input);
}

}  // namespace perigee::cli

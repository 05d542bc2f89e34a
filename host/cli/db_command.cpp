// `perigee db`: SQL on the database of a plugin, for reading unless --write is given.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>

#include "host/base/text.h"
#include "host/cli/commands.h"
#include "host/cli/sql_prompt.h"
#include "host/store/copies.h"

namespace perigee::cli {
namespace {

struct DbOptions {
  std::string name;
  std::string sql;
  bool writes = false;
};

/// Errors: NotFound with the nearest plugin that has a database.
Result<std::filesystem::path> find_file(const Location& location, const std::string& name) {
  const auto plugins = store::find_plugin_databases(location.data);
  if (!plugins) return std::unexpected(plugins.error());
  if (std::ranges::find(*plugins, name) != plugins->end()) {
    return location.data.plugin_database(name);
  }
  const std::vector<std::string_view> names(plugins->begin(), plugins->end());
  std::string hint = did_you_mean(name, names);
  if (hint.empty()) {
    hint = names.empty() ? "no plugin has kept anything here" : "there are those of";
    for (const std::string_view one : names) hint += " " + std::string(one);
  }
  return fail(
      Code::NotFound,
      "there is no database of a plugin \"" + name + "\" in " + location.data.directory.string(),
      std::move(hint));
}

Result<store::SqlSession> open_session(const Globals& globals, const DbOptions& options) {
  const auto location = locate(globals);
  if (!location) return std::unexpected(location.error());
  const auto file = find_file(*location, options.name);
  if (!file) return std::unexpected(file.error());
  auto db = store::Connection::open(
      *file, options.writes ? store::OpenMode::ReadWrite : store::OpenMode::ReadOnly);
  if (!db) return fail(std::move(db));
  return store::SqlSession(std::move(*db));
}

/// A read-only database is a fault of the disk elsewhere; here it was asked for.
Error explain(Error error, const DbOptions& options) {
  const bool read_only =
      string_member(error.details, "reason") == "attempt to write a readonly database";
  if (options.writes || !read_only) return error;
  return {Code::NotPermitted, "the database is open for reading only",
          "--write lets statements change it"};
}

int run(const Globals& globals, const DbOptions& options) {
  auto session = open_session(globals, options);
  if (!session) return finish(fail(std::move(session)), globals.json, ErrorForm::Object);
  if (!options.sql.empty()) {
    auto answer = run_statements(*session, options.sql);
    if (!answer) answer = std::unexpected(explain(std::move(answer.error()), options));
    return finish(answer, globals.json, ErrorForm::Object);
  }
  return run_prompt(*session, std::cin,
                    {.name = options.name,
                     .interactive = ::isatty(STDIN_FILENO) == 1,
                     .json = globals.json,
                     .explain = [&options](Error error) {
                       return explain(std::move(error), options);
                     }});
}

}  // namespace

void add_db_command(CommandLine& line) {
  auto options = std::make_shared<DbOptions>();
  CLI::App& command =
      line.add(line.root(), {"db", "Run SQL on the database of a plugin"},
               [options](const Globals& globals) { return run(globals, *options); });
  command.add_option("NAME", options->name, "The plugin")->required();
  command.add_option("SQL", options->sql,
                     "Statements to run (default: those of standard input, as they come)");
  command.add_flag("--write", options->writes, "Allow statements that change something");
}

}  // namespace perigee::cli

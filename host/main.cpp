// perigee: chooses the subcommand and runs it.
#include <CLI/CLI.hpp>
#include <optional>
#include <vector>

#include "host/base/text.h"
#include "host/cli/command.h"

namespace {

using perigee::Code;
using perigee::Error;

/// A first word that is no subcommand; the parser itself would only say that one is missing.
std::optional<Error> unknown_command(const CLI::App& app, const std::string& word) {
  if (word.starts_with('-')) return std::nullopt;
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (command->get_name() == word) return std::nullopt;
    names.push_back(command->get_name());
  }
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  std::string hint = perigee::did_you_mean(word, candidates);
  if (hint.empty()) hint = "`perigee --help` lists the commands";
  return Error{Code::Usage, "there is no command \"" + word + "\"", std::move(hint)};
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("A host for sandboxed Lua plugins around a message hub", "perigee");
  app.require_subcommand(1);
  perigee::cli::Action action;
  perigee::cli::add_run_command(app, action);
  perigee::cli::add_plugins_command(app, action);
  if (argc > 1) {
    if (const auto error = unknown_command(app, argv[1])) return perigee::cli::report_error(*error);
  }
  CLI11_PARSE(app, argc, argv);
  return action ? action() : 0;
}

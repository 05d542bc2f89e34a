#include "host/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include "host/base/text.h"

namespace perigee::cli {
namespace {

constexpr std::string_view kDaemonName = "agentlipd";

std::vector<std::string> subcommands_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
  }
  return names;
}

/// An SDK starts its hub through a package runner, as in `RUNNER x … agentlipd up …`, or with the
/// path of a script before `up` (hub-data §9.2). With perigee in place of the runner, the words
/// before the subcommand mean nothing. Returns how many there are.
int words_of_sdk(const CLI::App& app, std::span<char*> words) {
  if (words.size() < 3 || *words[1] == '-') return 0;
  const auto ours = subcommands_of(app);
  if (std::ranges::find(ours, std::string_view(words[1])) != ours.end()) return 0;
  const auto daemon = std::ranges::find(words, kDaemonName);
  if (daemon != words.end()) return static_cast<int>(daemon - words.begin());
  return std::string_view(words[2]) == "up" ? 1 : 0;
}

/// A first word that is no subcommand; the parser itself would only say that one is missing.
std::optional<Error> unknown_command(const CLI::App& app, const std::string& word) {
  if (word.starts_with('-')) return std::nullopt;
  const std::vector<std::string> names = subcommands_of(app);
  if (std::ranges::find(names, word) != names.end()) return std::nullopt;
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  std::string hint = did_you_mean(word, candidates);
  if (hint.empty()) hint = "`perigee --help` lists the commands";
  return Error{Code::Usage, "there is no command \"" + word + "\"", std::move(hint)};
}

}  // namespace

CommandLine::CommandLine(CLI::App& app) : app_(app) {
  app_.require_subcommand(1);
  add_globals(app_);
}

void CommandLine::add_globals(CLI::App& command) {
  command
      .add_option("-w,--workspace", globals_.workspace,
                  "Folder to look for a hub in, upwards (default: this one)")
      ->group("Everywhere");
  command
      .add_option("--data", globals_.data,
                  "Data directory (default: .agentlip where there is one, else .perigee)")
      ->group("Everywhere");
  command.add_flag("--json", globals_.json, "Print JSON")->group("Everywhere");
}

CLI::App& CommandLine::add_group(const std::string& name, const std::string& help) {
  CLI::App* group = app_.add_subcommand(name, help);
  group->require_subcommand(1);
  add_globals(*group);
  return *group;
}

CLI::App& CommandLine::add(CLI::App& parent, const Introduction& introduction,
                           std::function<int(const Globals&)> action) {
  CLI::App* command = parent.add_subcommand(introduction.name, introduction.help);
  add_globals(*command);
  actions_.emplace(command, std::move(action));
  return *command;
}

CLI::App& CommandLine::add(CLI::App& parent, const Introduction& introduction,
                           Result<Answer> (*handle)(const Globals&)) {
  return add(parent, introduction, [handle, form = introduction.errors](const Globals& globals) {
    return finish(handle(globals), globals.json, form);
  });
}

int CommandLine::run(int argc, char** argv) {
  const int skipped = words_of_sdk(app_, {argv, static_cast<std::size_t>(argc)});
  globals_.by_sdk = skipped > 0;
  argc -= skipped;
  argv += skipped;
  if (argc == 1) {
    std::printf("%s", app_.help().c_str());
    return 0;
  }
  if (const auto error = unknown_command(app_, argv[1])) return report_error(*error);
  try {
    app_.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app_.exit(error) == 0 ? 0 : kExitFailure;
  }
  const CLI::App* chosen = &app_;
  while (!chosen->get_subcommands().empty()) chosen = chosen->get_subcommands().front();
  return actions_.at(chosen)(globals_);
}

}  // namespace perigee::cli

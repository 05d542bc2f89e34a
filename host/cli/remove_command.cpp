// `perigee plugins remove`: says what removing a plugin means, and deletes what it kept when asked
// to.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "host/base/json.h"
#include "host/cli/commands.h"
#include "host/cli/foreign_hub.h"
#include "host/cli/table.h"
#include "host/plugins/purge.h"

namespace perigee::cli {
namespace {

struct RemoveOptions {
  std::string name;
  bool purge = false;
  bool yes = false;
};

void declare(CLI::App& command, RemoveOptions& options) {
  command.add_option("NAME", options.name, "The plugin")->required();
  command.add_flag("--purge", options.purge, "Delete its database and what the hub knows of it");
  command.add_flag("--yes", options.yes, "Do not ask");
}

std::string describe(const plugins::PurgePlan& plan) {
  std::string text;
  std::vector<std::vector<std::string>> files;
  for (const auto& file : plan.files) files.push_back({file.path.string(), grouped(file.bytes)});
  if (!files.empty()) text += format_table({{"FILE"}, {"BYTES", Align::Right}}, files);
  std::vector<std::vector<std::string>> tables;
  for (const auto& table : plan.tables) tables.push_back({table.table, grouped(table.rows)});
  if (!tables.empty()) {
    text += "\n" + format_table({{"TABLE"}, {"ROWS", Align::Right}}, tables);
  }
  if (plan.known_to_hub) {
    text += (text.empty() ? "" : "\n") + std::string("the hub's cursor, failures and statistics\n");
  }
  return text;
}

std::string plan_json(const plugins::PurgePlan& plan, bool deleted) {
  std::string text;
  JsonWriter json(text);
  json.begin_object().member("status", "ok").member("plugin", plan.plugin);
  json.member("deleted", deleted).key("files").begin_array();
  for (const auto& file : plan.files) {
    json.begin_object().member("path", file.path.string()).member("bytes", file.bytes).end_object();
  }
  json.end_array().key("tables").begin_array();
  for (const auto& table : plan.tables) {
    json.begin_object().member("table", table.table).member("rows", table.rows).end_object();
  }
  json.end_array().end_object();
  return text;
}

Answer explain(const plugins::PurgePlan& plan) {
  std::string text = "A plugin is removed by taking its file or folder out of the plugin folder";
  for (const std::string& source : plan.sources) text += " (" + source + ")";
  text +=
      ": its runs end, and what it found in messages stays.\n"
      "What it kept stays too, for the day it comes back:\n\n" +
      describe(plan) + "\n`perigee plugins remove " + plan.plugin +
      " --purge` deletes that. Nothing was changed.\n";
  return {plan_json(plan, false), std::move(text)};
}

Result<void> confirm(const plugins::PurgePlan& plan, bool yes) {
  if (yes) return {};
  if (::isatty(STDIN_FILENO) != 1) {
    return fail(Code::Usage, "this deletes what " + plan.plugin + " kept, and nobody can be asked",
                "--yes deletes without asking");
  }
  std::fprintf(stderr, "This will be deleted:\n\n%s\nIt cannot be undone. Type %s to delete it: ",
               describe(plan).c_str(), plan.plugin.c_str());
  std::string answer;
  std::getline(std::cin, answer);
  if (answer == plan.plugin) return {};
  return fail(Code::Usage, "nothing was deleted", "");
}

Result<Answer> remove(const Globals& globals, const RemoveOptions& options) {
  const SystemClock clock;
  const auto location = locate(globals);
  if (!location) return std::unexpected(location.error());
  if (auto there = open_for_reading(*location); !there) return fail(std::move(there));
  const store::DataPaths& data = location->data;
  const auto plan = plugins::plan_purge(data, options.name);
  if (!plan) return std::unexpected(plan.error());
  if (!options.purge) return explain(*plan);
  // Without a host none may start meanwhile; a host that runs must not have the plugin.
  const auto lock = store::DataLock::take(
      data, clock, [&](const store::LeftLock& left) { return check_no_foreign_hub(data, left); });
  if (!lock && lock.error().code != Code::LockHeld) return std::unexpected(lock.error());
  if (!lock) {
    if (auto free = plugins::check_not_loaded(data, options.name); !free) {
      return fail(std::move(free));
    }
  }
  if (auto sure = confirm(*plan, options.yes); !sure) return fail(std::move(sure));
  if (auto done = plugins::purge(data, *plan); !done) return fail(std::move(done));
  return Answer{plan_json(*plan, true), "deleted:\n\n" + describe(*plan)};
}

}  // namespace

void add_remove_command(CommandLine& line, CLI::App& plugins) {
  line.add(plugins, {"remove", "Delete what a plugin kept", ErrorForm::Line}, declare, remove);
}

}  // namespace perigee::cli

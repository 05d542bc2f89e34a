// `perigee plugins` and what can be asked of a plugin from outside. Works on the database, so a
// running host need not be found; it notices requests within seconds.
#include <CLI/CLI.hpp>

#include "host/base/json.h"
#include "host/cli/commands.h"
#include "host/cli/overview.h"
#include "host/cli/table.h"

namespace perigee::cli {
namespace {

constexpr int kFailuresShown = 100;

struct PluginOptions {
  std::string name;
  std::int64_t from = 0;
};

void declare_name(CLI::App& command, PluginOptions& options) {
  command.add_option("NAME", options.name, "The plugin")->required();
}
void declare_backfill(CLI::App& command, PluginOptions& options) {
  declare_name(command, options);
  command.add_option("--from", options.from,
                     "First event to run again (default: the first of all)");
}

/// NotFound unless the hub has seen a plugin of that name.
Result<void> check_known(store::Connection& db, const std::string& name) {
  auto rows = db.query("SELECT 1 FROM plugin_cursors WHERE plugin = ?", name);
  if (rows.next()) return {};
  if (auto status = rows.status(); !status) return status;
  return fail(Code::NotFound, "this hub has not run a plugin \"" + name + "\"",
              "`perigee plugins` lists what it knows");
}

Result<Answer> show_plugins(const Globals& globals) {
  const auto location = locate(globals);
  if (!location) return std::unexpected(location.error());
  auto db = open_for_reading(*location);
  if (!db) return fail(std::move(db));
  const auto plugins = plugins::read_overview(*db);
  if (!plugins) return std::unexpected(plugins.error());
  std::string text = plugins->empty() ? "no plugins\n" : format_overview(*plugins);
  if (!plugins->empty() && !store::lock_holder(location->data)) {
    text += "(no host is running; this is how the last one left)\n";
  }
  return Answer{overview_json(*plugins), std::move(text)};
}

Result<Answer> show_plugin(const Globals& globals, const PluginOptions& options) {
  const auto location = locate(globals);
  if (!location) return std::unexpected(location.error());
  auto db = open_for_reading(*location);
  if (!db) return fail(std::move(db));
  auto plugins = plugins::read_overview(*db);
  if (!plugins) return std::unexpected(plugins.error());
  std::erase_if(*plugins, [&](const auto& one) { return one.state.plugin != options.name; });
  if (plugins->empty()) {
    return fail(Code::NotFound, "this hub has no plugin \"" + options.name + "\"",
                "`perigee plugins` lists what it knows");
  }
  std::string text;
  for (const auto& one : *plugins) text += format_plugin(one);
  return Answer{overview_json(*plugins), std::move(text)};
}

std::string failures_json(const std::vector<plugins::Failure>& failures) {
  std::string text;
  JsonWriter json(text);
  json.begin_array();
  for (const auto& failure : failures) {
    json.begin_object()
        .member("event_id", failure.event_id)
        .member("hook", failure.hook)
        .member("code", failure.code)
        .member("message", failure.message)
        .member("attempts", failure.attempts)
        .member("last_at", failure.last_at)
        .end_object();
  }
  json.end_array();
  return text;
}

std::string failures_text(const std::vector<plugins::Failure>& failures, const std::string& name) {
  if (failures.empty()) return name + " has no recorded failures\n";
  std::vector<std::vector<std::string>> rows;
  for (const auto& failure : failures) {
    rows.push_back({std::to_string(failure.event_id), failure.code,
                    std::to_string(failure.attempts), local_time(failure.last_at),
                    failure.message});
  }
  return format_table({{"EVENT", Align::Right},
                       {"CODE", Align::Left},
                       {"ATTEMPTS", Align::Right},
                       {"LAST", Align::Left},
                       {"WHAT HAPPENED", Align::Left}},
                      rows, Terminal::of_output());
}

Result<Answer> show_failures(const Globals& globals, const PluginOptions& options) {
  const auto location = locate(globals);
  if (!location) return std::unexpected(location.error());
  auto db = open_for_reading(*location);
  if (!db) return fail(std::move(db));
  if (auto known = check_known(*db, options.name); !known) return fail(std::move(known));
  const auto failures = plugins::list_failures(*db, options.name, kFailuresShown);
  if (!failures) return std::unexpected(failures.error());
  return Answer{failures_json(*failures), failures_text(*failures, options.name)};
}

Result<Answer> ask(const Globals& globals, const std::string& plugin, const std::string& done,
                   const std::function<Result<void>(store::Connection&)>& request) {
  const auto location = locate(globals);
  if (!location) return std::unexpected(location.error());
  if (auto there = open_for_reading(*location); !there) return fail(std::move(there));
  auto db = store::Connection::open(location->data.database(), store::OpenMode::ReadWrite);
  if (!db) return fail(std::move(db));
  auto asked = check_known(*db, plugin);
  if (asked) asked = request(*db);
  if (!asked) return fail(std::move(asked));
  return Answer{R"({"status":"ok"})",
                done + "; a running host starts within seconds, another one when it is started\n"};
}

Result<Answer> retry(const Globals& globals, const PluginOptions& options) {
  return ask(globals, options.name, "the failed events will run again",
             [&](store::Connection& db) { return plugins::request_retry(db, options.name); });
}

Result<Answer> backfill(const Globals& globals, const PluginOptions& options) {
  return ask(globals, options.name, "the plugin goes back", [&](store::Connection& db) {
    return plugins::request_backfill(db, options.name, std::max<std::int64_t>(0, options.from - 1));
  });
}

}  // namespace

void add_plugins_command(CommandLine& line) {
  CLI::App& plugins =
      line.add(line.root(), {"plugins", "Show what the plugins of a hub do"}, show_plugins);
  plugins.require_subcommand(0, 1);
  line.add(plugins, {"show", "Show what a plugin may do and what it costs"}, declare_name,
           show_plugin);
  line.add(plugins, {"failures", "List the failed runs of a plugin"}, declare_name, show_failures);
  line.add(plugins, {"retry", "Run the failed events of a plugin again", ErrorForm::Line},
           declare_name, retry);
  line.add(plugins, {"backfill", "Run a plugin again on older events", ErrorForm::Line},
           declare_backfill, backfill);
  add_remove_command(line, plugins);
}

}  // namespace perigee::cli

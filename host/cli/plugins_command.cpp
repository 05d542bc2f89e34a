// `perigee plugins` and what can be asked of a plugin from outside. Works on the database, so a
// running host need not be found; it notices requests within seconds.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "host/base/json.h"
#include "host/base/log.h"
#include "host/cli/command.h"
#include "host/cli/overview.h"
#include "host/cli/run_options.h"
#include "host/cli/table.h"

namespace perigee::cli {
namespace {

constexpr int kFailuresShown = 100;

struct PluginsOptions {
  std::optional<std::filesystem::path> data;
  std::string name;
  std::int64_t from = 0;
  bool json = false;
};

Result<store::Connection> open_data(const PluginsOptions& options, store::OpenMode mode) {
  const auto data = store::find_data(std::filesystem::current_path(), options.data);
  if (!std::filesystem::exists(data.database())) {
    return fail(Code::NotFound, "there is no hub in " + data.directory.string(),
                "start one with `perigee run`, or name it with --data DIR");
  }
  return store::Connection::open(data.database(), mode);
}

/// NotFound unless the hub has seen a plugin of that name.
Result<void> check_known(store::Connection& db, const std::string& name) {
  auto rows = db.query("SELECT 1 FROM plugin_cursors WHERE plugin = ?", name);
  if (rows.next()) return {};
  if (auto status = rows.status(); !status) return status;
  return fail(Code::NotFound, "this hub has not run a plugin \"" + name + "\"",
              "`perigee plugins` lists what it knows");
}

int show_plugins(const PluginsOptions& options) {
  auto db = open_data(options, store::OpenMode::ReadOnly);
  if (!db) return report_error(db.error());
  const auto plugins = plugins::read_overview(*db);
  if (!plugins) return report_error(plugins.error());
  if (options.json) {
    std::printf("%s\n", overview_json(*plugins).c_str());
  } else if (plugins->empty()) {
    std::printf("no plugins\n");
  } else {
    std::fputs(format_overview(*plugins).c_str(), stdout);
    const auto data = store::find_data(std::filesystem::current_path(), options.data);
    if (!store::lock_holder(data))
      std::printf("(no host is running; this is how the last one left)\n");
  }
  return 0;
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

int show_failures(const PluginsOptions& options) {
  auto db = open_data(options, store::OpenMode::ReadOnly);
  if (!db) return report_error(db.error());
  if (auto known = check_known(*db, options.name); !known) return report_error(known.error());
  const auto failures = plugins::list_failures(*db, options.name, kFailuresShown);
  if (!failures) return report_error(failures.error());
  if (options.json) {
    std::printf("%s\n", failures_json(*failures).c_str());
    return 0;
  }
  if (failures->empty()) {
    std::printf("%s has no recorded failures\n", options.name.c_str());
    return 0;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& failure : *failures) {
    rows.push_back({std::to_string(failure.event_id), failure.code,
                    std::to_string(failure.attempts), failure.last_at, failure.message});
  }
  const std::vector<Column> columns = {{"EVENT", Align::Right},
                                       {"CODE", Align::Left},
                                       {"ATTEMPTS", Align::Right},
                                       {"LAST", Align::Left},
                                       {"WHAT HAPPENED", Align::Left}};
  std::fputs(format_table(columns, rows).c_str(), stdout);
  return 0;
}

int ask(const PluginsOptions& options, const char* done,
        const std::function<Result<void>(store::Connection&)>& request) {
  auto db = open_data(options, store::OpenMode::ReadWrite);
  if (!db) return report_error(db.error());
  auto asked = check_known(*db, options.name);
  if (asked) asked = request(*db);
  if (!asked) return report_error(asked.error());
  std::printf("%s; a running host starts within seconds, another one when it is started\n", done);
  return 0;
}

int retry(const PluginsOptions& options) {
  return ask(options, "the failed events will run again",
             [&](store::Connection& db) { return plugins::request_retry(db, options.name); });
}

int backfill(const PluginsOptions& options) {
  return ask(options, "the plugin goes back", [&](store::Connection& db) {
    return plugins::request_backfill(db, options.name, std::max<std::int64_t>(0, options.from - 1));
  });
}

CLI::App* add_named(CLI::App& parent, const std::shared_ptr<PluginsOptions>& options,
                    Action& action, const char* name, const char* help,
                    int (*handler)(const PluginsOptions&)) {
  CLI::App* command = parent.add_subcommand(name, help);
  command->add_option("NAME", options->name, "The plugin")->required();
  command->add_option("--data", options->data, "Data directory (default: .perigee)");
  command->final_callback([options, &action, handler] {
    action = [options, handler] {
      return handler(*options);
    };
  });
  return command;
}

}  // namespace

void add_plugins_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<PluginsOptions>();
  CLI::App* command = app.add_subcommand("plugins", "Show what the plugins of a hub do");
  command->add_option("--data", options->data, "Data directory (default: .perigee)");
  command->add_flag("--json", options->json, "Print JSON");
  command->callback([options, &action] {
    if (action) return;  // of a subcommand, whose callback came before
    action = [options] {
      return show_plugins(*options);
    };
  });
  add_named(*command, options, action, "failures", "List the failed runs of a plugin",
            show_failures)
      ->add_flag("--json", options->json, "Print JSON");
  add_named(*command, options, action, "retry", "Run the failed events of a plugin again", retry);
  add_named(*command, options, action, "backfill", "Run a plugin again on older events", backfill)
      ->add_option("--from", options->from, "First event to run again (default: the first of all)");
}

}  // namespace perigee::cli

#include <CLI/CLI.hpp>
#include <cstdio>

#include "host/cli/command.h"
#include "host/cli/overview.h"
#include "host/cli/run_options.h"

namespace perigee::cli {
namespace {

struct PluginsOptions {
  std::optional<std::filesystem::path> data;
  bool json = false;
};

int show_plugins(const PluginsOptions& options) {
  const auto data = store::find_data(std::filesystem::current_path(), options.data);
  if (!std::filesystem::exists(data.database())) {
    return report_error(Error{Code::NotFound, "there is no hub in " + data.directory.string(),
                              "start one with `perigee run`, or name it with --data DIR"});
  }
  auto db = store::Connection::open(data.database(), store::OpenMode::ReadOnly);
  if (!db) return report_error(db.error());
  const auto plugins = plugins::read_overview(*db);
  if (!plugins) return report_error(plugins.error());
  if (options.json) {
    std::printf("%s\n", overview_json(*plugins).c_str());
  } else if (plugins->empty()) {
    std::printf("no plugins\n");
  } else {
    std::fputs(format_overview(*plugins).c_str(), stdout);
  }
  return 0;
}

}  // namespace

void add_plugins_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<PluginsOptions>();
  CLI::App* command = app.add_subcommand("plugins", "Show what the plugins of a hub do");
  command->add_option("--data", options->data, "Data directory (default: .perigee)");
  command->add_flag("--json", options->json, "Print JSON");
  command->callback([options, &action] {
    action = [options] {
      return show_plugins(*options);
    };
  });
}

}  // namespace perigee::cli

#include <CLI/CLI.hpp>

#include "host/cli/command.h"
#include "host/cli/run_options.h"
#include "host/cli/run_serve.h"
#include "host/cli/run_stdin.h"

namespace perigee::cli {
namespace {

int run_from_stdin(HostOptions resolved, bool json) {
  const StopSignals signals;  // before any thread is started
  const SystemClock clock;
  auto host = Host::start(std::move(resolved), clock);
  if (!host) return report_error(host.error());
  return run_stdin(**host, signals, json);
}

int run(const RunOptions& options) {
  const SystemClock clock;
  auto resolved = resolve(options, clock);
  if (!resolved) return report_error(resolved.error());
  if (options.from_stdin) return run_from_stdin(std::move(*resolved), options.json);
  const std::string listen =
      options.listen.value_or(resolved->config.listen.value_or(std::string()));
  const auto address = parse_listen(listen);
  if (!address) return report_error(address.error());
  return run_serve(std::move(*resolved), *address, options.json);
}

}  // namespace

void add_run_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* command = app.add_subcommand("run", "Run a hub with its plugins");
  command->add_option("--plugins", options->plugin_folders,
                      "Folder with plugins; may be given several times (default: lua-plugins)");
  command->add_option("--data", options->data, "Data directory (default: .perigee)");
  command->add_option("--listen", options->listen, "HOST:PORT to serve (default: 127.0.0.1:8470)");
  command->add_option("--config", options->config, "Configuration (default: perigee.lua)");
  command
      ->add_flag("--stdin", options->from_stdin,
                 "Read messages as JSON lines from standard input instead of serving, then stop")
      ->excludes("--listen");
  command->add_flag("--json", options->json, "Print results as JSON");
  command->callback([options, &action] {
    action = [options] {
      return run(*options);
    };
  });
}

}  // namespace perigee::cli

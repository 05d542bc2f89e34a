// `perigee run`: a hub with its plugins, for people; or messages from standard input.
#include <CLI/CLI.hpp>

#include "host/base/json.h"
#include "host/cli/commands.h"
#include "host/cli/http_client.h"
#include "host/cli/run_options.h"
#include "host/cli/run_stdin.h"
#include "host/cli/serve.h"

namespace perigee::cli {
namespace {

int run_from_stdin(HostOptions resolved, bool json) {
  const StopSignals signals;  // before any thread is started
  const SystemClock clock;
  auto host = Host::start(std::move(resolved), clock);
  if (!host) return report_error(host.error());
  if (auto loaded = (*host)->load_plugins(); !loaded) return report_error(loaded.error());
  return run_stdin(**host, signals, json);
}

std::string announcement(const http::ServerFile& server, const store::DataPaths& data, bool json) {
  if (!json) {
    return "perigee serves " + base_url(server.host, server.port) + "; the token is in " +
           data.server_file().string() + "\n";
  }
  std::string text;
  JsonWriter(text)
      .begin_object()
      .member("status", "running")
      .member("host", server.host)
      .member("port", server.port)
      .member("data", data.directory.string())
      .member("instance_id", server.instance_id)
      .end_object();
  return text + "\n";
}

Result<void> run_serving(HostOptions resolved, const RunOptions& options, bool json) {
  const std::string listen =
      options.listen.value_or(resolved.config.listen.value_or(std::string()));
  const auto address = parse_listen(listen);
  if (!address) return std::unexpected(address.error());
  ServeOptions serving;
  serving.address = *address;
  serving.logs_requests = options.logs_requests;
  serving.announcement = [data = resolved.data, json](const http::ServerFile& server) {
    return announcement(server, data, json);
  };
  return serve(std::move(resolved), std::move(serving));
}

int run(const Globals& globals, const RunOptions& options) {
  const SystemClock clock;
  const auto location = locate(globals);
  if (!location) return report_error(location.error());
  auto resolved = resolve(options, *location, clock);
  if (!resolved) return report_error(resolved.error());
  if (options.from_stdin) return run_from_stdin(std::move(*resolved), globals.json);
  const auto served = run_serving(std::move(*resolved), options, globals.json);
  return served ? 0 : report_error(served.error());
}

}  // namespace

void add_run_command(CommandLine& line) {
  auto options = std::make_shared<RunOptions>();
  CLI::App& command =
      line.add(line.root(), {"run", "Run a hub with its plugins"},
               [options](const Globals& globals) { return run(globals, *options); });
  command.add_option("--plugins", options->plugin_folders,
                     "Folder with plugins; may be given several times (default: lua-plugins)");
  command.add_option("--listen", options->listen, "HOST:PORT to serve (default: 127.0.0.1:8470)");
  command.add_option("--config", options->config, "Configuration (default: perigee.lua)");
  command.add_flag("--log-requests", options->logs_requests,
                   "Print a line of JSON for each request");
  command
      .add_flag("--stdin", options->from_stdin,
                "Read messages as JSON lines from standard input instead of serving, then stop")
      ->excludes("--listen");
}

}  // namespace perigee::cli

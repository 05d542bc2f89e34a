// `perigee up`: the same host as `perigee run`, in the form in which SDKs spawn a hub and scripts
// start one (hub-data §9.1, §9.2).
#include <CLI/CLI.hpp>
#include <charconv>

#include "host/base/json.h"
#include "host/cli/commands.h"
#include "host/cli/http_client.h"
#include "host/cli/serve.h"

namespace perigee::cli {
namespace {

struct UpOptions {
  std::string host = "127.0.0.1";
  std::string port = "0";
  std::string idle = "0";
};

/// The digits at the front, as existing callers may rely on it: "80x" is 80.
Result<std::int64_t> leading_number(const std::string& option, const std::string& text,
                                    std::int64_t most) {
  std::int64_t number = -1;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec == std::errc() && number >= 0 && number <= most) return number;
  return fail(Code::Usage, option + " must be a number from 0 to " + std::to_string(most) +
                               ", not \"" + text + "\"");
}

Result<ServeOptions> read(const UpOptions& options) {
  const auto port = leading_number("--port", options.port, 65'535);
  if (!port) return std::unexpected(port.error());
  constexpr std::int64_t kLongest = std::chrono::milliseconds(std::chrono::years(1)).count();
  const auto idle = leading_number("--idle-shutdown-ms", options.idle, kLongest);
  if (!idle) return std::unexpected(idle.error());
  ServeOptions serving;
  serving.address = {options.host, static_cast<int>(*port)};
  if (*idle > 0) serving.idle_shutdown = std::chrono::milliseconds(*idle);
  serving.logs_requests = true;
  return serving;
}

std::string announcement(const http::ServerFile& server, const Location& location, bool json) {
  if (!json) {
    return "perigee serves " + base_url(server.host, server.port) + " for " +
           location.workspace.string() + "; the token is in " +
           location.data.server_file().string() + "\n";
  }
  std::string text;
  JsonWriter(text)
      .begin_object()
      .member("status", "running")
      .member("host", server.host)
      .member("port", server.port)
      .member("workspace_root", location.workspace.string())
      .member("instance_id", server.instance_id)
      .end_object();
  return indent_json(text) + "\n";
}

/// Errors go to standard error, where the spawning SDK reads them.
int report(const Error& error, const Location& location, bool json) {
  const bool held = error.code == Code::LockHeld;
  if (!json) {
    Error told = error;
    if (held) told.message = "a hub is already running: " + told.message;
    return report_error(told);
  }
  std::string text;
  JsonWriter(text)
      .begin_object()
      .member("error", held ? "a hub is already running" : "the hub could not start")
      .member("code", code_name(held ? Code::LockHeld : Code::StartupFailed))
      .member("workspace_root", location.workspace.string())
      .member("reason", error.describe())
      .end_object();
  std::fprintf(stderr, "%s\n", text.c_str());
  return held ? kExitLockHeld : kExitFailure;
}

int up(const Globals& globals, const UpOptions& options) {
  auto serving = read(options);
  if (!serving) return report_error(serving.error());
  const auto location = locate(globals);
  if (!location) {
    return report(location.error(), {globals.workspace.value_or("."), {}}, globals.json);
  }
  const SystemClock clock;
  auto resolved = resolve({}, *location, clock);
  if (!resolved) return report(resolved.error(), *location, globals.json);
  serving->announcement = [&](const http::ServerFile& server) {
    return announcement(server, *location, globals.json);
  };
  const auto served = serve(std::move(*resolved), std::move(*serving));
  return served ? 0 : report(served.error(), *location, globals.json);
}

}  // namespace

void add_up_command(CommandLine& line) {
  auto options = std::make_shared<UpOptions>();
  CLI::App& command = line.add(line.root(), {"up", "Run the hub of a workspace, for programs"},
                               [options](const Globals& globals) { return up(globals, *options); });
  command.add_option("--host", options->host, "Address to serve (default: 127.0.0.1)");
  command.add_option("--port", options->port, "Port to serve (default: 0, any free one)");
  command.add_option("--idle-shutdown-ms", options->idle,
                     "Stop when nobody used the hub for so long (default: 0, never)");
}

}  // namespace perigee::cli

// `perigee down`: stops the hub of a data directory and waits until it is gone.
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <thread>

#include "host/base/json.h"
#include "host/cli/commands.h"
#include "host/cli/health.h"

namespace perigee::cli {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kHealthTimeout = 2s;
/// A hub lets open requests finish for 10 s and then stores what is left.
constexpr std::chrono::seconds kPatience = 20s;
constexpr std::chrono::milliseconds kPoll = 20ms;

/// The process to stop. The holder of the kernel's lock is certain; a number in a file is believed
/// only if the hub that answers has the same.
std::optional<std::int64_t> running_process(const store::DataPaths& data) {
  if (const auto holder = store::lock_holder(data); holder && *holder > 0) return holder;
  const auto server = http::read_server_file(data.directory);
  if (!server) return std::nullopt;
  const auto health = ask_health(*server, kHealthTimeout);
  if (!health || health->instance_id != server->instance_id || health->pid != server->pid) {
    return std::nullopt;
  }
  return health->pid;
}

bool is_gone(const store::DataPaths& data, std::int64_t pid) {
  if (store::lock_holder(data) == pid) return false;
  return ::kill(static_cast<pid_t>(pid), 0) != 0 || !http::read_server_file(data.directory);
}

Result<Answer> down(const Globals& globals) {
  const auto location = locate(globals);
  if (!location) return std::unexpected(location.error());
  const auto pid = running_process(location->data);
  if (!pid) {
    return fail(Code::HubNotRunning, "no hub is running in " + location->data.directory.string());
  }
  if (::kill(static_cast<pid_t>(*pid), SIGTERM) != 0) {
    return fail(Code::Internal,
                "cannot stop process " + std::to_string(*pid) + ": " + std::strerror(errno));
  }
  const auto give_up = std::chrono::steady_clock::now() + kPatience;
  while (!is_gone(location->data, *pid)) {
    if (std::chrono::steady_clock::now() > give_up) {
      return fail(Code::Timeout, "process " + std::to_string(*pid) + " is still stopping",
                  "look at its log; `kill -9` loses nothing that was acknowledged");
    }
    std::this_thread::sleep_for(kPoll);
  }
  Answer answer;
  JsonWriter(answer.json)
      .begin_object()
      .member("status", "stopped")
      .member("pid", *pid)
      .end_object();
  answer.text = "stopped process " + std::to_string(*pid) + "\n";
  return answer;
}

}  // namespace

void add_down_command(CommandLine& line) {
  line.add(line.root(), {"down", "Stop the hub", ErrorForm::Line}, down);
}

}  // namespace perigee::cli

#include "host/cli/foreign_hub.h"

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <optional>
#include <thread>

#include "host/base/log.h"
#include "host/cli/health.h"

namespace perigee::cli {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kHealthTimeout = 2s;  // hub-data §6.2
/// How long a hub that has its lock already may take to write server.json, and how old its lock may
/// be at that time: the number of a process that died long ago may be another's by now.
constexpr std::chrono::milliseconds kStartTime = 1s;
constexpr std::chrono::seconds kFreshLock = 10s;
constexpr std::chrono::milliseconds kPoll = 50ms;

std::unexpected<Error> held(const store::DataPaths& paths, std::int64_t pid) {
  return fail(Code::LockHeld,
              "Writer lock already held by live hub: process " + std::to_string(pid) + " uses " +
                  paths.directory.string(),
              "stop it with `perigee down`, or use another directory with --data DIR");
}

bool is_alive(std::int64_t pid) {
  if (pid <= 0 || pid == ::getpid()) return false;
  return ::kill(static_cast<pid_t>(pid), 0) == 0 || errno == EPERM;
}

/// The hub that server.json names, if it lives.
std::optional<Health> living_hub(const store::DataPaths& paths) {
  const auto server = http::read_server_file(paths.directory);
  if (!server) return std::nullopt;
  auto health = ask_health(*server, kHealthTimeout);
  if (!health || health->instance_id != server->instance_id) return std::nullopt;
  return std::move(*health);
}

}  // namespace

Result<void> check_no_foreign_hub(const store::DataPaths& paths, const store::LeftLock& left) {
  const bool may_be_starting = left.exists && left.age < kFreshLock && is_alive(left.pid);
  const auto give_up =
      std::chrono::steady_clock::now() + (may_be_starting ? kStartTime : std::chrono::seconds(0));
  for (;;) {
    if (const auto hub = living_hub(paths)) return held(paths, hub->pid);
    if (std::chrono::steady_clock::now() >= give_up) break;
    std::this_thread::sleep_for(kPoll);
  }
  if (left.exists) log::warn("took over the stale lock of process {}", left.pid);
  return {};
}

}  // namespace perigee::cli

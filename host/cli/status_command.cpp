// `perigee status`: whether a hub serves the data directory, and whether it is the one of the
// database that is there (hub-data §9.1).
#include "host/base/json.h"
#include "host/cli/commands.h"
#include "host/cli/health.h"
#include "host/cli/http_client.h"
#include "host/cli/table.h"
#include "host/hub/database.h"

namespace perigee::cli {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kHealthTimeout = 5s;  // hub-data §9.1

Answer not_running(const std::string& why) {
  Answer answer{.json = {}, .text = why + "\n", .exit_code = kExitNoHub};
  JsonWriter(answer.json)
      .begin_object()
      .member("status", "not_running")
      .member("error", why)
      .end_object();
  return answer;
}

Answer unreachable(const http::ServerFile& server, const std::string& why) {
  Answer answer{.json = {},
                .text = "the hub of process " + std::to_string(server.pid) +
                        " does not answer: " + why + "\n",
                .exit_code = kExitNoHub};
  JsonWriter(answer.json)
      .begin_object()
      .member("status", "unreachable")
      .member("port", server.port)
      .member("pid", server.pid)
      .member("error", why)
      .end_object();
  return answer;
}

std::string uptime(std::int64_t seconds) {
  const auto part = [](std::int64_t number, const char* unit) {
    return std::to_string(number) + " " + unit;
  };
  if (seconds < 120) return part(seconds, "s");
  if (seconds < 7200) return part(seconds / 60, "min");
  return part(seconds / 3600, "h") + " " + part(seconds / 60 % 60, "min");
}

Answer reached(const Location& location, const http::ServerFile& server, const Health& health,
               const std::string& mismatch) {
  const std::string status = mismatch.empty() ? "running" : "db_mismatch";
  Answer answer{.json = {}, .text = {}, .exit_code = mismatch.empty() ? 0 : kExitFailure};
  JsonWriter json(answer.json);
  json.begin_object()
      .member("status", status)
      .member("instance_id", health.instance_id)
      .member("db_id", health.db_id)
      .member("schema_version", health.schema_version)
      .member("protocol_version", health.protocol_version)
      .member("port", server.port)
      .member("pid", health.pid)
      .member("uptime_seconds", health.uptime_seconds);
  if (!mismatch.empty()) json.member("error", mismatch);
  json.end_object();
  answer.text = format_facts({{"status", mismatch.empty() ? status : status + ": " + mismatch},
                              {"address", base_url(server.host, server.port)},
                              {"data", location.data.directory.string()},
                              {"process", std::to_string(health.pid)},
                              {"running for", uptime(health.uptime_seconds)},
                              {"database", health.db_id}},
                             Terminal::of_output());
  return answer;
}

/// Why the hub is not that of the database on the disk; empty when it is.
std::string mismatch(const Location& location, const Health& health) {
  auto db = open_for_reading(location);
  const auto facts = db ? hub::read_database_facts(*db) : Result<hub::DatabaseFacts>();
  if (!db || !facts || facts->db_id.value_or("") == health.db_id) return {};
  return "the hub serves database " + health.db_id + ", but " + location.data.database().string() +
         " is " + facts->db_id.value_or("without an id");
}

Result<Answer> status(const Globals& globals) {
  const auto location = locate(globals);
  if (!location) return not_running(location.error().message);
  const auto server = http::read_server_file(location->data.directory);
  if (!server) {
    std::string why = "no hub is running in " + location->data.directory.string();
    if (const auto holder = store::lock_holder(location->data)) {
      why += ", but process " + std::to_string(*holder) + " works on it";
    }
    return not_running(why);
  }
  const auto health = ask_health(*server, kHealthTimeout);
  if (!health) return unreachable(*server, health.error().message);
  return reached(*location, *server, *health, mismatch(*location, *health));
}

}  // namespace

void add_status_command(CommandLine& line) {
  line.add(line.root(), {"status", "Say whether a hub is running"}, status);
}

}  // namespace perigee::cli

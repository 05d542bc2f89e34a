#include "host/cli/health.h"

#include "host/base/json.h"
#include "host/cli/http_client.h"

namespace perigee::cli {

Result<Health> ask_health(const http::ServerFile& server, std::chrono::milliseconds timeout) {
  ClientRequest request;
  request.url = base_url(server.host, server.port) + "/health";
  request.timeout = timeout;
  const auto response = send_request(request);
  if (!response) return std::unexpected(response.error());
  const auto body = parse_json(response->body);
  if (response->status / 100 != 2 || !body || !body->is_object()) {
    return fail(Code::ConnectionFailed, "what answers at " + request.url + " is no hub");
  }
  return Health{.instance_id = string_member(*body, "instance_id"),
                .db_id = string_member(*body, "db_id"),
                .schema_version = integer_member(*body, "schema_version"),
                .protocol_version = string_member(*body, "protocol_version"),
                .pid = integer_member(*body, "pid"),
                .uptime_seconds = integer_member(*body, "uptime_seconds")};
}

}  // namespace perigee::cli

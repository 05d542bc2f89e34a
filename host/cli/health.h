// Whether a hub lives at an address, and which: its answer to GET /health (hub-protocol §3).
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "host/base/error.h"
#include "host/http/server_file.h"

namespace perigee::cli {

struct Health {
  std::string instance_id;
  std::string db_id;
  std::int64_t schema_version = 0;
  std::string protocol_version;
  std::int64_t pid = 0;
  std::int64_t uptime_seconds = 0;
};

/// Asks the hub that server.json names. Errors: ConnectionFailed when nothing, or something that
/// is no hub, answers there.
Result<Health> ask_health(const http::ServerFile& server, std::chrono::milliseconds timeout);

}  // namespace perigee::cli

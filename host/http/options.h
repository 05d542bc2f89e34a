// What the front needs to know at start.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/limits.h"
#include "host/base/metrics.h"
#include "host/http/rate_limiter.h"

namespace perigee::http {

/// How long the front waits for what.
struct Timeouts {
  std::chrono::milliseconds idle{12'000};      ///< For the next request (hub-protocol §2.3).
  std::chrono::milliseconds head{10'000};      ///< For a head that has begun.
  std::chrono::milliseconds request{30'000};   ///< For a whole request that has begun.
  std::chrono::milliseconds write{30'000};     ///< For a client that takes nothing of its answer.
  std::chrono::milliseconds linger{1'000};     ///< For the other side to close after the last byte.
  std::chrono::milliseconds drain{10'000};     ///< For open requests when the hub stops.
  std::chrono::milliseconds ping{30'000};      ///< Silence of a subscriber before it is pinged.
  std::chrono::milliseconds silence{120'000};  ///< Silence after which it is given up.
};

/// A request that was answered, for the log; the texts are valid during the call.
struct AccessRecord {
  std::string_view method;
  std::string_view path;  ///< Without query.
  int status;
  std::chrono::microseconds duration;
  std::string_view request_id;
  std::string_view event_ids;  ///< Comma-separated; empty when the request changed nothing.
};

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 0;  ///< 0 takes a free one.
  bool allow_network = false;
  std::vector<std::string> allowed_hosts;  ///< Further names that requests may be addressed to.
  std::optional<std::string> token;
  std::string instance_id;
  std::string db_id;
  int schema_version = 1;
  RateLimits rate_limits;
  Timeouts timeouts;
  std::filesystem::path ui_directory;  ///< Build of the web UI; empty when there is none.
  std::size_t max_connections = 16'000;
  std::size_t max_body = 64 * limits::kKiB;             ///< Bytes (hub-protocol §2.5).
  std::size_t max_attachment_body = 16 * limits::kKiB;  ///< Of a request for a new attachment.
  /// Outgoing bytes that may wait for one subscriber before it is cut off (hub-protocol §6.6).
  std::size_t subscriber_queue = 4 * limits::kMiB;
  /// Gets each answered request except health checks, on the loop's thread; may be empty.
  std::function<void(const AccessRecord&)> access_log;
  /// Adds families of other parts to /metrics, on the loop's thread; may be empty.
  std::function<void(metrics::Text&)> more_metrics;
};

}  // namespace perigee::http

// Stops a hub that nobody uses (hub-data §7.4). Requests and WebSockets are use; health checks are
// not, and a hub with an open WebSocket is never idle.
#pragma once

#include <chrono>
#include <functional>

#include "host/http/server.h"
#include "host/loop/timer.h"

namespace perigee::cli {

class IdleWatch {
 public:
  /// Calls `on_idle` once, on the loop's thread, when the server was idle for `limit`. All must
  /// outlive the watch.
  IdleWatch(loop::Loop& loop, const http::HttpServer& server, const Clock& clock,
            std::chrono::milliseconds limit, std::function<void()> on_idle);

 private:
  void check();

  const http::HttpServer& server_;
  const Clock& clock_;
  const std::chrono::milliseconds limit_;
  std::function<void()> on_idle_;
  loop::Timer timer_;
};

}  // namespace perigee::cli

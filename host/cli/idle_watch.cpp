#include "host/cli/idle_watch.h"

#include <algorithm>

namespace perigee::cli {

using namespace std::chrono_literals;

IdleWatch::IdleWatch(loop::Loop& loop, const http::HttpServer& server, const Clock& clock,
                     std::chrono::milliseconds limit, std::function<void()> on_idle)
    : server_(server),
      clock_(clock),
      limit_(limit),
      on_idle_(std::move(on_idle)),
      timer_(loop, [this] { check(); }) {
  timer_.every(std::clamp<std::chrono::milliseconds>(limit / 4, 1ms, 30s));
}

void IdleWatch::check() {
  if (server_.subscribers() > 0 || clock_.steady_now() - server_.last_activity() < limit_) return;
  timer_.stop();
  on_idle_();
}

}  // namespace perigee::cli

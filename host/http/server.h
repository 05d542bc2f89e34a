// The front of the hub: HTTP/1.1 and WebSocket on one port. It owns the connections and flushes
// what a turn of the loop produced once per connection, events before answers. It keeps no rules of
// the hub: those are behind hub::Hub.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "host/base/clock.h"
#include "host/http/options.h"
#include "host/hub/hub.h"
#include "host/loop/loop.h"
#include "host/store/read_pool.h"

namespace perigee::http {

/// All members belong to the loop's thread unless they say otherwise.
class HttpServer {
 public:
  /// Listens. `reader` is a read-only connection for the loop alone; everything else must outlive
  /// the server, and the server is destroyed before the loop. Answers that writer and pool bring
  /// after that are dropped.
  /// Errors: InvalidConfig for the host, StartupFailed naming the port.
  static Result<std::unique_ptr<HttpServer>> start(loop::Loop& loop, hub::Hub& hub,
                                                   store::Connection reader, store::ReadPool& pool,
                                                   const Clock& clock, ServerOptions options);
  /// Cuts all connections.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// The port that is bound.
  int port() const;

  /// Brings committed events to the subscribers; made for hub::EventLog::listen. Any thread.
  void publish(const hub::CommittedEvents& events);

  /// Refuses new work, closes subscribers with 1001, lets open requests finish within
  /// timeouts.drain, then stops listening, closes everything and calls `done`. Idempotent; only the
  /// first `done` is called.
  void stop(std::function<void()> done);

  /// Open WebSockets, whether they said hello or not.
  std::size_t subscribers() const;
  /// When somebody last used the hub; health checks do not count (hub-data §7.4).
  SteadyTime last_activity() const;

 private:
  class Core;
  explicit HttpServer(std::unique_ptr<Core> core);
  std::unique_ptr<Core> core_;
};

}  // namespace perigee::http

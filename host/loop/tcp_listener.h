// Accepts TCP connections on one address and hands each to its owner. Knows no protocol.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "host/loop/tcp_stream.h"

namespace perigee::loop {

class TcpListener {
 public:
  using Accept = std::function<void(TcpStream)>;

  /// Listens on a numeric address; port 0 takes a free one. Destruction stops listening and leaves
  /// the accepted connections alone. Errors: StartupFailed, naming address and port.
  static Result<TcpListener> listen(Loop& loop, const std::string& address, int port,
                                    Accept accept);
  /// The port that is bound.
  int port() const;

 private:
  struct State;
  struct Close {
    void operator()(State* state) const;
  };
  explicit TcpListener(std::unique_ptr<State, Close> state) : state_(std::move(state)) {}
  std::unique_ptr<State, Close> state_;
};

}  // namespace perigee::loop

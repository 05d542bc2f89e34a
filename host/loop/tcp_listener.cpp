#include "host/loop/tcp_listener.h"

#include <uv.h>

#include "host/base/log.h"
#include "host/loop/uv_error.h"

namespace perigee::loop {
namespace {

/// Connections that may wait to be accepted.
constexpr int kBacklog = 1024;

}  // namespace

struct TcpListener::State {
  uv_tcp_t handle;
  Accept accept;

  static void on_connection(uv_stream_t* listener, int failed);
};

void TcpListener::Close::operator()(State* state) const {
  uv_close(reinterpret_cast<uv_handle_t*>(&state->handle),
           [](uv_handle_t* handle) { delete static_cast<State*>(handle->data); });
}

void TcpListener::State::on_connection(uv_stream_t* listener, int failed) {
  if (failed != 0) {
    log::warn("a connection could not be accepted: {}", uv_strerror(failed));
    return;
  }
  if (auto stream = TcpStream::accept(*listener)) {
    static_cast<State*>(listener->data)->accept(std::move(*stream));
  }
}

Result<TcpListener> TcpListener::listen(Loop& loop, const std::string& address, int port,
                                        Accept accept) {
  sockaddr_storage where{};
  const bool v6 = address.find(':') != std::string::npos;
  int status = v6 ? uv_ip6_addr(address.c_str(), port, reinterpret_cast<sockaddr_in6*>(&where))
                  : uv_ip4_addr(address.c_str(), port, reinterpret_cast<sockaddr_in*>(&where));
  std::unique_ptr<State, Close> state(new State{.handle = {}, .accept = std::move(accept)});
  uv_tcp_init(loop.handle(), &state->handle);
  state->handle.data = state.get();
  if (status == 0) {
    status = uv_tcp_bind(&state->handle, reinterpret_cast<const sockaddr*>(&where), 0);
  }
  if (status == 0) {
    status =
        uv_listen(reinterpret_cast<uv_stream_t*>(&state->handle), kBacklog, State::on_connection);
  }
  if (status == UV_EADDRINUSE) {
    return fail(Code::StartupFailed,
                "port " + std::to_string(port) + " on " + address + " is already in use",
                "stop the process that listens there, or choose another port (0 takes a free one)");
  }
  if (status != 0) {
    return uv_failure(Code::StartupFailed,
                      "cannot listen on " + address + " port " + std::to_string(port), status);
  }
  return TcpListener(std::move(state));
}

int TcpListener::port() const {
  sockaddr_storage where{};
  int size = sizeof where;
  if (uv_tcp_getsockname(&state_->handle, reinterpret_cast<sockaddr*>(&where), &size) != 0) {
    return 0;
  }
  const auto port = where.ss_family == AF_INET6
                        ? reinterpret_cast<const sockaddr_in6*>(&where)->sin6_port
                        : reinterpret_cast<const sockaddr_in*>(&where)->sin_port;
  return ntohs(port);
}

}  // namespace perigee::loop

// Decides what becomes of a request, in the exact order of hub-protocol §2.1: before its body is
// read (admit) and after (handle). Knows no sockets.
#pragma once

#include "host/http/auth.h"
#include "host/http/origin.h"
#include "host/http/rate_limiter.h"
#include "host/http/router.h"
#include "host/http/services.h"
#include "host/http/ui.h"

namespace perigee::http {

/// What to do with a request whose head is known.
struct Admission {
  enum class Kind {
    Answer,     ///< Send `answer`; nobody wants the body.
    ReadBody,   ///< Read a body of at most `body_limit(*route)` bytes, then handle.
    SkipBody,   ///< Read past the body, then handle.
    Subscribe,  ///< Turn the connection into a WebSocket.
  };
  Kind kind = Kind::Answer;
  Response answer = {};
  const Route* route = nullptr;
  std::optional<RateDecision> rate = {};
  bool is_logged = true;
};

class Dispatcher {
 public:
  explicit Dispatcher(Services services);
  Dispatcher(const Dispatcher&) = delete;
  Dispatcher& operator=(const Dispatcher&) = delete;

  /// Reads what is served from files. Errors: FileError.
  Result<void> load() { return ui_.load(); }

  Admission admit(Request& request);
  /// Runs the route's handler on a request whose body was read or read past.
  void handle(const Route& route, const Request& request, std::string_view body, Responder respond);

  /// Most bytes of the body of a request for that route.
  std::size_t body_limit(const Route& route) const { return services_.options.*route.body_limit; }

  /// From now on everything but /health is refused (hub-protocol §2.8).
  void shut_down() { is_shutting_down_ = true; }
  bool is_shutting_down() const { return is_shutting_down_; }
  RateLimiter& rate_limiter() { return rate_limiter_; }
  Services& services() { return services_; }

 private:
  Admission admit_socket(const Request& request) const;
  Admission admit_limited(Request& request);
  Admission admit_api(Request& request);
  Response health() const;

  Services services_;
  Auth auth_;
  OriginGuard origins_;
  RateLimiter rate_limiter_;
  Router router_;
  Ui ui_;
  const SteadyTime started_;
  bool is_shutting_down_ = false;
};

}  // namespace perigee::http

// The table of routes: method and path pattern to handler, with what has to be checked before the
// handler runs. Knows nothing of what the handlers do.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "host/http/options.h"
#include "host/http/request.h"
#include "host/http/responder.h"

namespace perigee::http {

/// What a route wants of the request's body (hub-protocol §2.5).
enum class BodyRule {
  None,          ///< Read past.
  Json,          ///< Required, with its content type.
  OptionalJson,  ///< Looked at only if the content type says JSON.
};

/// A request on its way through a handler.
struct Call {
  const Request& request;
  Value body;  ///< Null unless the route takes one.
  Responder respond;
};

struct Route {
  std::string method;
  std::string pattern;  ///< "/api/v1/topics/:topic_id"; a segment with ':' matches any one segment.
  std::function<void(Call&)> handle;
  bool needs_token = false;
  BodyRule body = BodyRule::None;
  std::size_t ServerOptions::* body_limit = &ServerOptions::max_body;
  /// A check between the token and the body; may be empty.
  std::function<Result<void>(const Request&)> admit = {};
};

class Router {
 public:
  void add(Route route) { routes_.push_back(std::move(route)); }

  /// The first route that matches, with request.parameters filled in; null when none does.
  /// The route lives as long as the router.
  const Route* find(Request& request) const;

 private:
  std::vector<Route> routes_;
};

}  // namespace perigee::http

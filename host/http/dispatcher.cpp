#include "host/http/dispatcher.h"

#include <unistd.h>

#include "host/base/text.h"
#include "host/http/ws_handshake.h"

namespace perigee::http {
namespace {

Admission answer(Response response) {
  return {.kind = Admission::Kind::Answer, .answer = std::move(response)};
}

Admission answer(const Error& error) {
  return answer(error_response(error));
}

Error no_token() {
  return {Code::NoAuthConfigured, "The hub was started without a token and accepts no changes"};
}

bool changes_state(std::string_view method) {
  return method != "GET" && method != "HEAD" && method != "OPTIONS";
}

bool says_json(const Request& request) {
  const auto type = request.header("content-type");
  return type && type->find("application/json") != std::string_view::npos;
}

Response too_large() {
  return error_response(413, Code::PayloadTooLarge, "The request body is too large");
}

Response rate_limited(const RateDecision& rate) {
  Response response = json_response(429, [&](JsonWriter& json) {
    json.member("error", "Rate limit exceeded").member("code", code_name(Code::RateLimited));
    json.key("details")
        .begin_object()
        .member("limit", rate.limit)
        .member("window", "1s")
        .member("retry_after", rate.retry_after)
        .end_object();
  });
  response.headers = "Retry-After: " + std::to_string(rate.retry_after) + "\r\n";
  return response;
}

/// The checks of a body that its headers allow (hub-protocol §2.5).
std::optional<Response> refuse_body(const Route& route, const Request& request,
                                    std::size_t body_limit) {
  const bool is_json = says_json(request);
  if (route.body == BodyRule::None) return std::nullopt;
  if (route.body == BodyRule::OptionalJson && !is_json) return std::nullopt;
  if (request.content_length.value_or(0) > body_limit) return too_large();
  if (is_json) return std::nullopt;
  return error_response(415, Code::InvalidInput, "Content-Type must be application/json");
}

}  // namespace

Dispatcher::Dispatcher(Services services)
    : services_(services),
      auth_(services.options.token),
      origins_(services.options.host, services.options.allowed_hosts),
      rate_limiter_(services.clock, services.options.rate_limits),
      ui_(services.options),
      started_(services.clock.steady_now()) {
  add_ping_route(router_, services_);
  add_channel_routes(router_, services_);
  add_topic_routes(router_, services_);
  add_message_routes(router_, services_);
  add_attachment_routes(router_, services_);
  add_event_routes(router_, services_);
  add_task_routes(router_, services_);
  add_search_route(router_, services_);
  add_metrics_route(router_, services_);
}

Response Dispatcher::health() const {
  const auto uptime =
      std::chrono::floor<std::chrono::seconds>(services_.clock.steady_now() - started_);
  Response response = json_response(200, [&](JsonWriter& json) {
    json.member("status", "ok")
        .member("instance_id", services_.options.instance_id)
        .member("db_id", services_.options.db_id)
        .member("schema_version", services_.options.schema_version)
        .member("protocol_version", "v1")
        .member("pid", static_cast<std::int64_t>(getpid()))
        .member("uptime_seconds", static_cast<std::int64_t>(uptime.count()));
  });
  response.content_type = kJsonUtf8;
  return response;
}

Admission Dispatcher::admit(Request& request) {
  const bool is_socket = request.path == "/ws";
  if (auto known = origins_.check(request, is_socket || changes_state(request.method)); !known) {
    return answer(error_response(403, known.error().code, known.error().message));
  }
  if (request.method == "GET" && request.path == "/health") {
    Admission admission = answer(health());
    admission.is_logged = false;
    return admission;
  }
  if (is_shutting_down_) return answer(Error{Code::ShuttingDown, "the hub is stopping"});
  if (is_socket) return admit_socket(request);
  const auto rate = rate_limiter_.check(request.header("authorization"));
  Admission admission =
      rate && !rate->allowed ? answer(rate_limited(*rate)) : admit_limited(request);
  admission.rate = rate;
  return admission;
}

/// Answers of the WebSocket front carry none of the usual headers (hub-protocol §2.3).
Admission Dispatcher::admit_socket(const Request& request) const {
  if (!auth_.is_configured()) return answer(no_token());
  const std::string token = request.query.get_or_empty("token");
  Admission admission{.kind = Admission::Kind::Subscribe};
  if (is_blank(token) || !auth_.accepts(token)) {
    admission = answer(text_response(401, "Unauthorized"));
  } else if (!is_websocket_upgrade(request)) {
    admission = answer(text_response(500, "WebSocket upgrade failed"));
  }
  admission.answer.bare = true;
  return admission;
}

Admission Dispatcher::admit_limited(Request& request) {
  if (request.path.starts_with("/ui")) {
    if (!auth_.is_configured()) {
      return answer(text_response(503, "The web UI needs a token; the hub has none"));
    }
    if (request.method == "GET") return answer(ui_.get(request.path));
  }
  if (!request.path.starts_with("/api/v1/") && request.path != "/metrics") {
    return answer(text_response(404, "Not Found"));
  }
  const bool is_read = request.method == "GET" || request.method == "HEAD";
  if (!auth_.is_configured() && !is_read) return answer(no_token());
  return admit_api(request);
}

Admission Dispatcher::admit_api(Request& request) {
  const Route* route = router_.find(request);
  if (route == nullptr) {
    const bool is_ping = request.path == "/api/v1/_ping";
    return answer(text_response(404, is_ping ? "Not Found" : "Not found"));
  }
  if (route->needs_token) {
    if (auto known = auth_.check(request); !known) return answer(known.error());
  }
  if (route->admit) {
    if (auto admitted = route->admit(request); !admitted) return answer(admitted.error());
  }
  if (auto refusal = refuse_body(*route, request, body_limit(*route)))
    return answer(std::move(*refusal));
  const bool reads = route->body == BodyRule::Json ||
                     (route->body == BodyRule::OptionalJson && says_json(request));
  return {.kind = reads ? Admission::Kind::ReadBody : Admission::Kind::SkipBody, .route = route};
}

void Dispatcher::handle(const Route& route, const Request& request, std::string_view body,
                        Responder respond) {
  Call call{request, {}, std::move(respond)};
  const bool reads =
      route.body == BodyRule::Json || (route.body == BodyRule::OptionalJson && says_json(request));
  if (reads) {
    auto parsed = parse_json(body);
    if (parsed && parsed->is_null()) {
      parsed = fail(Code::InvalidInput, "The request body must be a JSON object");
    }
    if (!parsed) return call.respond.send(error_response(parsed.error()));
    call.body = std::move(*parsed);
  }
  route.handle(call);
}

}  // namespace perigee::http

#include "host/http/response.h"

#include "host/base/log.h"

namespace perigee::http {
namespace {

/// The status of each code that clients may see; 0 for those that they may not.
int status_of(Code code) {
  switch (code) {
    case Code::InvalidInput:
    case Code::CrossChannelMove:
    case Code::BadEdgeRef:
    case Code::MissingItemId:
    case Code::ConflictingListScope:
      return 400;
    case Code::MissingAuth:
    case Code::InvalidAuth:
      return 401;
    case Code::NotFound:
    case Code::ListNotFound:
    case Code::TaskNotFound:
      return 404;
    case Code::VersionConflict:
    case Code::AlreadyClaimed:
      return 409;
    case Code::PayloadTooLarge:
      return 413;
    case Code::RateLimited:
      return 429;
    case Code::ServiceUnavailable:
    case Code::Overloaded:
    case Code::ShuttingDown:
    case Code::NoAuthConfigured:
      return 503;
    default:
      return 0;
  }
}

Response with_details(int status, Code code, std::string_view text, const Value& details) {
  return json_response(status, [&](JsonWriter& json) {
    json.member("error", text).member("code", code_name(code));
    if (!details.is_null()) json.member("details", details);
  });
}

/// Storage that is busy, full or overrun (hub-protocol §2.7).
Response unavailable(const Error& error) {
  const Value* reason = error.details.find("reason");
  Value details;
  details.set("reason", reason != nullptr ? *reason : Value(error.message));
  const bool full = to_json(details).find("full") != std::string::npos;
  Response response = with_details(503, Code::ServiceUnavailable,
                                   "The hub is busy or its disk is full; try again", details);
  const bool disk = error.code == Code::ServiceUnavailable && full;
  response.headers = disk ? "Retry-After: 5\r\n" : "Retry-After: 1\r\n";
  return response;
}

Response shutting_down() {
  Response response = json_response(503, [](JsonWriter& json) {
    json.member("error", "Service unavailable")
        .member("code", code_name(Code::ShuttingDown))
        .member("message", "The hub is shutting down; reconnect when it is back");
  });
  response.headers = "Retry-After: 10\r\n";
  return response;
}

}  // namespace

Response text_response(int status, std::string_view text) {
  return {.status = status, .body = std::string(text), .content_type = kText};
}

Response error_response(int status, Code code, std::string_view text) {
  return with_details(status, code, text, {});
}

Response error_response(const Error& error) {
  switch (error.code) {
    case Code::ServiceUnavailable:
    case Code::Overloaded:
      return unavailable(error);
    case Code::ShuttingDown:
      return shutting_down();
    case Code::MissingAuth:
    case Code::InvalidAuth:
      return error_response(401, error.code, "Unauthorized");
    case Code::VersionConflict:
      return with_details(409, error.code, error.message, error.details);
    default:
      break;
  }
  const int status = status_of(error.code);
  if (status != 0) return error_response(status, error.code, error.message);
  log::error("answered with 500: {}", log::describe(error));
  return error_response(500, Code::Internal, "Internal server error");
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 429:
      return "Too Many Requests";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    default:
      return "Other";
  }
}

}  // namespace perigee::http

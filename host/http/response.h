// An answer before it is written: status, body and what is special about its headers. The headers
// that every answer has are added by HeadWriter.
#pragma once

#include <string>
#include <string_view>

#include "host/base/json.h"

namespace perigee::http {

inline constexpr std::string_view kJson = "application/json";
inline constexpr std::string_view kJsonUtf8 = "application/json;charset=utf-8";
inline constexpr std::string_view kText = "text/plain;charset=utf-8";

struct Response {
  int status = 200;
  std::string body = {};
  std::string_view content_type = kJson;
  std::string headers = {};    ///< Further header lines, each ended by CRLF.
  bool bare = false;           ///< Without security headers and request id (hub-protocol §2.3).
  bool close = false;          ///< The connection ends with this answer.
  std::string event_ids = {};  ///< Events that a mutation made, comma-separated, for the log.
};

Response text_response(int status, std::string_view text);

/// A JSON object whose members `fill` writes.
template <class Fill>
Response json_response(int status, Fill fill) {
  Response response{.status = status};
  response.body.reserve(256);
  JsonWriter json(response.body);
  json.begin_object();
  fill(json);
  json.end_object();
  return response;
}

/// The answer to a failure (hub-protocol §2.7): the one place where codes become statuses. What is
/// not for clients is logged and answered as INTERNAL_ERROR.
Response error_response(const Error& error);

/// The same with another status than the code's own.
Response error_response(int status, Code code, std::string_view text);

/// "Created" for 201.
std::string_view reason_phrase(int status);

}  // namespace perigee::http

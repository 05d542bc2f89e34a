// Requests to a hub on this machine, one at a time: sends, waits, returns. It never follows
// redirects, never uses a proxy and never prints what it sends.
#pragma once

#include <chrono>
#include <string>

#include "host/base/error.h"

namespace perigee::cli {

struct ClientRequest {
  std::string method = "GET";
  std::string url;
  std::string token;  ///< Sent as a bearer token unless it is empty.
  std::string body;   ///< JSON; empty for none.
  std::chrono::milliseconds timeout{30'000};
};

struct ClientResponse {
  int status = 0;
  std::string body;
};

/// "http://HOST:PORT", with brackets around an IPv6 address.
std::string base_url(const std::string& host, int port);

/// Text as a part of a path or a query.
std::string url_escape(std::string_view text);

/// Errors: ConnectionFailed when no whole answer comes in time, or without libcurl.
Result<ClientResponse> send_request(const ClientRequest& request);

}  // namespace perigee::cli

// Writes the heads of responses: status line and the headers that every answer has (hub-protocol
// §2.3). Belongs to the loop.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/clock.h"
#include "host/base/ids.h"
#include "host/http/rate_limiter.h"
#include "host/http/request.h"
#include "host/http/response.h"

namespace perigee::http {

class HeadWriter {
 public:
  HeadWriter(const Clock& clock, RandomSource random);

  /// The request's own X-Request-ID, or a new one. Valid until the next call and while the request
  /// lives.
  std::string_view request_id(const Request* request);

  /// Appends head and body. `http_1_1` is what the client speaks.
  void write(std::string& out, const Response& response, std::string_view request_id,
             const std::optional<RateDecision>& rate, bool keep_alive, bool http_1_1);

 private:
  std::string_view date();

  const Clock& clock_;
  RandomSource random_;
  std::string request_id_;
  std::string date_;
  std::int64_t date_second_ = -1;
};

/// A source that asks another for many bytes at once.
RandomSource buffered_random(RandomSource source);

}  // namespace perigee::http

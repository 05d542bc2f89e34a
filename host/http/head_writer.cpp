#include "host/http/head_writer.h"

#include <fmt/format.h>

#include <array>
#include <cstring>
#include <memory>

namespace perigee::http {
namespace {

constexpr std::string_view kSecurityHeaders =
    "X-Frame-Options: DENY\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "X-XSS-Protection: 1; mode=block\r\n"
    "Content-Security-Policy: default-src 'self'; script-src 'self'; style-src 'self'; "
    "connect-src 'self' ws://localhost:* ws://127.0.0.1:*; frame-ancestors 'none'\r\n"
    "Referrer-Policy: no-referrer\r\n";

/// "Fri, 02 Jan 2026 03:04:05 GMT", whatever the locale.
std::string http_date(std::chrono::sys_seconds time) {
  static constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format(
      "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[std::chrono::weekday(day).c_encoding()],
      static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
      static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
      clock.seconds().count());
}

}  // namespace

RandomSource buffered_random(RandomSource source) {
  struct Buffer {
    std::array<unsigned char, 4096> bytes;
    std::size_t used = sizeof bytes;
  };
  return [source = std::move(source), buffer = std::make_shared<Buffer>()](void* out,
                                                                           std::size_t size) {
    if (size > buffer->bytes.size()) return source(out, size);
    if (size > buffer->bytes.size() - buffer->used) {
      source(buffer->bytes.data(), buffer->bytes.size());
      buffer->used = 0;
    }
    std::memcpy(out, buffer->bytes.data() + buffer->used, size);
    buffer->used += size;
  };
}

HeadWriter::HeadWriter(const Clock& clock, RandomSource random)
    : clock_(clock), random_(std::move(random)) {}

std::string_view HeadWriter::date() {
  const auto now = std::chrono::floor<std::chrono::seconds>(clock_.now());
  if (now.time_since_epoch().count() != date_second_) {
    date_second_ = now.time_since_epoch().count();
    date_ = http_date(now);
  }
  return date_;
}

std::string_view HeadWriter::request_id(const Request* request) {
  if (request != nullptr) {
    if (const auto own = request->header("x-request-id")) return *own;
  }
  request_id_ = make_uuid(random_);
  return request_id_;
}

void HeadWriter::write(std::string& out, const Response& response, std::string_view request_id,
                       const std::optional<RateDecision>& rate, bool keep_alive, bool http_1_1) {
  auto to = std::back_inserter(out);
  fmt::format_to(to, "HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nDate: {}\r\n",
                 response.status, reason_phrase(response.status), response.content_type,
                 response.body.size(), date());
  if (!response.bare) {
    out.append(kSecurityHeaders);
    out.append("X-Request-ID: ").append(request_id).append("\r\n");
  }
  if (rate) {
    fmt::format_to(to,
                   "X-RateLimit-Limit: {}\r\nX-RateLimit-Remaining: {}\r\nX-RateLimit-Reset: "
                   "{}\r\n",
                   rate->limit, rate->remaining, rate->reset);
  }
  out.append(response.headers);
  if (!keep_alive) {
    out.append("Connection: close\r\n");
  } else if (!http_1_1) {
    out.append("Connection: keep-alive\r\n");
  }
  out.append("\r\n").append(response.body);
}

}  // namespace perigee::http

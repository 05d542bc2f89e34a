#include "host/cli/access_log.h"

#include <poll.h>
#include <unistd.h>

#include <climits>

#include "host/base/json.h"

namespace perigee::cli {
namespace {

std::string_view level_of(int status) {
  return status < 400 ? "info" : status < 500 ? "warn" : "error";
}

}  // namespace

std::function<void(const http::AccessRecord&)> AccessLog::sink(std::string instance_id) {
  return [this, id = std::move(instance_id)](const http::AccessRecord& record) {
    write_request(record, id);
  };
}

void AccessLog::write_request(const http::AccessRecord& record, const std::string& instance_id) {
  const bool refused = stopping_ && record.status == 503;
  const std::string_view what = refused                ? "request_rejected_shutdown"
                                : record.path == "/ws" ? "ws_upgrade"
                                                       : "request";
  std::string line;
  JsonWriter json(line);
  json.begin_object()
      .member("ts", format_time(clock_.now()))
      .member("level", level_of(record.status))
      .member("msg", what)
      .member("method", record.method)
      .member("path", record.path)
      .member("status", record.status)
      .key("duration_ms")
      .number(static_cast<double>(record.duration.count()) / 1e3)
      .member("instance_id", instance_id)
      .member("request_id", record.request_id);
  if (!record.event_ids.empty()) {
    json.key("event_ids").raw("[" + std::string(record.event_ids) + "]");
  }
  json.end_object();
  write_line(line);
}

void AccessLog::note(std::string_view what, const std::string& instance_id) {
  std::string line;
  JsonWriter(line)
      .begin_object()
      .member("ts", format_time(clock_.now()))
      .member("level", "info")
      .member("msg", what)
      .member("instance_id", instance_id)
      .end_object();
  write_line(line);
}

/// A pipe that can be written to has room for a page. A longer line, which only a hostile path
/// makes, is not written at all, as it could block.
void AccessLog::write_line(const std::string& line) const {
  const std::string text = line + "\n";
  pollfd ready{descriptor_, POLLOUT, 0};
  if (text.size() > PIPE_BUF || ::poll(&ready, 1, 0) != 1 || ready.revents != POLLOUT) return;
  [[maybe_unused]] const ssize_t written = ::write(descriptor_, text.data(), text.size());
}

}  // namespace perigee::cli

#include "host/base/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <memory>

#include "host/base/json.h"

namespace perigee::log {
namespace {

std::atomic<bool> json_lines = false;

/// The one logger of the process; spdlog serialises its lines.
spdlog::logger& logger() {
  static const std::shared_ptr<spdlog::logger> instance = [] {
    auto made = std::make_shared<spdlog::logger>(
        "perigee", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    made->set_pattern("%H:%M:%S.%e %^%-5l%$ %v");
    return made;
  }();
  return *instance;
}

spdlog::level::level_enum native(Level level) {
  switch (level) {
    case Level::Debug:
      return spdlog::level::debug;
    case Level::Info:
      return spdlog::level::info;
    case Level::Warn:
      return spdlog::level::warn;
    case Level::Error:
      return spdlog::level::err;
    case Level::Off:
      return spdlog::level::off;
  }
  return spdlog::level::info;
}

}  // namespace

void set_level(Level level) {
  logger().set_level(native(level));
}

void set_json(bool json) {
  json_lines = json;
  logger().set_pattern(
      json ? R"({"ts":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})" : "%H:%M:%S.%e %^%-5l%$ %v",
      json ? spdlog::pattern_time_type::utc : spdlog::pattern_time_type::local);
}

void write(Level level, std::string_view text) {
  if (!logger().should_log(native(level))) return;
  if (json_lines) {
    std::string member = "\"msg\":";
    append_json_string(member, text);
    logger().log(native(level), member);
  } else {
    logger().log(native(level), text);
  }
}

}  // namespace perigee::log

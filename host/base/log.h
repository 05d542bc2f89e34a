// The log: structured lines on standard error. Never message content, never tokens.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "host/base/error.h"

namespace perigee::log {

enum class Level { Debug, Info, Warn, Error, Off };

/// Sets the least level that is written; the default is Info. Thread-safe.
void set_level(Level level);

/// Whether lines are JSON objects instead of text for people.
void set_json(bool json);

/// Writes one line if the level is on. Thread-safe.
void write(Level level, std::string_view text);

template <class... Args>
void debug(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::Debug, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void info(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::Info, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void warn(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::Warn, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void error(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::Error, fmt::format(format, std::forward<Args>(args)...));
}

/// An error with its code, such as "[TIMEOUT] spinner.enrich: …".
inline std::string describe(const Error& error) {
  return fmt::format("[{}] {}", code_name(error.code), error.describe());
}

}  // namespace perigee::log

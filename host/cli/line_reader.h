// Lines from a file descriptor, with a bound on their length, until the end or a signal.
#pragma once

#include <functional>
#include <string_view>

namespace perigee::cli {

/// How a reading ended.
enum class ReadEnd { EndOfInput, Stopped, Failed };

/// Calls `on_line` with every line, without its end ("\n" or "\r\n"); the last one needs none.
/// A line above `limit` bytes is delivered as `on_too_long` instead. Stops when `stop_descriptor`
/// becomes readable (-1 for never).
ReadEnd read_lines(int descriptor, int stop_descriptor, std::size_t limit,
                   const std::function<void(std::string_view)>& on_line,
                   const std::function<void()>& on_too_long);

}  // namespace perigee::cli

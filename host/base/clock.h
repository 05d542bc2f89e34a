// Time as the host sees it: an interface, so that tests and `perigee try` can set it.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "host/base/error.h"

namespace perigee {

/// Wall-clock time, UTC, in milliseconds: the resolution of every timestamp that is stored.
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;
/// For deadlines and durations; never goes back.
using SteadyTime = std::chrono::steady_clock::time_point;

/// Source of time. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual WallTime now() const = 0;
  virtual SteadyTime steady_now() const = 0;
};

/// The machine's clocks.
class SystemClock final : public Clock {
 public:
  WallTime now() const override;
  SteadyTime steady_now() const override;
};

/// `YYYY-MM-DDTHH:MM:SS.mmmZ`, the only form in which times leave the host (hub-protocol §1.5).
std::string format_time(WallTime time);

/// Reads a time in ISO form: a date, or a date and a time of day with "Z" or an offset; seconds and
/// their fraction may be absent. Error: InvalidInput.
Result<WallTime> parse_time(std::string_view text);

}  // namespace perigee

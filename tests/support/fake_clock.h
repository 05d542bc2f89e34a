// A clock that stands still until a test moves it.
#pragma once

#include <mutex>

#include "host/base/clock.h"

namespace perigee::test {

/// Starts at 2026-01-02T03:04:05.678Z. Thread-safe.
class FakeClock final : public Clock {
 public:
  WallTime now() const override {
    const std::lock_guard lock(mutex_);
    return wall_;
  }
  SteadyTime steady_now() const override {
    const std::lock_guard lock(mutex_);
    return steady_;
  }
  void advance(std::chrono::milliseconds by) {
    const std::lock_guard lock(mutex_);
    wall_ += by;
    steady_ += by;
  }

 private:
  mutable std::mutex mutex_;
  WallTime wall_{std::chrono::milliseconds(1767323045678)};
  SteadyTime steady_{std::chrono::seconds(1000)};
};

}  // namespace perigee::test

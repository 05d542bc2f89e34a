// The circuit breaker of a plugin: consecutive failures pause it, so that a broken plugin costs
// little and its events wait instead of failing one after another (plugin-pipeline §6.1).
#pragma once

#include "host/base/clock.h"
#include "host/base/limits.h"

namespace perigee::plugins {

/// Not thread-safe: it belongs to the plugin's lane.
class Breaker {
 public:
  explicit Breaker(const Clock& clock) : clock_(clock) {}

  void on_success() { failures_ = 0; }
  /// Returns true when this failure opened the breaker.
  bool on_failure() {
    if (++failures_ < limits::kBreakerFailures) return false;
    open_until_ = clock_.steady_now() + limits::kBreakerCooldown;
    return true;
  }
  /// Whether runs are refused now. After the cool-down everything starts anew.
  bool is_open() {
    if (failures_ < limits::kBreakerFailures) return false;
    if (clock_.steady_now() < open_until_) return true;
    failures_ = 0;
    return false;
  }
  SteadyTime open_until() const { return open_until_; }
  int failures() const { return failures_; }
  void reset() { failures_ = 0; }

 private:
  const Clock& clock_;
  int failures_ = 0;
  SteadyTime open_until_{};
};

}  // namespace perigee::plugins

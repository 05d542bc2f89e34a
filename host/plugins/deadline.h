// Bounds SQL that the host itself runs in a plugin's database, by the clock alone.
#pragma once

#include "host/base/clock.h"
#include "host/store/plugin_database.h"

namespace perigee::plugins {

class Deadline final : public store::WorkGuard {
 public:
  /// The clock must outlive it.
  Deadline(const Clock& clock, std::chrono::milliseconds wall)
      : clock_(clock), end_(clock.steady_now() + wall) {}
  bool work(std::uint64_t) override { return clock_.steady_now() < end_; }

 private:
  const Clock& clock_;
  const SteadyTime end_;
};

}  // namespace perigee::plugins

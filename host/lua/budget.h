// What a state and a run may use, and what a run has used. Plain numbers; nothing here measures.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "host/base/limits.h"

namespace perigee::lua {

/// Memory of one state, in bytes.
struct MemoryLimits {
  /// Live memory above which a full collection judges the run.
  std::size_t soft = limits::kMemorySoft;
  /// Never exceeded.
  std::size_t hard = limits::kMemoryHard;
  /// Largest single block.
  std::size_t allocation = limits::kMemoryAllocation;
  /// Growing requests that are granted once the state is set up; tests run out of memory with it.
  std::uint64_t requests = std::numeric_limits<std::uint64_t>::max();
};

/// Budget of one run. Zero of either is spent before the first instruction.
struct Budget {
  std::uint64_t fuel = limits::kHookFuel;
  std::chrono::milliseconds wall = limits::kHookWall;
};

/// What the last run used.
struct RunCost {
  /// Instructions, counted in steps of limits::kHookInterval, and everything charged as such.
  std::uint64_t fuel = 0;
  std::chrono::nanoseconds wall{0};
  std::size_t peak_bytes = 0;
  std::size_t live_bytes = 0;
  /// Calls of functions of the host.
  std::uint32_t host_calls = 0;
  /// Full collections because of the soft memory limit.
  std::uint32_t collections = 0;
};

}  // namespace perigee::lua

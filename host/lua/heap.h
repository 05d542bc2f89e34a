// The memory of one Lua state: counts every byte, refuses what is over the limits, and charges fuel
// for what it grants. It decides and counts; it never touches the Lua state.
#pragma once

#include <cstddef>
#include <cstdint>

#include "host/lua/budget.h"

namespace perigee::lua {

/// Why a request was refused.
enum class Refusal : std::uint8_t { None, Hard, Allocation, System };

/// Belongs to one state; not thread-safe.
class Heap {
 public:
  explicit Heap(const MemoryLimits& limits) : limits_(limits) {}

  /// The contract of lua_Alloc, except that a shrinking request never fails.
  void* resize(void* block, std::size_t old_bytes, std::size_t new_bytes);

  /// Counts memory that the host holds for the plugin outside of the state: what was `old_bytes` is
  /// `new_bytes` now. Noted as a refusal, like that of a block, when it passes the hard limit.
  void resize_outside(std::size_t old_bytes, std::size_t new_bytes);

  /// Whether limits apply; off while host code sets the state up and while a collection runs.
  void enforce(bool on) { enforced_ = on; }

  /// Starts the peak and the fuel of a new run.
  void start_run() {
    peak_ = used_;
    fuel_ = 0;
  }

  /// Fuel of the requests since the last call.
  std::uint64_t take_fuel();

  /// Whether a look at the budget is due: a refusal, the soft limit, or much unpaid fuel.
  bool needs_attention() const {
    return enforced_ && (refusal_ != Refusal::None || over_soft() || fuel_ >= limits::kPendingFuel);
  }
  bool over_soft() const { return used_ > limits_.soft; }

  /// Live blocks of at least limits::kLargeBytes, and of at least limits::kHugeBytes.
  std::size_t large_blocks() const { return large_blocks_; }
  std::size_t huge_blocks() const { return huge_blocks_; }

  std::size_t used() const { return used_; }
  std::size_t peak() const { return peak_; }
  /// The first refusal; the state cannot be trusted to be complete after it.
  Refusal refusal() const { return refusal_; }
  /// Size of the request that was refused.
  std::size_t refused_bytes() const { return refused_bytes_; }
  const MemoryLimits& limits() const { return limits_; }

 private:
  void* grow(void* block, std::size_t old_bytes, std::size_t new_bytes);
  void* refuse(Refusal why, std::size_t bytes);
  void count_blocks(std::size_t old_bytes, std::size_t new_bytes);

  MemoryLimits limits_;
  std::size_t used_ = 0;
  std::size_t peak_ = 0;
  std::size_t refused_bytes_ = 0;
  std::size_t large_blocks_ = 0;
  std::size_t huge_blocks_ = 0;
  std::uint64_t fuel_ = 0;
  std::uint64_t requests_ = 0;
  Refusal refusal_ = Refusal::None;
  bool enforced_ = false;
};

}  // namespace perigee::lua

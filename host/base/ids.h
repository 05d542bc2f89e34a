// Identifiers: entity ids that sort by creation, UUIDs, tokens. Randomness comes from the kernel.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "host/base/clock.h"

namespace perigee {

/// Fills a buffer with unpredictable bytes. Tests pass one that repeats.
using RandomSource = std::function<void(void* out, std::size_t size)>;

/// getrandom(2). Aborts if the kernel has no randomness to give.
RandomSource system_random();

/// `prefix` + 16 base-36 digits: 8 of the millisecond, 8 that rise within it (hub-protocol §1.4).
///
/// Ids of one generator rise strictly, whatever the clock does, because message order is id order.
/// Not thread-safe: it belongs to the writer.
class IdGenerator {
 public:
  IdGenerator(const Clock& clock, RandomSource random);

  /// The next id, greater than every id made or observed before.
  std::string next(std::string_view prefix);

  /// Makes later ids greater than this one (its part after the last '_'); used at start-up with
  /// the newest stored ids, so that a clock set back cannot break the order.
  void observe(std::string_view id);

 private:
  const Clock& clock_;
  RandomSource random_;
  std::uint64_t millisecond_ = 0;
  std::uint64_t counter_ = 0;
};

/// A random UUID v4 in lower case.
std::string make_uuid(const RandomSource& random);

/// A UUID with the version bits of v4 whose first 48 bits are the time: rows keyed by it land side
/// by side in the index instead of dirtying a page each.
std::string make_ordered_uuid(const RandomSource& random, WallTime now);

/// `bytes` random bytes as lower-case hex; tokens use 32 (hub-data §6.1).
std::string make_token(const RandomSource& random, std::size_t bytes = 32);

}  // namespace perigee

// What the runs of a plugin cost: counts, and a histogram of times from which mean and percentiles
// come. Merges by addition, so that totals survive restarts.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace perigee::plugins {

/// Counts of run times in buckets whose bounds grow by a quarter power of two: 19 % resolution
/// from 1 µs to 2 minutes.
class TimeHistogram {
 public:
  void add(std::chrono::nanoseconds time);
  void merge(const TimeHistogram& other);
  /// Upper bound of the bucket in which the given share (0…1) of the runs lies; 0 without runs.
  std::chrono::microseconds percentile(double share) const;

  /// A JSON array without the empty tail, and back; wrong text reads as empty.
  std::string to_text() const;
  static TimeHistogram from_text(std::string_view text);

 private:
  static constexpr std::size_t kBuckets = 108;
  std::array<std::uint64_t, kBuckets> counts_{};
};

struct RunStats {
  std::int64_t runs = 0;
  std::int64_t failures = 0;
  std::int64_t enrichments = 0;
  std::int64_t attachments = 0;
  std::int64_t total_us = 0;
  TimeHistogram times;
  std::uint64_t fuel = 0;      ///< Since the host started; not stored.
  std::size_t peak_bytes = 0;  ///< The most that one run had allocated; not stored.

  void merge(const RunStats& other);
  std::int64_t mean_us() const { return runs == 0 ? 0 : total_us / runs; }
};

}  // namespace perigee::plugins

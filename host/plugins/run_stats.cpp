#include "host/plugins/run_stats.h"

#include <algorithm>
#include <cmath>

#include "host/base/json.h"

namespace perigee::plugins {
namespace {
constexpr double kStepsPerDoubling = 4;
}

void TimeHistogram::add(std::chrono::nanoseconds time) {
  const double us = std::max(1.0, static_cast<double>(time.count()) / 1000.0);
  const auto bucket = static_cast<std::size_t>(std::log2(us) * kStepsPerDoubling);
  ++counts_[std::min(bucket, kBuckets - 1)];
}

void TimeHistogram::merge(const TimeHistogram& other) {
  for (std::size_t i = 0; i < kBuckets; ++i) counts_[i] += other.counts_[i];
}

std::chrono::microseconds TimeHistogram::percentile(double share) const {
  std::uint64_t total = 0;
  for (std::uint64_t count : counts_) total += count;
  if (total == 0) return {};
  const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(total)));
  std::uint64_t seen = 0;
  std::size_t bucket = 0;
  while (bucket + 1 < kBuckets && (seen += counts_[bucket]) < wanted) ++bucket;
  const double bound = std::exp2(static_cast<double>(bucket + 1) / kStepsPerDoubling);
  return std::chrono::microseconds(static_cast<std::int64_t>(std::lround(bound)));
}

std::string TimeHistogram::to_text() const {
  std::size_t used = kBuckets;
  while (used > 0 && counts_[used - 1] == 0) --used;
  std::string text;
  JsonWriter json(text);
  json.begin_array();
  for (std::size_t i = 0; i < used; ++i) json.integer(static_cast<std::int64_t>(counts_[i]));
  json.end_array();
  return text;
}

TimeHistogram TimeHistogram::from_text(std::string_view text) {
  TimeHistogram histogram;
  const auto parsed = parse_json(text);
  if (!parsed || !parsed->is_array()) return histogram;
  const Array& counts = parsed->as_array();
  for (std::size_t i = 0; i < std::min(counts.size(), kBuckets); ++i) {
    if (counts[i].is_integer() && counts[i].as_integer() > 0) {
      histogram.counts_[i] = static_cast<std::uint64_t>(counts[i].as_integer());
    }
  }
  return histogram;
}

void RunStats::merge(const RunStats& other) {
  runs += other.runs;
  failures += other.failures;
  enrichments += other.enrichments;
  attachments += other.attachments;
  total_us += other.total_us;
  times.merge(other.times);
  fuel += other.fuel;
  peak_bytes = std::max(peak_bytes, other.peak_bytes);
}

}  // namespace perigee::plugins

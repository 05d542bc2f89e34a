// Numbers about the running host for whoever watches it: counters that their parts own, and the
// text form of Prometheus in which they are shown. Nothing here knows what is counted; there is no
// registry, whoever owns a counter writes it down when it is asked for.
#pragma once

#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace perigee::metrics {

/// Counts upwards; any thread.
class Counter {
 public:
  void add(std::uint64_t count = 1) { value_.fetch_add(count, std::memory_order_relaxed); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_ = 0;
};

/// Counts observations in buckets; any thread. Readers may see an observation in a bucket before
/// they see it in the sum.
class Histogram {
 public:
  /// Upper bounds of the buckets, ascending; beyond the last everything counts as infinite.
  explicit Histogram(std::initializer_list<double> bounds);

  void observe(double value);

  std::span<const double> bounds() const { return bounds_; }
  /// Observations in each bucket, one more than there are bounds.
  std::vector<std::uint64_t> counts() const;
  double sum() const { return sum_.load(std::memory_order_relaxed); }

 private:
  const std::vector<double> bounds_;
  std::vector<std::atomic<std::uint64_t>> counts_;
  std::atomic<double> sum_ = 0;
};

using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// Writes families of samples in the text format, version 0.0.4. Names and help texts are the
/// caller's own and taken as they are; values of labels may be any text.
class Text {
 public:
  /// Begins a family; the samples that follow belong to it.
  Text& counter(std::string_view name, std::string_view help);
  Text& gauge(std::string_view name, std::string_view help);
  /// A sample of the family.
  Text& sample(double value, Labels labels = {});
  Text& sample(std::uint64_t value, Labels labels = {});
  Text& sample(std::int64_t value, Labels labels = {});
  /// A whole family with its only histogram.
  Text& histogram(std::string_view name, std::string_view help, const Histogram& histogram);

  const std::string& text() const { return text_; }

 private:
  Text& family(std::string_view name, std::string_view type, std::string_view help);
  void line(std::string_view suffix, Labels labels, std::string_view value);

  std::string text_;
  std::string name_;
};

}  // namespace perigee::metrics

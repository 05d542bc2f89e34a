#include "host/plugins/run_stats.h"

#include <catch2/catch.hpp>

using perigee::plugins::RunStats;
using perigee::plugins::TimeHistogram;
using namespace std::chrono_literals;

namespace {

TimeHistogram of(std::initializer_list<std::chrono::nanoseconds> times) {
  TimeHistogram histogram;
  for (const auto time : times) histogram.add(time);
  return histogram;
}

}  // namespace

TEST_CASE("without runs every percentile is 0") {
  CHECK(TimeHistogram().percentile(0.5) == 0us);
  CHECK(TimeHistogram().percentile(1) == 0us);
}

TEST_CASE("a percentile is a bound of the time, at most a fifth above it") {
  for (const auto time : {5us, 100us, 3'700us, 1'000'000us, 100'000'000us}) {
    const auto bound = of({time}).percentile(0.5);
    CAPTURE(time.count(), bound.count());
    CHECK(bound >= time);
    CHECK(bound <= time * 6 / 5 + 1us);
  }
}

TEST_CASE("percentiles divide the runs by their times") {
  TimeHistogram histogram;
  for (int i = 0; i < 90; ++i) histogram.add(100us);
  for (int i = 0; i < 9; ++i) histogram.add(10ms);
  histogram.add(1s);
  CHECK(histogram.percentile(0.5) < 120us);
  CHECK(histogram.percentile(0.9) < 120us);
  CHECK(histogram.percentile(0.91) >= 10ms);
  CHECK(histogram.percentile(0.99) < 12ms);
  CHECK(histogram.percentile(1) >= 1s);
  CHECK(histogram.percentile(0) <= histogram.percentile(0.5));
}

TEST_CASE("times beyond both ends count at the ends") {
  CHECK(of({0ns}).percentile(1) == of({1us}).percentile(1));
  CHECK(of({-5s}).percentile(1) == of({1us}).percentile(1));
  CHECK(of({24h}).percentile(1) == of({10min}).percentile(1));
  CHECK(of({24h}).percentile(1) > 2min);
}

TEST_CASE("histograms merge by addition") {
  TimeHistogram fast = of({100us, 100us, 100us});
  fast.merge(of({1s}));
  CHECK(fast.percentile(0.75) < 120us);
  CHECK(fast.percentile(1) >= 1s);
  CHECK(fast.to_text() == of({1s, 100us, 100us, 100us}).to_text());
}

TEST_CASE("a histogram survives as text") {
  const TimeHistogram histogram = of({1us, 1us, 5ms, 24h});
  const TimeHistogram read = TimeHistogram::from_text(histogram.to_text());
  CHECK(read.to_text() == histogram.to_text());
  CHECK(read.percentile(0.5) == histogram.percentile(0.5));
  CHECK(of({1us, 1us}).to_text() == "[2]");
  CHECK(TimeHistogram().to_text() == "[]");
}

TEST_CASE("a text that is no histogram reads as an empty one") {
  for (const char* text : {"", "x", "{}", "5", "null", "[", "[-1,1.5,\"2\",null]"}) {
    CAPTURE(text);
    CHECK(TimeHistogram::from_text(text).to_text() == "[]");
  }
}

TEST_CASE("a longer text than there are buckets is cut") {
  std::string text = "[1";
  for (int i = 0; i < 500; ++i) text += ",1";
  const TimeHistogram histogram = TimeHistogram::from_text(text + "]");
  CHECK(TimeHistogram::from_text(histogram.to_text()).to_text() == histogram.to_text());
  CHECK(histogram.percentile(1) > 2min);
}

TEST_CASE("statistics merge by addition and have a mean") {
  RunStats total;
  CHECK(total.mean_us() == 0);
  RunStats some{.runs = 3,
                .failures = 1,
                .enrichments = 4,
                .attachments = 2,
                .total_us = 10,
                .times = of({3us, 3us, 4us})};
  total.merge(some);
  total.merge(some);
  CHECK(total.runs == 6);
  CHECK(total.failures == 2);
  CHECK(total.enrichments == 8);
  CHECK(total.attachments == 4);
  CHECK(total.total_us == 20);
  CHECK(total.mean_us() == 3);
  CHECK(total.times.percentile(1) == some.times.percentile(1));
}

TEST_CASE("fuel and host calls add up, and the largest memory counts") {
  perigee::plugins::RunStats total;
  CHECK(total.mean_fuel() == 0);
  perigee::plugins::RunStats one;
  one.runs = 1;
  one.fuel = 1000;
  one.host_calls = 3;
  one.peak_bytes = 50'000;
  total.merge(one);
  one.fuel = 4000;
  one.peak_bytes = 40'000;
  total.merge(one);
  CHECK(total.mean_fuel() == 2500);
  CHECK(total.host_calls == 6);
  CHECK(total.peak_bytes == 50'000);
}

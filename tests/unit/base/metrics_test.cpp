#include "host/base/metrics.h"

#include <catch2/catch.hpp>
#include <limits>

using namespace perigee::metrics;

TEST_CASE("families are written with help, type and samples") {
  Text text;
  text.counter("perigee_things_total", "Things so far.").sample(std::uint64_t{3});
  text.gauge("perigee_level_ratio", "How full.")
      .sample(0.25, {{"side", "left"}, {"plugin", "refs"}})
      .sample(std::int64_t{-2}, {{"side", "right"}});
  CHECK(text.text() ==
        "# HELP perigee_things_total Things so far.\n"
        "# TYPE perigee_things_total counter\n"
        "perigee_things_total 3\n"
        "# HELP perigee_level_ratio How full.\n"
        "# TYPE perigee_level_ratio gauge\n"
        "perigee_level_ratio{side=\"left\",plugin=\"refs\"} 0.25\n"
        "perigee_level_ratio{side=\"right\"} -2\n");
}

TEST_CASE("values of labels are escaped") {
  Text text;
  text.gauge("g", "h").sample(1.0, {{"l", "a\\b \"c\"\nd"}});
  CHECK_THAT(text.text(), Catch::EndsWith("g{l=\"a\\\\b \\\"c\\\"\\nd\"} 1\n"));
}

TEST_CASE("numbers that JSON does not know have names") {
  using Limits = std::numeric_limits<double>;
  Text text;
  text.gauge("g", "h")
      .sample(Limits::infinity())
      .sample(-Limits::infinity())
      .sample(Limits::quiet_NaN());
  CHECK_THAT(text.text(), Catch::EndsWith("g +Inf\ng -Inf\ng NaN\n"));
}

TEST_CASE("a histogram counts what is at most the bound, and sums up") {
  Histogram histogram{1, 2.5};
  for (const double value : {0.5, 1.0, 1.5, 2.5, 100.0}) histogram.observe(value);
  CHECK(histogram.counts() == std::vector<std::uint64_t>{2, 2, 1});
  Text text;
  text.histogram("perigee_size", "Sizes.", histogram);
  CHECK(text.text() ==
        "# HELP perigee_size Sizes.\n"
        "# TYPE perigee_size histogram\n"
        "perigee_size_bucket{le=\"1\"} 2\n"
        "perigee_size_bucket{le=\"2.5\"} 4\n"
        "perigee_size_bucket{le=\"+Inf\"} 5\n"
        "perigee_size_sum 105.5\n"
        "perigee_size_count 5\n");
}

TEST_CASE("a counter counts") {
  Counter counter;
  counter.add();
  counter.add(4);
  CHECK(counter.value() == 5);
}

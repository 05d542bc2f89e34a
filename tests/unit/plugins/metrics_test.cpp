#include "host/plugins/metrics.h"

#include <catch2/catch.hpp>

using namespace perigee;
using namespace perigee::plugins;

TEST_CASE("every plugin has its own samples") {
  LaneStatus busy{
      .plugin = "refs", .position = 40, .lag = 2, .caught_up = false, .paused = true, .stats = {}};
  busy.stats.runs = 7;
  busy.stats.failures = 3;
  busy.stats.total_us = 1'500'000;
  busy.stats.fuel = 12'345;
  busy.stats.host_calls = 9;
  busy.stats.peak_bytes = 4096;
  const LaneStatus idle{
      .plugin = "links", .position = 42, .lag = 0, .caught_up = true, .paused = false, .stats = {}};
  metrics::Text text;
  write_metrics(text, {busy, idle});
  for (const char* sample : {
           "perigee_plugin_runs_total{plugin=\"refs\"} 7\n",
           "perigee_plugin_runs_total{plugin=\"links\"} 0\n",
           "perigee_plugin_failures_total{plugin=\"refs\"} 3\n",
           "perigee_plugin_run_seconds_total{plugin=\"refs\"} 1.5\n",
           "perigee_plugin_fuel_total{plugin=\"refs\"} 12345\n",
           "perigee_plugin_host_calls_total{plugin=\"refs\"} 9\n",
           "perigee_plugin_peak_memory_bytes{plugin=\"refs\"} 4096\n",
           "perigee_plugin_lag_events{plugin=\"refs\"} 2\n",
           "perigee_plugin_lag_events{plugin=\"links\"} 0\n",
           "perigee_plugin_breaker_open{plugin=\"refs\"} 1\n",
           "perigee_plugin_breaker_open{plugin=\"links\"} 0\n",
       }) {
    CAPTURE(sample);
    CHECK_THAT(text.text(), Catch::Contains(sample));
  }
}

TEST_CASE("the most memory of two batches is kept, and fuel adds up") {
  RunStats total;
  RunStats batch;
  batch.fuel = 10;
  batch.peak_bytes = 500;
  total.merge(batch);
  batch.peak_bytes = 300;
  total.merge(batch);
  CHECK(total.fuel == 20);
  CHECK(total.peak_bytes == 500);
}

#include "host/plugins/metrics.h"

namespace perigee::plugins {
namespace {

/// The samples of a family, labelled with the plugin.
template <class Number>
void samples(metrics::Text& text, const std::vector<LaneStatus>& plugins, Number number) {
  for (const LaneStatus& status : plugins) {
    text.sample(number(status), {{"plugin", status.plugin}});
  }
}

}  // namespace

void write_metrics(metrics::Text& text, const std::vector<LaneStatus>& plugins) {
  text.counter("perigee_plugin_runs_total", "Hooks that were run.");
  samples(text, plugins, [](const LaneStatus& s) { return s.stats.runs; });
  text.counter("perigee_plugin_failures_total", "Runs that failed.");
  samples(text, plugins, [](const LaneStatus& s) { return s.stats.failures; });
  text.counter("perigee_plugin_run_seconds_total", "Time spent in runs.");
  samples(text, plugins,
          [](const LaneStatus& s) { return static_cast<double>(s.stats.total_us) / 1e6; });
  text.counter("perigee_plugin_fuel_total", "Instructions, and work charged as such, in runs.");
  samples(text, plugins, [](const LaneStatus& s) { return s.stats.fuel; });
  text.counter("perigee_plugin_host_calls_total", "Calls of functions of the host in runs.");
  samples(text, plugins, [](const LaneStatus& s) { return s.stats.host_calls; });
  text.gauge("perigee_plugin_peak_memory_bytes", "The most memory that a run had allocated.");
  samples(text, plugins, [](const LaneStatus& s) { return s.stats.peak_bytes; });
  text.counter("perigee_plugin_enrichments_total", "Enrichments that were stored.");
  samples(text, plugins, [](const LaneStatus& s) { return s.stats.enrichments; });
  text.counter("perigee_plugin_attachments_total", "Attachments that were new.");
  samples(text, plugins, [](const LaneStatus& s) { return s.stats.attachments; });
  text.gauge("perigee_plugin_lag_events", "Events that the plugin has not passed yet.");
  samples(text, plugins, [](const LaneStatus& s) { return s.lag; });
  text.gauge("perigee_plugin_breaker_open", "1 while failures have the plugin paused.");
  samples(text, plugins, [](const LaneStatus& s) { return std::int64_t{s.paused ? 1 : 0}; });
}

}  // namespace perigee::plugins

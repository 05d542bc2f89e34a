#include "host/cli/overview.h"

#include "host/base/json.h"
#include "host/cli/table.h"

namespace perigee::cli {

std::string format_overview(const std::vector<plugins::Overview>& plugins) {
  const std::vector<Column> columns = {{"PLUGIN", Align::Left},       {"STATE", Align::Left},
                                       {"HOOKS", Align::Left},        {"LAG", Align::Right},
                                       {"RUNS", Align::Right},        {"FAILURES", Align::Right},
                                       {"ENRICHMENTS", Align::Right}, {"ATTACHMENTS", Align::Right},
                                       {"MEAN", Align::Right},        {"P99", Align::Right}};
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : plugins) {
    const bool ran = one.stats.runs > 0;
    rows.push_back({one.state.plugin, one.state.state,
                    one.state.hooks.empty() ? "-" : one.state.hooks, grouped(one.lag),
                    grouped(one.stats.runs), grouped(one.stats.failures),
                    grouped(one.stats.enrichments), grouped(one.stats.attachments),
                    ran ? format_microseconds(one.stats.mean_us()) : "-",
                    ran ? format_microseconds(one.stats.times.percentile(0.99).count()) : "-"});
  }
  std::string text = format_table(columns, rows);
  for (const auto& one : plugins) {
    if (!one.state.reason.empty()) text += one.state.plugin + ": " + one.state.reason + "\n";
  }
  return text;
}

std::string overview_json(const std::vector<plugins::Overview>& plugins) {
  std::string text;
  JsonWriter json(text);
  json.begin_array();
  for (const auto& one : plugins) {
    json.begin_object()
        .member("name", one.state.plugin)
        .member("path", one.state.path)
        .member("state", one.state.state)
        .member("reason", one.state.reason)
        .member("hooks", one.state.hooks)
        .member("generation", one.state.generation)
        .member("lag", one.lag)
        .member("open_failures", one.open_failures)
        .member("runs", one.stats.runs)
        .member("failures", one.stats.failures)
        .member("enrichments", one.stats.enrichments)
        .member("attachments", one.stats.attachments)
        .member("mean_us", one.stats.mean_us())
        .member("p99_us", static_cast<std::int64_t>(one.stats.times.percentile(0.99).count()))
        .end_object();
  }
  json.end_array();
  return text;
}

}  // namespace perigee::cli

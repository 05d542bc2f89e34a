#include "host/cli/overview.h"

#include <algorithm>

#include "host/base/json.h"
#include "host/cli/table.h"
#include "host/plugins/grants.h"

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

namespace {

/// What a plugin gets and has not used.
std::string unused_grants(const plugins::StateRow& state) {
  const auto split = [](const std::string& list) {
    std::vector<std::string> names;
    for (std::size_t at = 0; at < list.size();) {
      const std::size_t end = std::min(list.find(", ", at), list.size());
      names.push_back(list.substr(at, end - at));
      at = end + 2;
    }
    return names;
  };
  const std::vector<std::string> used = split(state.grants_used);
  std::vector<std::string> unused = split(state.grants_allowed);
  std::erase_if(
      unused, [&](const std::string& name) { return std::ranges::find(used, name) != used.end(); });
  return plugins::grant_list(unused);
}

}  // namespace

std::string format_plugin(const plugins::Overview& one) {
  const auto or_none = [](const std::string& list) {
    return list.empty() ? std::string("none") : list;
  };
  const plugins::RunStats& stats = one.stats;
  std::string text = one.state.plugin + ": " + one.state.state;
  if (!one.state.reason.empty()) text += ", " + one.state.reason;
  text += "\n  file        " + one.state.path + ", generation " + grouped(one.state.generation);
  text += "\n  hooks       " + or_none(one.state.hooks);
  text += "\n  grants      declares " + or_none(one.state.grants) + "; gets " +
          or_none(one.state.grants_allowed) + "; has used " + or_none(one.state.grants_used);
  if (const std::string unused = unused_grants(one.state); !unused.empty() && stats.runs > 0) {
    text += "\n              not used since it was loaded: " + unused +
            "; drop what it does not need from its grants";
  }
  text += "\n  runs        " + grouped(stats.runs) + ", " + grouped(stats.failures) + " failed, " +
          grouped(one.lag) + " messages behind";
  if (stats.runs > 0) {
    const std::int64_t p99 = stats.times.percentile(0.99).count();
    text += "\n  time        " + format_microseconds(stats.mean_us()) + " mean, " +
            format_microseconds(p99) + " p99";
    text += "\n  fuel        " + grouped(stats.mean_fuel()) + " mean";
    text += "\n  memory      " + grouped((stats.peak_bytes + 1023) / 1024) + " KiB at most";
    text += "\n  host calls  " + grouped(stats.host_calls);
  }
  return text + "\n";
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
        .member("mean_fuel", one.stats.mean_fuel())
        .member("peak_bytes", one.stats.peak_bytes)
        .member("host_calls", one.stats.host_calls)
        .member("grants", one.state.grants)
        .member("grants_allowed", one.state.grants_allowed)
        .member("grants_used", one.state.grants_used)
        .member("p99_us", static_cast<std::int64_t>(one.stats.times.percentile(0.99).count()))
        .end_object();
  }
  json.end_array();
  return text;
}

}  // namespace perigee::cli

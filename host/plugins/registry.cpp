#include "host/plugins/registry.h"

#include <algorithm>

#include "host/base/log.h"
#include "host/base/text.h"

namespace perigee::plugins {

Registry::Registry(hub::Hub& hub, Pipeline& pipeline, ContextFactory make_context,
                   const Clock& clock, RegistryOptions options)
    : hub_(hub),
      pipeline_(pipeline),
      make_context_(std::move(make_context)),
      clock_(clock),
      options_(std::move(options)) {}

Result<ScanSummary> Registry::scan() {
  const std::lock_guard lock(mutex_);
  const auto found = find_plugins(options_.folders);
  if (!found) return std::unexpected(found.error());
  if (!std::exchange(scanned_, true)) {
    warn_of_strangers(*found);
    // What an earlier host left is history until it is found again.
    auto cleared = hub_.run([](hub::Write& write) { return forget_states(write.db); });
    if (!cleared) return fail(std::move(cleared));
  }
  if (auto ended = end_missing(*found); !ended) return fail(std::move(ended));
  std::map<std::string, std::string> first_of_name;
  for (const PluginPath& path : *found) {
    const auto [first, is_first] = first_of_name.emplace(path.name, path.shown().string());
    if (auto done = consider(path, is_first, first->second); !done) return fail(std::move(done));
  }
  if (auto attended = attend_requests(); !attended) return fail(std::move(attended));
  ScanSummary summary;
  for (const auto& [path, known] : known_) {
    if (known.row.state == "running") ++summary.running;
    if (known.row.state == "disabled") ++summary.disabled;
    if (known.row.state == "error") ++summary.failed;
  }
  return summary;
}

/// Settings of a plugin that is nowhere are more often a slip of the pen than a plan.
void Registry::warn_of_strangers(const std::vector<PluginPath>& found) const {
  std::vector<std::string_view> names;
  for (const PluginPath& path : found) names.push_back(path.name);
  for (const auto& [name, settings] : options_.config.plugins) {
    if (std::ranges::find(names, name) != names.end()) continue;
    const std::string meant = did_you_mean(name, names);
    log::warn("perigee.lua: plugins[\"{}\"] is about a plugin that is in none of the folders{}",
              name, meant.empty() ? "" : " (" + meant + ")");
  }
}

Result<void> Registry::consider(const PluginPath& path, bool is_first_of_name,
                                const std::string& first_path) {
  const std::string key = path.shown().string();
  auto source = read_plugin(path);
  const bool is_new = !known_.contains(key);
  Known& known = known_[key];
  if (is_new) known.row = {path.name, key, "error", "", "", 0};
  if (!source) return refuse(known, source.error());
  const bool same_role = known.duplicate == !is_first_of_name;
  if (!is_new && same_role && known.attempted.same_text(*source)) return {};
  known.attempted = *source;
  known.duplicate = !is_first_of_name;

  if (!is_first_of_name) {
    return refuse(known, Error{Code::LoadError,
                               "another plugin is called \"" + path.name + "\" too: " + first_path,
                               "rename one of them; the first one runs"});
  }
  const PluginSettings settings = options_.config.settings_of(path.name);
  if (!settings.enabled) {
    known.row.state = "disabled";
    known.row.reason = "enabled = false in perigee.lua";
    return store(known.row);
  }
  return start_or_reload(known, *source);
}

Result<void> Registry::start_or_reload(Known& known, const PluginSource& source) {
  auto blueprint = std::make_shared<const Blueprint>(
      Blueprint{source, options_.config.settings_of(source.path.name)});
  auto generation = Generation::load(std::move(blueprint), make_context_, clock_);
  if (!generation) return refuse(known, generation.error());

  known.row.hooks = (*generation)->manifest().hook_list();
  ++known.row.generation;
  known.row.state = "running";
  known.row.reason.clear();
  const std::string name = source.path.name;
  if (known.serves) {
    pipeline_.replace(name, std::move(*generation));
    log::info("{}: reloaded, generation {}", name, known.row.generation);
    return store(known.row);
  }
  // The cursor is durable before the first message can be acknowledged, or a crash would make the
  // plugin forget where it began.
  const auto cursor = hub_.writer().run(
      [&](store::Connection& db) { return open_cursor(db, name, hub_.events().newest()); });
  if (!cursor) return std::unexpected(cursor.error());
  start(known, std::move(*generation), *cursor);
  return store(known.row);
}

void Registry::start(Known& known, std::unique_ptr<Generation> generation, Cursor cursor) {
  known.serves = true;
  log::info("{}: running ({})", known.row.plugin, known.row.hooks);
  pipeline_.add(std::make_unique<Lane>(known.row.plugin, cursor, std::move(generation),
                                       make_context_, clock_));
}

/// A plugin that cannot be loaded: the one before, if any, goes on.
Result<void> Registry::refuse(Known& known, const Error& error) {
  Error shown = error;
  shown.where.plugin.clear();  // whoever shows the reason says whose it is
  const std::string reason = log::describe(shown);
  if (known.row.reason.ends_with(reason)) return {};  // said already
  if (known.serves) {
    known.row.reason = "generation " + std::to_string(known.row.generation) +
                       " goes on, the changed file does not load: " + reason;
  } else {
    known.row.state = "error";
    known.row.reason = reason;
  }
  log::error("{}: {}", known.row.plugin, known.row.reason);
  return store(known.row);
}

Result<void> Registry::end_missing(const std::vector<PluginPath>& found) {
  for (auto next = known_.begin(); next != known_.end();) {
    const auto here = std::ranges::any_of(
        found, [&](const PluginPath& path) { return path.shown().string() == next->first; });
    if (here) {
      ++next;
      continue;
    }
    Known& known = next->second;
    if (known.serves) {
      pipeline_.remove(known.row.plugin);
      log::info("{}: ended, its file is gone", known.row.plugin);
    }
    known.row.state = "removed";
    if (auto stored = store(known.row); !stored) return stored;
    next = known_.erase(next);
  }
  return {};
}

Result<void> Registry::attend_requests() {
  const auto plugins = hub_.run([](hub::Write& write) { return requested_plugins(write.db); });
  if (!plugins) return std::unexpected(plugins.error());
  for (const std::string& plugin : *plugins) pipeline_.attend(plugin);
  return {};
}

Result<void> Registry::store(const StateRow& row) {
  return hub_.run([&row](hub::Write& write) { return store_state(write, row); });
}

}  // namespace perigee::plugins

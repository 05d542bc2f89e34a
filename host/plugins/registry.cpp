#include "host/plugins/registry.h"

#include <algorithm>

#include "host/base/log.h"
#include "host/base/text.h"
#include "host/plugins/grants.h"

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
  if (!scanned_) {
    warn_of_strangers(*found);
    // What an earlier host left is history until it is found again.
    auto cleared = hub_.run([](hub::Write& write) { return forget_states(write.db); });
    if (!cleared) return fail(std::move(cleared));
    scanned_ = true;
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

Result<void> Registry::consider(const PluginPath& path, bool is_first,
                                const std::string& first_path) {
  const std::string key = path.shown().string();
  const auto [found, is_new] = known_.try_emplace(key);
  Known& known = found->second;
  if (is_new) known.row = {path.name, key, "error", "", "", 0, "", "", ""};
  auto source = read_plugin(path);
  const bool same_role = std::exchange(known.is_first, is_first) == is_first;
  if (source && same_role && known.attempted && known.attempted->same_text(*source)) return {};
  known.attempted.reset();
  if (!source) return refuse(known, source.error());
  auto done = attempt(known, *source, first_path);
  if (done) known.attempted = std::move(*source);
  return done;
}

Result<void> Registry::attempt(Known& known, const PluginSource& source,
                               const std::string& first_path) {
  const std::string& name = source.path.name;
  if (!known.is_first) {
    return refuse(known, Error{Code::LoadError,
                               "another plugin is called \"" + name + "\" too: " + first_path,
                               "rename one of them; the first one runs"});
  }
  if (options_.config.settings_of(name).enabled) return load(known, source);
  StateRow row = known.row;
  row.state = "disabled";
  row.reason = "enabled = false in perigee.lua";
  return store(known, row);
}

Result<void> Registry::load(Known& known, const PluginSource& source) {
  const std::string& name = source.path.name;
  auto blueprint =
      std::make_shared<const Blueprint>(Blueprint{source, options_.config.settings_of(name)});
  auto generation = Generation::load(std::move(blueprint), make_context_, clock_);
  if (!generation) return refuse(known, generation.error());

  StateRow row = known.row;
  const Manifest& manifest = (*generation)->manifest();
  row.hooks = manifest.hook_list();
  row.grants = grant_list(manifest.grants);
  row.grants_allowed =
      grant_list(allowed_grants(manifest.grants, options_.config.settings_of(name).grants));
  ++row.generation;
  row.state = "running";
  row.reason.clear();
  // The cursor is durable before the first message can be acknowledged, or a crash would make the
  // plugin forget where it began. The state is stored before a run can change it.
  const auto cursor = hub_.run([&](hub::Write& write) -> Result<Cursor> {
    if (auto stored = store_state(write, row); !stored) return fail(std::move(stored));
    return open_cursor(write.db, name, hub_.events().newest());
  });
  if (!cursor) return std::unexpected(cursor.error());
  known.row = std::move(row);
  serve(known, std::move(*generation), *cursor);
  return {};
}

/// The plugin's runs go on with this generation, or begin.
void Registry::serve(Known& known, std::unique_ptr<Generation> generation, const Cursor& cursor) {
  const std::string& name = known.row.plugin;
  bool runs = false;
  for (auto& [path, other] : known_) {
    if (!other.serves || other.row.plugin != name) continue;
    runs = true;
    other.serves = false;
    if (&other != &known) other.attempted.reset();  // its state is to be told anew
  }
  known.serves = true;
  if (runs) {
    pipeline_.replace(name, std::move(generation));
    log::info("{}: reloaded, generation {}", name, known.row.generation);
    return;
  }
  log::info("{}: running ({})", name, known.row.hooks);
  pipeline_.add(
      std::make_unique<Lane>(name, cursor.event_id, std::move(generation), make_context_, clock_));
}

/// A plugin that cannot be loaded: what serves, if anything does, goes on.
Result<void> Registry::refuse(Known& known, const Error& error) {
  Error shown = error;
  shown.where.plugin.clear();  // whoever shows the reason says whose it is
  StateRow row = known.row;
  row.reason = log::describe(shown);
  if (known.serves) {
    row.reason = "generation " + std::to_string(row.generation) + " goes on, " +
                 (known.is_first ? "the changed file does not load: "
                                 : "since the one that should run does not load: ") +
                 row.reason;
  } else {
    row.state = "error";
  }
  if (row.state == known.row.state && row.reason == known.row.reason) return {};  // said already
  log::error("{}: {}", row.plugin, row.reason);
  return store(known, row);
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
    if (std::exchange(known.serves, false)) {
      pipeline_.remove(known.row.plugin);
      log::info("{}: ended, its file is gone", known.row.plugin);
    }
    StateRow row = known.row;
    row.state = "removed";
    if (auto stored = store(known, row); !stored) return stored;
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

Result<void> Registry::store(Known& known, const StateRow& row) {
  auto stored = hub_.run([&row](hub::Write& write) { return store_state(write, row); });
  if (stored) known.row = row;
  return stored;
}

}  // namespace perigee::plugins

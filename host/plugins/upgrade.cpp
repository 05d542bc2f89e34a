#include "host/plugins/upgrade.h"

#include <algorithm>
#include <tuple>

#include "host/base/log.h"
#include "host/base/scratch_folder.h"
#include "host/base/text.h"
#include "host/hub/database.h"
#include "host/plugins/snapshot.h"
#include "host/plugins/table_reader.h"
#include "host/store/migrations.h"

namespace perigee::plugins {
namespace {

namespace fs = std::filesystem;

/// One upgrade under way.
class Upgrade {
 public:
  Upgrade(const UpgradeOptions& options, const Clock& clock)
      : options_(options), clock_(clock), stamp_(store::copy_stamp(clock.now())) {}

  Result<UpgradeReport> run();

 private:
  /// A plugin that is loaded, from its migrations to its storage.
  struct Loaded {
    PluginPath path;
    PluginUpgrade report;
    std::shared_ptr<store::PluginDatabase> database;
    std::unique_ptr<Generation> generation;
  };

  Result<std::vector<PluginPath>> choose() const;
  Result<void> upgrade_hub();
  Loaded migrate(const PluginPath& path);
  Result<std::unique_ptr<Generation>> load(Loaded& loaded);
  Result<void> migrate_storage(Loaded& loaded);
  Result<bool> call_hook(Loaded& loaded);
  Result<void> count(bool after);
  PluginDataOptions data_options() const { return {.data = options_.data, .copy_stamp = stamp_}; }

  const UpgradeOptions& options_;
  const Clock& clock_;
  const std::string stamp_;
  UpgradeReport report_;
};

Result<UpgradeReport> Upgrade::run() {
  const auto paths = choose();
  if (!paths) return std::unexpected(paths.error());
  if (auto counted = count(/*after=*/false); !counted) return fail(std::move(counted));
  if (auto done = upgrade_hub(); !done) return fail(std::move(done));
  std::vector<Loaded> all;
  for (const PluginPath& path : *paths) all.push_back(migrate(path));
  for (Loaded& loaded : all) {
    if (loaded.generation == nullptr || !loaded.report.has_storage_hook) continue;
    auto done = migrate_storage(loaded);
    if (!done) loaded.report.error = std::move(done.error());
  }
  for (Loaded& loaded : all) report_.plugins.push_back(std::move(loaded.report));
  all.clear();
  if (auto counted = count(/*after=*/true); !counted) return fail(std::move(counted));
  auto copies = store::find_copies(options_.data);
  if (!copies) return std::unexpected(copies.error());
  std::erase_if(*copies, [this](const store::Copy& copy) { return copy.stamp != stamp_; });
  report_.copies = std::move(*copies);
  return std::move(report_);
}

/// The plugins by name, of those with one name the first.
Result<std::vector<PluginPath>> Upgrade::choose() const {
  auto found = find_plugins(options_.folders);
  if (!found) return found;
  const auto doubles = std::ranges::unique(*found, {}, &PluginPath::name);
  found->erase(doubles.begin(), doubles.end());
  if (!options_.plugin) return found;
  std::vector<std::string_view> names;
  for (const PluginPath& path : *found) names.push_back(path.name);
  std::string meant = did_you_mean(*options_.plugin, names);
  if (meant.empty()) meant = "name its folder with --plugins DIR";
  std::vector<PluginPath> chosen;
  for (const PluginPath& path : *found) {
    if (path.name == *options_.plugin) chosen.push_back(path);
  }
  if (!chosen.empty()) return chosen;
  return fail(Code::NotFound, "no folder has a plugin \"" + *options_.plugin + "\"",
              std::move(meant));
}

Result<void> Upgrade::upgrade_hub() {
  const auto applied = [this]() -> Result<int> {
    auto db = store::Connection::open(options_.data.database(), store::OpenMode::ReadOnly);
    if (!db) return fail(std::move(db));
    return store::applied_core_migrations(*db);
  };
  const auto before = applied();
  if (!before) return std::unexpected(before.error());
  {
    auto db = hub::open_database(options_.data, clock_, stamp_,
                                 [this] { return copy_plugin_databases(data_options(), clock_); });
    if (!db) return fail(std::move(db));
  }
  const auto after = applied();
  if (!after) return std::unexpected(after.error());
  report_.core_applied = *after - *before;
  return {};
}

Upgrade::Loaded Upgrade::migrate(const PluginPath& path) {
  Loaded loaded{.path = path, .report = {}, .database = nullptr, .generation = nullptr};
  loaded.report.plugin = path.name;
  loaded.report.disabled = !options_.config.settings_of(path.name).enabled;
  if (loaded.report.disabled) return loaded;
  auto generation = load(loaded);
  if (generation) {
    loaded.generation = std::move(*generation);
    loaded.report.has_storage_hook = loaded.generation->manifest().has(Hook::MigrateStorage);
  } else {
    loaded.report.error = std::move(generation.error());
  }
  return loaded;
}

/// Loads the plugin; its migrations are applied on the way, as when a host starts.
Result<std::unique_ptr<Generation>> Upgrade::load(Loaded& loaded) {
  auto source = read_plugin(loaded.path);
  if (!source) return fail(std::move(source));
  auto blueprint = std::make_shared<const Blueprint>(
      Blueprint{std::move(*source), options_.config.settings_of(loaded.path.name)});
  return Generation::load(
      std::move(blueprint),
      [&](lua::State& state, const ContextRequest& request) -> Result<lua::Ref> {
        auto opened = open_plugin_data(data_options(), request, clock_);
        if (!opened) return fail(std::move(opened));
        loaded.database = opened->database;
        loaded.report.applied = std::move(opened->applied);
        return options_.make_context(state, request, std::move(opened->database));
      },
      clock_);
}

/// Runs the hook, with a copy beside the database for as long as it may have changed anything.
Result<void> Upgrade::migrate_storage(Loaded& loaded) {
  const std::string& plugin = loaded.report.plugin;
  if (loaded.database == nullptr) {
    return fail(Code::LoadError,
                "the plugin has migrate_storage, but is granted neither a database nor state",
                "add \"db\" or \"state\" to its grants");
  }
  std::optional<fs::path> made;
  if (loaded.report.applied.empty()) {  // else there is one from before those
    auto copied = copy_plugin_database(data_options(), plugin, clock_);
    if (!copied) return fail(std::move(copied));
    made = std::move(*copied);
  }
  const auto changed = call_hook(loaded);
  if (made && changed && !*changed) {
    std::error_code ignored;
    fs::remove(*made, ignored);
  }
  if (!changed) return std::unexpected(changed.error());
  return thin_out_plugin_copies(options_.data, plugin);
}

/// Whether it changed the database.
Result<bool> Upgrade::call_hook(Loaded& loaded) {
  const std::string& plugin = loaded.report.plugin;
  auto watch =
      store::Connection::open(options_.data.plugin_database(plugin), store::OpenMode::ReadOnly);
  if (!watch) return fail(std::move(watch));
  const auto version = [&watch]() -> Result<std::int64_t> {
    auto rows = watch->query("PRAGMA data_version");
    const std::int64_t number = rows.next() ? rows.integer(0) : 0;
    if (auto status = rows.status(); !status) return fail(std::move(status));
    return number;
  };
  const auto before = version();
  if (!before) return std::unexpected(before.error());
  log::info("{}: migrate_storage", plugin);
  const auto result = loaded.generation->migrate_storage();
  auto counters = result ? read_counters(*result) : std::unexpected(result.error());
  if (!counters) return fail(std::move(counters));
  loaded.report.storage = *counters;
  const auto after = version();
  if (!after) return std::unexpected(after.error());
  return *before != *after;
}

/// Counts the rows of everything there is.
Result<void> Upgrade::count(bool after) {
  if (!options_.counts_rows) return {};
  const auto note = [&](const std::string& plugin, const fs::path& file) -> Result<void> {
    auto db = store::Connection::open(file, store::OpenMode::ReadOnly);
    if (!db) return fail(std::move(db));
    const auto tables = store::count_rows(*db);
    if (!tables) return std::unexpected(tables.error());
    for (const store::TableRows& one : *tables) {
      auto known = std::ranges::find_if(report_.rows, [&](const RowChange& row) {
        return row.plugin == plugin && row.table == one.table;
      });
      if (known == report_.rows.end()) {
        known = report_.rows.insert(known, {plugin, one.table, std::nullopt, std::nullopt});
      }
      (after ? known->after : known->before) = one.rows;
    }
    return {};
  };
  if (auto done = note("", options_.data.database()); !done) return done;
  const auto plugins = store::find_plugin_databases(options_.data);
  if (!plugins) return std::unexpected(plugins.error());
  for (const std::string& plugin : *plugins) {
    if (options_.plugin && plugin != *options_.plugin) continue;
    if (auto done = note(plugin, options_.data.plugin_database(plugin)); !done) return done;
  }
  std::ranges::sort(report_.rows, [](const RowChange& a, const RowChange& b) {
    return std::tie(a.plugin, a.table) < std::tie(b.plugin, b.table);
  });
  return {};
}

}  // namespace

bool UpgradeReport::failed() const {
  return std::ranges::any_of(plugins,
                             [](const PluginUpgrade& one) { return one.error.has_value(); });
}

Result<StorageCounters> read_counters(const Value& result) {
  constexpr std::int64_t kMost = std::int64_t{1} << 53;
  StorageCounters counters;
  if (result.is_null()) return counters;
  TableReader table(result, "");
  counters.scanned = table.integer("scanned", 0, kMost).value_or(0);
  counters.migrated = table.integer("migrated", 0, kMost).value_or(0);
  counters.existing = table.integer("existing", 0, kMost).value_or(0);
  counters.missing = table.integer("missing", 0, kMost).value_or(0);
  counters.skipped = table.integer("skipped", 0, kMost).value_or(0);
  if (auto done = table.finish(); !done) {
    Error& error = done.error();
    return fail(Code::InvalidOutput, "what migrate_storage returned: " + error.message,
                error.hint.empty() ? "return nothing, or the counters scanned, migrated, existing,"
                                     " missing and skipped"
                                   : error.hint);
  }
  return counters;
}

Result<UpgradeReport> upgrade(const UpgradeOptions& options, const Clock& clock) {
  return Upgrade(options, clock).run();
}

Result<UpgradeReport> rehearse_upgrade(UpgradeOptions options, const Clock& clock) {
  std::error_code error;
  const auto scratch = ScratchFolder::make(fs::temp_directory_path(error) / "perigee-rehearsal-");
  if (!scratch) return std::unexpected(scratch.error());
  const store::DataPaths copy{scratch->path()};
  if (auto copied = take_snapshot(options.data, copy); !copied) return fail(std::move(copied));
  options.data = copy;
  options.counts_rows = true;
  auto report = upgrade(options, clock);
  if (report) report->copies.clear();  // they were never beside the real ones
  return report;
}

}  // namespace perigee::plugins

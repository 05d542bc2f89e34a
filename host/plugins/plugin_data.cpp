#include "host/plugins/plugin_data.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/base/log.h"
#include "host/plugins/deadline.h"
#include "host/plugins/progress.h"
#include "host/store/connection.h"
#include "host/store/plugin_state.h"

namespace perigee::plugins {
namespace {

namespace fs = std::filesystem;

bool is_granted(const ContextRequest& request, std::string_view grant) {
  return std::ranges::find(request.grants, grant) != request.grants.end();
}

Result<void> make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error) {
    fs::permissions(folder, fs::perms::owner_all, error);
  }
  if (!error) return {};
  return fail(Code::FileError, "cannot make the folder " + folder.string() + ": " + error.message(),
              "check its permissions");
}

/// Applies what is pending and says what that was.
Result<std::vector<std::string>> migrate(store::PluginDatabase& db,
                                         const PluginDataOptions& options,
                                         const ContextRequest& request, const Clock& clock,
                                         store::WorkGuard& guard) {
  const auto plan = store::plan_migrations(db, request.migrations, guard);
  if (!plan) return std::unexpected(plan.error());
  if (options.migrations == Migrations::Manual && !plan->pending.empty()) {
    return fail(Code::SchemaError,
                fmt::format("{} migration{} not applied yet, the first is migrations/{}",
                            plan->pending.size(), plan->pending.size() == 1 ? " is" : "s are",
                            plan->pending.front()->name),
                "stop the host and run `perigee upgrade`; perigee.lua leaves it to you");
  }
  std::optional<fs::path> made;
  const auto copy = [&]() -> Result<void> {
    auto copied = copy_plugin_database(options, request.plugin, clock);
    if (!copied) return fail(std::move(copied));
    made = std::move(*copied);
    return {};
  };
  auto done = store::apply_migrations(db, *plan, clock, guard, copy);
  if (!done && made) {
    std::error_code ignored;
    fs::remove(*made, ignored);
    log::info("{}: nothing was changed, so the copy is deleted", request.plugin);
  }
  if (!done) return fail(std::move(done));
  if (!plan->pending.empty()) {
    if (auto thin = thin_out_plugin_copies(options.data, request.plugin); !thin) {
      return fail(std::move(thin));
    }
  }
  std::vector<std::string> applied;
  for (const auto* migration : plan->pending) {
    log::info("{}: applied migrations/{}", request.plugin, migration->name);
    applied.push_back(migration->name);
  }
  return applied;
}

/// How far the hub knows the plugin to be. Asked before the copy is made: what the plugin did after
/// that may be in the copy, and happens again if the copy is used.
Result<std::int64_t> known_position(const store::DataPaths& data, const std::string& plugin) {
  std::error_code ignored;
  if (!fs::exists(data.database(), ignored)) return 0;
  auto db = store::Connection::open(data.database(), store::OpenMode::ReadOnly);
  if (!db) return fail(std::move(db));
  const auto cursor = find_cursor(*db, plugin);
  if (!cursor) return std::unexpected(cursor.error());
  return cursor->value_or(Cursor{}).event_id;
}

}  // namespace

Result<std::optional<fs::path>> copy_plugin_database(const PluginDataOptions& options,
                                                     const std::string& plugin,
                                                     const Clock& clock) {
  const auto position = known_position(options.data, plugin);
  if (!position) return std::unexpected(position.error());
  store::Copy copy{.database = options.data.plugin_database(plugin),
                   .plugin = plugin,
                   .migration = 0,
                   .event_id = *position,
                   .stamp = options.copy_stamp};
  if (copy.stamp.empty()) copy.stamp = store::copy_stamp(clock.now());
  auto db = store::Connection::open(copy.database, store::OpenMode::ReadOnly);
  if (!db) return fail(std::move(db));
  const auto applied = store::applied_migrations(*db);
  if (!applied) return std::unexpected(applied.error());
  if (!applied->empty()) copy.migration = store::migration_number(applied->back().name);
  std::error_code ignored;
  if (fs::exists(copy.file(), ignored)) return std::nullopt;
  if (auto copied = db->back_up_to(copy.file()); !copied) return fail(std::move(copied));
  log::info("{}: a copy of its database as it was is {}", plugin, copy.file().string());
  return copy.file();
}

Result<void> thin_out_plugin_copies(const store::DataPaths& data, const std::string& plugin) {
  const auto deleted = store::thin_out_copies(data, data.plugin_database(plugin));
  if (!deleted) return std::unexpected(deleted.error());
  for (const auto& file : *deleted) log::info("{}: deleted the old copy {}", plugin, file.string());
  return {};
}

Result<void> copy_plugin_databases(const PluginDataOptions& options, const Clock& clock) {
  const auto plugins = store::find_plugin_databases(options.data);
  if (!plugins) return std::unexpected(plugins.error());
  for (const std::string& plugin : *plugins) {
    const auto copied = copy_plugin_database(options, plugin, clock);
    if (!copied) return std::unexpected(copied.error());
    if (auto done = thin_out_plugin_copies(options.data, plugin); !done) return done;
  }
  return {};
}

Result<PluginData> open_plugin_data(const PluginDataOptions& options, const ContextRequest& request,
                                    const Clock& clock) {
  const store::DataPaths& data = options.data;
  const bool has_db = is_granted(request, "db");
  if (!has_db && !request.migrations.empty()) {
    return fail(Code::LoadError, "the plugin has migrations but is not granted a database",
                "add \"db\" to its grants, and to those in perigee.lua if it bounds them");
  }
  if (!has_db && !is_granted(request, "state")) return PluginData{};
  const fs::path file = data.plugin_database(request.plugin);
  if (auto made = make_folder(file.parent_path()); !made) return fail(std::move(made));
  auto opened = store::PluginDatabase::open(
      {.file = file, .hub_file = data.database(), .hub_tables = request.hub_tables});
  if (!opened) return fail(std::move(opened));
  std::shared_ptr<store::PluginDatabase> db = std::move(*opened);
  Deadline guard(clock, limits::kMigrationWall);
  auto ready = store::PluginState(*db, request.plugin, clock).open(guard);
  if (!ready) return fail(std::move(ready));
  auto applied = migrate(*db, options, request, clock, guard);
  if (!applied) return fail(std::move(applied));
  return PluginData{.database = std::move(db), .applied = std::move(*applied)};
}

}  // namespace perigee::plugins

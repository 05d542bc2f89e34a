#include "host/plugins/plugin_data.h"

#include <algorithm>

#include "host/base/log.h"
#include "host/store/plugin_state.h"

namespace perigee::plugins {
namespace {

/// Bounds work of the host itself by the clock alone.
class Deadline final : public store::WorkGuard {
 public:
  Deadline(const Clock& clock, std::chrono::milliseconds wall)
      : clock_(clock), end_(clock.steady_now() + wall) {}
  bool work(std::uint64_t) override { return clock_.steady_now() < end_; }

 private:
  const Clock& clock_;
  const SteadyTime end_;
};

bool is_granted(const ContextRequest& request, std::string_view grant) {
  return std::ranges::find(request.grants, grant) != request.grants.end();
}

Result<void> make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error) {
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  }
  if (!error) return {};
  return fail(Code::FileError, "cannot make the folder " + folder.string() + ": " + error.message(),
              "check its permissions");
}

Result<void> migrate(store::PluginDatabase& db, const ContextRequest& request, const Clock& clock,
                     store::WorkGuard& guard) {
  const auto plan = store::plan_migrations(db, request.migrations, guard);
  if (!plan) return std::unexpected(plan.error());
  auto done = store::apply_migrations(db, *plan, clock, guard);
  if (!done) return done;
  for (const auto* migration : plan->pending) {
    log::info("{}: applied migrations/{}", request.plugin, migration->name);
  }
  return {};
}

}  // namespace

Result<std::shared_ptr<store::PluginDatabase>> open_plugin_data(const store::DataPaths& data,
                                                                const ContextRequest& request,
                                                                const Clock& clock) {
  const bool has_db = is_granted(request, "db");
  if (!has_db && !request.migrations.empty()) {
    return fail(Code::LoadError, "the plugin has migrations but is not granted a database",
                "add \"db\" to its grants, and to those in perigee.lua if it bounds them");
  }
  if (!has_db && !is_granted(request, "state")) return nullptr;
  const std::filesystem::path file = data.plugin_database(request.plugin);
  if (auto made = make_folder(file.parent_path()); !made) return fail(std::move(made));
  auto opened = store::PluginDatabase::open(
      {.file = file, .hub_file = data.database(), .hub_tables = request.hub_tables});
  if (!opened) return fail(std::move(opened));
  std::shared_ptr<store::PluginDatabase> db = std::move(*opened);
  Deadline guard(clock, limits::kMigrationWall);
  auto ready = store::PluginState(*db, request.plugin, clock).open(guard);
  if (ready) ready = migrate(*db, request, clock, guard);
  if (!ready) return fail(std::move(ready));
  return db;
}

}  // namespace perigee::plugins

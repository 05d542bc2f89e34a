// `perigee upgrade`: brings a hub and the databases of its plugins up to date, tries that on a
// copy, or undoes the last time.
#include <CLI/CLI.hpp>

#include "host/base/log.h"
#include "host/cli/commands.h"
#include "host/cli/foreign_hub.h"
#include "host/cli/plugin_context.h"
#include "host/cli/run_options.h"
#include "host/cli/table.h"
#include "host/cli/upgrade_view.h"

namespace perigee::cli {
namespace {

struct UpgradeChoices {
  RunOptions run;
  std::optional<std::string> plugin;
  bool dry_run = false;
  bool rollback = false;
};

void declare(CLI::App& command, UpgradeChoices& options) {
  command.add_option("--plugins", options.run.plugin_folders,
                     "Folder with plugins; may be given several times (default: lua-plugins)");
  command.add_option("--config", options.run.config, "Configuration (default: perigee.lua)");
  command.add_option("--plugin", options.plugin, "Only this plugin");
  command.add_flag(
      "--dry-run", options.dry_run,
      "Try it on a copy and show what would change; with --rollback, what would go back");
  command.add_flag("--rollback", options.rollback,
                   "Put back the copies that were made before the last upgrade");
}

Result<store::DataLock> lock(const store::DataPaths& data, const Clock& clock) {
  return store::DataLock::take(
      data, clock, [&](const store::LeftLock& left) { return check_no_foreign_hub(data, left); });
}

Result<Answer> roll_back(const Location& location, const UpgradeChoices& options,
                         const Clock& clock) {
  const auto held = lock(location.data, clock);
  if (!held) return std::unexpected(held.error());
  const auto plan = plugins::plan_rollback(location.data, options.plugin);
  if (!plan) return std::unexpected(plan.error());
  if (options.dry_run) return show_rollback(*plan, {});
  const auto done = plugins::roll_back(location.data, *plan, clock);
  if (!done) return std::unexpected(done.error());
  return show_rollback(*plan, *done);
}

Result<Answer> upgrade(const Globals& globals, const UpgradeChoices& options) {
  const SystemClock clock;
  const auto location = locate(globals);
  if (!location) return std::unexpected(location.error());
  if (auto there = open_for_reading(*location); !there) return fail(std::move(there));
  if (options.rollback) return roll_back(*location, options, clock);
  auto resolved = resolve(options.run, *location, clock);
  if (!resolved) return fail(std::move(resolved));
  plugins::UpgradeOptions wanted{
      .data = location->data,
      .folders = std::move(resolved->plugin_folders),
      .config = std::move(resolved->config),
      .plugin = options.plugin,
      .counts_rows = false,
      .make_context = [&clock](lua::State& state, const plugins::ContextRequest& request,
                               std::shared_ptr<store::PluginDatabase> database) {
        return make_context(state, request, std::move(database), nullptr, clock);
      }};
  if (options.dry_run) {
    log::set_level(log::Level::Warn);  // of files that are gone in a moment
    const auto report = plugins::rehearse_upgrade(std::move(wanted), clock);
    if (!report) return std::unexpected(report.error());
    return show_upgrade(*report, /*dry_run=*/true);
  }
  const auto held = lock(location->data, clock);
  if (!held) return std::unexpected(held.error());
  const auto report = plugins::upgrade(wanted, clock);
  if (!report) return std::unexpected(report.error());
  return show_upgrade(*report, /*dry_run=*/false);
}

}  // namespace

void add_upgrade_command(CommandLine& line) {
  line.add(line.root(),
           {"upgrade", "Bring the databases of hub and plugins up to date", ErrorForm::Line},
           declare, upgrade);
}

}  // namespace perigee::cli

#include "host/plugins/drift.h"

#include <algorithm>
#include <map>

#include "host/base/scratch_folder.h"
#include "host/hub/database.h"
#include "host/plugins/deadline.h"
#include "host/store/copies.h"
#include "host/store/plugin_state.h"

namespace perigee::plugins {
namespace {

namespace fs = std::filesystem;

/// The objects of a database, "table notes" with its SQL; without those of the host and of SQLite.
using Schema = std::map<std::string, std::string>;

Result<Schema> read_schema(store::Connection& db) {
  auto rows = db.query(
      "SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema"
      " WHERE name NOT GLOB 'sqlite_*' AND tbl_name NOT GLOB '_perigee_*'");
  Schema schema;
  while (rows.next()) schema.emplace(rows.string(0), rows.string(1));
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return schema;
}

/// What is compared with the databases of plugins: made once, with a hub for those that read it.
class Workbench {
 public:
  explicit Workbench(const Clock& clock) : clock_(clock) {}

  Result<void> open();
  /// What the migrations make of an empty database.
  Result<Schema> schema_of(const std::string& plugin,
                           const std::vector<store::PluginMigration>& migrations);

 private:
  const Clock& clock_;
  std::optional<ScratchFolder> folder_;
};

Result<void> Workbench::open() {
  std::error_code error;
  auto folder = ScratchFolder::make(fs::temp_directory_path(error) / "perigee-doctor-");
  if (!folder) return fail(std::move(folder));
  folder_.emplace(std::move(*folder));
  fs::create_directory(store::DataPaths{folder_->path()}.plugin_folder(), error);
  auto hub = hub::open_database({folder_->path()}, clock_, store::copy_stamp(clock_.now()));
  if (!hub) return fail(std::move(hub));
  return {};
}

Result<Schema> Workbench::schema_of(const std::string& plugin,
                                    const std::vector<store::PluginMigration>& migrations) {
  const store::DataPaths paths{folder_->path()};
  const fs::path file = paths.plugin_database(plugin);
  const auto tables = store::hub_tables();
  auto opened = store::PluginDatabase::open(
      {.file = file, .hub_file = paths.database(), .hub_tables = {tables.begin(), tables.end()}});
  if (!opened) return fail(std::move(opened));
  store::PluginDatabase& db = **opened;
  Deadline guard(clock_, limits::kMigrationWall);
  auto done = store::PluginState(db, plugin, clock_).open(guard);
  if (!done) return fail(std::move(done));
  const auto plan = store::plan_migrations(db, migrations, guard);
  if (!plan) return std::unexpected(plan.error());
  done = store::apply_migrations(db, *plan, clock_, guard);
  if (!done) return fail(std::move(done));
  auto read = store::Connection::open(file, store::OpenMode::ReadOnly);
  if (!read) return fail(std::move(read));
  return read_schema(*read);
}

/// Compares one plugin's database with its files.
Result<std::vector<Drift>> compare(const store::DataPaths& data, const PluginPath& path,
                                   Workbench& bench) {
  std::vector<Drift> found;
  const auto note = [&](DriftKind kind, std::string what) {
    found.push_back({path.name, kind, std::move(what)});
  };
  const auto source = read_plugin(path);
  if (!source) return std::unexpected(source.error());
  auto db = store::Connection::open(data.plugin_database(path.name), store::OpenMode::ReadOnly);
  if (!db) return fail(std::move(db));
  const auto applied = store::applied_migrations(*db);
  if (!applied) return std::unexpected(applied.error());
  std::vector<store::PluginMigration> same;
  for (const store::AppliedMigration& one : *applied) {
    const auto file =
        std::ranges::find(source->migrations, one.name, &store::PluginMigration::name);
    if (file != source->migrations.end() && file->checksum == one.checksum) {
      same.push_back(*file);
    } else {
      note(DriftKind::File, "migrations/" + one.name +
                                (file == source->migrations.end() ? " is gone" : " was changed"));
    }
  }
  if (!found.empty()) return found;  // what the tables should be is not known any more
  const auto wanted = bench.schema_of(path.name, same);
  if (!wanted) return std::unexpected(wanted.error());
  const auto real = read_schema(*db);
  if (!real) return std::unexpected(real.error());
  for (const auto& [name, sql] : *real) {
    const auto as_made = wanted->find(name);
    if (as_made == wanted->end()) {
      note(DriftKind::Extra, name);
    } else if (as_made->second != sql) {
      note(DriftKind::Changed, name);
    }
  }
  for (const auto& [name, sql] : *wanted) {
    if (!real->contains(name)) note(DriftKind::Missing, name);
  }
  return found;
}

}  // namespace

std::string_view drift_name(DriftKind kind) {
  switch (kind) {
    case DriftKind::Extra:
      return "extra";
    case DriftKind::Missing:
      return "missing";
    case DriftKind::Changed:
      return "changed";
    case DriftKind::File:
      return "file";
    case DriftKind::Orphan:
      return "orphan";
    case DriftKind::Unclear:
      break;
  }
  return "unclear";
}

std::string describe_drift(const Drift& drift) {
  const std::string begin = drift.plugin + ": " + drift.what;
  switch (drift.kind) {
    case DriftKind::Extra:
      return begin + " was made by no migration (add it to a new one, or drop it with perigee db)";
    case DriftKind::Missing:
      return begin + " was made by a migration and is gone (make it again in a new one)";
    case DriftKind::Changed:
      return begin + " is not as the migrations make it";
    case DriftKind::File:
      return begin + " after it was applied (restore the file)";
    case DriftKind::Orphan:
      return begin + " belongs to no plugin (perigee plugins remove " + drift.plugin +
             " --purge deletes it)";
    case DriftKind::Unclear:
      break;
  }
  return begin;
}

Result<std::vector<Drift>> find_drift(const store::DataPaths& data,
                                      std::span<const fs::path> folders, const Clock& clock) {
  const auto plugins = find_plugins(folders);
  if (!plugins) return std::unexpected(plugins.error());
  const auto databases = store::find_plugin_databases(data);
  if (!databases) return std::unexpected(databases.error());
  std::vector<Drift> all;
  if (databases->empty()) return all;
  Workbench bench(clock);
  if (auto opened = bench.open(); !opened) return fail(std::move(opened));
  for (const std::string& name : *databases) {
    const auto path = std::ranges::find(*plugins, name, &PluginPath::name);
    if (path == plugins->end()) {
      all.push_back({name, DriftKind::Orphan, data.plugin_database(name).string()});
      continue;
    }
    auto found = compare(data, *path, bench);
    if (!found) {
      all.push_back({name, DriftKind::Unclear, found.error().describe()});
      continue;
    }
    all.insert(all.end(), found->begin(), found->end());
  }
  return all;
}

}  // namespace perigee::plugins

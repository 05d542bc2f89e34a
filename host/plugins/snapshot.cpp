#include "host/plugins/snapshot.h"

#include <map>
#include <system_error>

#include "host/plugins/progress.h"
#include "host/store/connection.h"
#include "host/store/copies.h"

namespace perigee::plugins {
namespace {

namespace fs = std::filesystem;

using Positions = std::map<std::string, std::int64_t>;

Result<void> make_folders(const store::DataPaths& paths) {
  std::error_code error;
  fs::create_directories(paths.plugin_folder(), error);
  if (!error) fs::permissions(paths.directory, fs::perms::owner_all, error);
  if (!error) fs::permissions(paths.plugin_folder(), fs::perms::owner_all, error);
  if (!error) return {};
  return fail(Code::FileError,
              "cannot make the folder " + paths.plugin_folder().string() + ": " + error.message());
}

Result<void> copy_database(const fs::path& from, const fs::path& into) {
  auto db = store::Connection::open(from, store::OpenMode::ReadOnly);
  if (!db) return fail(std::move(db));
  return db->back_up_to(into);
}

Result<void> copy_plugin(const store::DataPaths& from, const store::DataPaths& into,
                         const std::string& plugin) {
  return copy_database(from.plugin_database(plugin), into.plugin_database(plugin));
}

/// Where each plugin is that has a database. One without a cursor is about to get the newest event.
Result<Positions> read_positions(const store::DataPaths& from) {
  const auto plugins = store::find_plugin_databases(from);
  if (!plugins) return std::unexpected(plugins.error());
  auto db = store::Connection::open(from.database(), store::OpenMode::ReadOnly);
  if (!db) return fail(std::move(db));
  auto newest = db->query("SELECT coalesce(max(event_id), 0) FROM events");
  const std::int64_t start = newest.next() ? newest.integer(0) : 0;
  if (auto status = newest.status(); !status) return fail(std::move(status));
  Positions positions;
  for (const std::string& plugin : *plugins) {
    const auto cursor = find_cursor(*db, plugin);
    if (!cursor) return std::unexpected(cursor.error());
    positions[plugin] = cursor->value_or(Cursor{start, start}).event_id;
  }
  return positions;
}

/// Cursors of the copy go back to where they were before the plugins were copied.
Result<void> set_back(const store::DataPaths& into, const Positions& positions) {
  auto db = store::Connection::open(into.database(), store::OpenMode::ReadWrite);
  if (!db) return fail(std::move(db));
  for (const auto& [plugin, position] : positions) {
    const auto cursor = find_cursor(*db, plugin);
    if (!cursor) return std::unexpected(cursor.error());
    if (!*cursor || (*cursor)->event_id <= position) continue;
    if (auto moved = move_cursor(*db, plugin, position); !moved) return moved;
  }
  return {};
}

}  // namespace

Result<std::vector<std::string>> take_snapshot(const store::DataPaths& from,
                                               const store::DataPaths& into) {
  if (auto made = make_folders(into); !made) return fail(std::move(made));
  const auto positions = read_positions(from);
  if (!positions) return std::unexpected(positions.error());
  for (const auto& [plugin, position] : *positions) {
    if (auto done = copy_plugin(from, into, plugin); !done) return fail(std::move(done));
  }
  if (auto done = copy_database(from.database(), into.database()); !done) {
    return fail(std::move(done));
  }
  if (auto done = set_back(into, *positions); !done) return fail(std::move(done));
  // A plugin that kept its first row meanwhile: the cursor in the copy is behind that row.
  auto plugins = store::find_plugin_databases(from);
  if (!plugins) return plugins;
  for (const std::string& plugin : *plugins) {
    if (positions->contains(plugin)) continue;
    if (auto done = copy_plugin(from, into, plugin); !done) return fail(std::move(done));
  }
  return plugins;
}

}  // namespace perigee::plugins

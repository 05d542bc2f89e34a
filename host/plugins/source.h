// Plugin files on disk: finding them in the folders that the operator names, and reading their
// text. Nothing here runs Lua.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "host/base/error.h"
#include "host/store/plugin_migrations.h"

namespace perigee::plugins {

/// A plugin on disk: `NAME.lua`, or `NAME/plugin.lua` with its modules beside it.
struct PluginPath {
  std::string name;              ///< What the file or folder is called.
  std::filesystem::path entry;   ///< The file with the plugin's table.
  std::filesystem::path folder;  ///< Of a folder plugin; empty for a single file.

  /// Where the plugin is, for people: the file, or the folder.
  const std::filesystem::path& shown() const { return folder.empty() ? entry : folder; }
};

/// All plugins in the folders, by name, then by path. A folder that does not exist is an error
/// (FileError); one that cannot be read as well.
Result<std::vector<PluginPath>> find_plugins(std::span<const std::filesystem::path> folders);

/// The text of a plugin, read once so that a generation can be rebuilt as it was.
struct PluginSource {
  PluginPath path;
  std::string text;
  /// Modules by name as required: "NAME.part" is the file part.lua in the plugin's folder.
  std::map<std::string, std::string, std::less<>> modules;

  /// The .sql files of migrations/, in byte order of their names.
  std::vector<store::PluginMigration> migrations = {};

  /// Whether two readings have the same text everywhere.
  bool same_text(const PluginSource& other) const {
    return text == other.text && modules == other.modules && migrations == other.migrations;
  }
};

/// The file of a module: "NAME.sub.part" is FOLDER/sub/part.lua.
std::filesystem::path module_file(const PluginPath& path, std::string_view module);

/// Reads a plugin, the modules in its folder and its migrations. Errors: LoadError naming the file,
/// when one is unreadable, no regular file, outside of its folder by a link, or over
/// limits::kSourceBytes.
Result<PluginSource> read_plugin(const PluginPath& path);

}  // namespace perigee::plugins

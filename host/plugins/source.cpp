#include "host/plugins/source.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

#include "host/base/digest.h"
#include "host/base/limits.h"

namespace perigee::plugins {
namespace {

namespace fs = std::filesystem;

/// Folders of a plugin that hold no code of its.
bool is_module_folder(const fs::path& name) {
  return name != "tests" && name != "migrations" && name != "skills" &&
         !name.string().starts_with(".");
}

Result<std::string> read_text(const fs::path& file) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (error || !fs::is_regular_file(status)) {
    return fail(Code::LoadError, file.string() + " cannot be read: " +
                                     (error ? error.message() : "it is not a regular file"));
  }
  const auto size = fs::file_size(file, error);
  if (!error && size > limits::kSourceBytes) {
    return fail(
        Code::LoadError,
        file.string() + " is larger than " + std::to_string(limits::kSourceBytes / 1024) + " KiB",
        "split it into modules in a folder");
  }
  std::ifstream in(file, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in) {
    return fail(Code::LoadError, file.string() + " cannot be read: " + std::strerror(errno),
                "check its permissions");
  }
  return text;
}

/// Whether a file is really inside the folder, links followed.
Result<void> check_inside(const fs::path& file, const fs::path& folder) {
  std::error_code error;
  const fs::path real = fs::canonical(file, error);
  const fs::path root = error ? fs::path() : fs::canonical(folder, error);
  if (error) return fail(Code::LoadError, file.string() + " cannot be read: " + error.message());
  const auto [end, _] = std::mismatch(root.begin(), root.end(), real.begin(), real.end());
  if (end == root.end()) return {};
  return fail(Code::LoadError, file.string() + " leads out of the plugin's folder",
              "copy the file into the folder");
}

/// "NAME.sub.part" for NAME/sub/part.lua.
std::string module_name(const PluginPath& path, const fs::path& file) {
  std::string name = path.name;
  const fs::path relative = file.lexically_relative(path.folder).replace_extension();
  for (const fs::path& part : relative) name += "." + part.string();
  return name;
}

Result<void> read_modules(PluginSource& source) {
  std::error_code error;
  auto walk = fs::recursive_directory_iterator(source.path.folder, error);
  for (; !error && walk != fs::recursive_directory_iterator(); walk.increment(error)) {
    const fs::path& file = walk->path();
    std::error_code unreadable;  // told below, if it is a module
    if (walk->is_directory(unreadable)) {
      if (!is_module_folder(file.filename())) walk.disable_recursion_pending();
      continue;
    }
    if (file.extension() != ".lua" || file == source.path.entry) continue;
    if (auto inside = check_inside(file, source.path.folder); !inside) return inside;
    auto text = read_text(file);
    if (!text) return fail(std::move(text));
    source.modules.emplace(module_name(source.path, file), std::move(*text));
  }
  if (error) {
    return fail(Code::LoadError,
                source.path.folder.string() + " cannot be read: " + error.message());
  }
  return {};
}

Result<void> read_migrations(PluginSource& source) {
  const fs::path folder = source.path.folder / "migrations";
  std::error_code error;
  if (!fs::exists(fs::symlink_status(folder, error))) return {};
  auto walk = fs::directory_iterator(folder, error);
  for (; !error && walk != fs::directory_iterator(); walk.increment(error)) {
    const fs::path& file = walk->path();
    if (file.extension() != ".sql") continue;
    if (auto inside = check_inside(file, source.path.folder); !inside) return inside;
    auto text = read_text(file);
    if (!text) return fail(std::move(text));
    std::string checksum = to_hex(sha256(*text));
    source.migrations.push_back({file.filename().string(), std::move(*text), std::move(checksum)});
  }
  if (error) return fail(Code::LoadError, folder.string() + " cannot be read: " + error.message());
  std::ranges::sort(source.migrations, {}, &store::PluginMigration::name);
  return {};
}

/// A folder with Lua in it is meant to be a plugin, even if its plugin.lua is missing.
bool has_lua_files(const fs::path& folder) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".lua") return true;
  }
  return false;
}

void add_entry(const fs::directory_entry& entry, std::vector<PluginPath>& found) {
  std::error_code ignored;
  const fs::path& path = entry.path();
  if (path.filename().string().starts_with(".")) return;
  if (entry.is_directory(ignored)) {
    // One that cannot be read, or is not called plugin.lua, is reported when it is read.
    if (has_lua_files(path)) {
      found.push_back({path.filename().string(), path / "plugin.lua", path});
    }
  } else if (path.extension() == ".lua") {
    found.push_back({path.stem().string(), path, {}});
  }
}

}  // namespace

Result<std::vector<PluginPath>> find_plugins(std::span<const fs::path> folders) {
  std::vector<PluginPath> found;
  for (const fs::path& folder : folders) {
    std::error_code error;
    for (auto walk = fs::directory_iterator(folder, error);
         !error && walk != fs::directory_iterator(); walk.increment(error)) {
      add_entry(*walk, found);
    }
    if (error) {
      return fail(Code::FileError,
                  "plugin folder " + folder.string() + " cannot be read: " + error.message(),
                  "make the folder or name another with --plugins DIR");
    }
  }
  std::ranges::sort(found, [](const PluginPath& a, const PluginPath& b) {
    return std::tie(a.name, a.entry) < std::tie(b.name, b.entry);
  });
  // A folder may have been named twice.
  const auto doubles = std::ranges::unique(found, {}, &PluginPath::entry);
  found.erase(doubles.begin(), doubles.end());
  return found;
}

fs::path module_file(const PluginPath& path, std::string_view module) {
  std::string parts(module.substr(std::min(module.size(), path.name.size() + 1)));
  std::ranges::replace(parts, '.', '/');
  return path.folder / (parts + ".lua");
}

Result<PluginSource> read_plugin(const PluginPath& path) {
  if (!path.folder.empty()) {
    std::error_code ignored;
    if (!fs::exists(fs::symlink_status(path.entry, ignored))) {
      return fail(Code::LoadError, "the folder " + path.folder.string() + " has no plugin.lua",
                  "name the file with the plugin's table plugin.lua");
    }
    if (auto inside = check_inside(path.entry, path.folder); !inside) {
      return fail(std::move(inside));
    }
  }
  auto text = read_text(path.entry);
  if (!text) return fail(std::move(text));
  PluginSource source{.path = path, .text = std::move(*text), .modules = {}, .migrations = {}};
  if (!path.folder.empty()) {
    if (auto read = read_modules(source); !read) return fail(std::move(read));
    if (auto read = read_migrations(source); !read) return fail(std::move(read));
  }
  return source;
}

}  // namespace perigee::plugins

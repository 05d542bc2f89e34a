#include "host/store/copies.h"

#include <algorithm>
#include <charconv>

#include "host/base/limits.h"

namespace perigee::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kExtension = ".sqlite3";
constexpr std::string_view kMark = ".backup-v";
constexpr std::size_t kStampLength = 24;

/// Reads digits off the front of a text.
template <class Number>
bool take_number(std::string_view& text, Number& number) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
  return true;
}

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// What the name of a file says; nothing when it is none of a copy.
std::optional<Copy> parse(const fs::path& file, bool is_plugin) {
  const std::string name = file.filename().string();
  const std::size_t mark = name.find(kMark);
  if (mark == std::string::npos) return std::nullopt;
  Copy copy;
  const std::string original = name.substr(0, mark);
  copy.database = file.parent_path() / original;
  if (!original.ends_with(kExtension)) return std::nullopt;
  if (is_plugin) copy.plugin = original.substr(0, original.size() - kExtension.size());
  std::string_view rest = std::string_view(name).substr(mark + kMark.size());
  if (!take_number(rest, copy.migration)) return std::nullopt;
  if (is_plugin && !(take(rest, "-e") && take_number(rest, copy.event_id))) return std::nullopt;
  if (!take(rest, "-") || rest.size() != kStampLength || !rest.ends_with('Z')) return std::nullopt;
  copy.stamp = rest;
  return copy;
}

Result<std::vector<fs::path>> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  if (!fs::exists(folder, error)) return files;
  auto walk = fs::directory_iterator(folder, error);
  for (; !error && walk != fs::directory_iterator(); walk.increment(error)) {
    std::error_code ignored;
    if (walk->is_regular_file(ignored)) files.push_back(walk->path());
  }
  if (error) {
    return fail(Code::FileError, "cannot read " + folder.string() + ": " + error.message());
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

std::string copy_stamp(WallTime time) {
  std::string stamp = format_time(time);
  std::ranges::replace_if(stamp, [](char c) { return c == ':' || c == '.'; }, '-');
  return stamp;
}

fs::path Copy::file() const {
  std::string name = database.string() + std::string(kMark) + std::to_string(migration) + "-";
  if (!plugin.empty()) name += "e" + std::to_string(event_id) + "-";
  return name + stamp;
}

Result<std::vector<Copy>> find_copies(const DataPaths& paths) {
  std::vector<Copy> copies;
  for (const bool of_plugins : {false, true}) {
    const auto files = files_in(of_plugins ? paths.plugin_folder() : paths.directory);
    if (!files) return std::unexpected(files.error());
    for (const fs::path& file : *files) {
      auto copy = parse(file, of_plugins);
      const bool is_ours = copy && (of_plugins || copy->database == paths.database());
      if (is_ours) copies.push_back(std::move(*copy));
    }
  }
  std::ranges::stable_sort(copies, std::ranges::greater(), &Copy::stamp);
  return copies;
}

Result<std::vector<std::string>> find_plugin_databases(const DataPaths& paths) {
  const auto files = files_in(paths.plugin_folder());
  if (!files) return std::unexpected(files.error());
  std::vector<std::string> plugins;
  for (const fs::path& file : *files) {
    if (file.extension() == kExtension) plugins.push_back(file.stem().string());
  }
  return plugins;
}

Result<std::vector<fs::path>> thin_out_copies(const DataPaths& paths, const fs::path& database) {
  const auto files = files_in(database.parent_path());
  if (!files) return files;
  for (const fs::path& file : *files) {
    const bool is_partial = file.string().starts_with(database.string() + std::string(kMark)) &&
                            file.extension() == ".partial";
    std::error_code ignored;
    if (is_partial) fs::remove(file, ignored);
  }
  auto copies = find_copies(paths);
  if (!copies) return std::unexpected(copies.error());
  std::erase_if(*copies, [&](const Copy& copy) { return copy.database != database; });
  std::vector<fs::path> deleted;
  for (std::size_t i = limits::kCopiesKept; i < copies->size(); ++i) {
    std::error_code error;
    const fs::path file = (*copies)[i].file();
    fs::remove(file, error);
    if (error)
      return fail(Code::FileError, "cannot delete " + file.string() + ": " + error.message());
    deleted.push_back(file);
  }
  return deleted;
}

}  // namespace perigee::store

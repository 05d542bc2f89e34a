#include "host/store/workspace.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

namespace perigee::store {
namespace {

namespace fs = std::filesystem;

bool holds_data(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(folder / ".agentlip" / "db.sqlite3", ignored) ||
         fs::exists(folder / ".perigee" / "db.sqlite3", ignored);
}

fs::path home_folder() {
  if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0') return home;
  const passwd* user = ::getpwuid(::getuid());
  return user != nullptr ? user->pw_dir : "";
}

std::optional<dev_t> device_of(const fs::path& folder) {
  struct stat status{};
  if (::lstat(folder.c_str(), &status) != 0) return std::nullopt;
  return status.st_dev;
}

/// Absolute, without dots and without a slash at the end, so that paths can be compared.
fs::path plain(const fs::path& path) {
  std::error_code ignored;
  fs::path result = fs::absolute(path, ignored).lexically_normal();
  return result.has_filename() || !result.has_relative_path() ? result : result.parent_path();
}

}  // namespace

std::optional<fs::path> find_workspace(const fs::path& start) {
  fs::path folder = plain(start);
  const fs::path home = plain(home_folder());
  const auto device = device_of(folder);
  for (;;) {
    if (holds_data(folder)) return folder;
    const fs::path parent = folder.parent_path();
    if (folder == home || parent == folder || !device || device_of(parent) != device) {
      return std::nullopt;
    }
    folder = parent;
  }
}

}  // namespace perigee::store

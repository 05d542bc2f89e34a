#include "host/cli/globals.h"

#include "host/store/workspace.h"

namespace perigee::cli {

namespace fs = std::filesystem;

namespace {

constexpr const char* kRemedy =
    "start one with `perigee run`, or name its folder with --workspace or --data";

}  // namespace

Result<Location> locate(const Globals& globals) {
  std::error_code error;
  fs::path start = fs::absolute(globals.workspace.value_or("."), error).lexically_normal();
  if (!start.has_filename()) start = start.parent_path();
  if (!fs::is_directory(start, error)) {
    return fail(Code::NotFound, "there is no folder " + start.string(),
                "--workspace names a folder that exists");
  }
  Location location;
  location.workspace = store::find_workspace(start).value_or(start);
  location.data = store::find_data(location.workspace, globals.data);
  if (globals.by_sdk && !globals.data) location.data = {location.workspace / ".agentlip"};
  return location;
}

Result<store::Connection> open_for_reading(const Location& location) {
  const fs::path file = location.data.database();
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (error) {
    return fail(Code::NotFound, "there is no hub in " + location.data.directory.string(), kRemedy);
  }
  if (size == 0) {
    return fail(Code::NotFound, "no hub has run in " + location.data.directory.string() + " yet",
                "`perigee run` starts one");
  }
  return store::Connection::open(file, store::OpenMode::ReadOnly);
}

Result<store::Connection> open_for_reading(const Globals& globals) {
  const auto location = locate(globals);
  if (!location) return std::unexpected(location.error());
  return open_for_reading(*location);
}

}  // namespace perigee::cli

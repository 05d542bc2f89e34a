// Where a workspace begins: the folder above which nobody looks for data (hub-data §8). Looks only;
// nothing is made here.
#pragma once

#include <filesystem>
#include <optional>

namespace perigee::store {

/// The nearest folder, from `start` upwards, that holds a hub's database in `.agentlip/` or in
/// `.perigee/`; a folder of that name without a database does not count. The search ends at the
/// user's home (which is still looked at), at another file system and at the root.
std::optional<std::filesystem::path> find_workspace(const std::filesystem::path& start);

}  // namespace perigee::store

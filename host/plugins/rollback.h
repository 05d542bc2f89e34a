// Undoes the last upgrade: the copies that were made before it become the databases again. What is
// replaced is kept under another name, so nothing is ever lost.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/store/copies.h"

namespace perigee::plugins {

/// What would be put back.
struct RollbackPlan {
  std::vector<store::Copy> copies;  ///< Of one upgrade; the hub's last.
  /// Messages that were posted after the copy of the hub and are not in it.
  std::int64_t messages_newer = 0;
};

/// The newest copies that belong together; with a plugin, its newest one alone. Errors: NotFound
/// when there is none; NotPermitted for a plugin whose copy belongs to one of the hub.
Result<RollbackPlan> plan_rollback(const store::DataPaths& data,
                                   const std::optional<std::string>& plugin);

struct PutBack {
  store::Copy copy;
  std::filesystem::path kept_as;  ///< What was there.
};

/// Puts the copies back; the caller holds the lock of the data directory. A plugin that goes back
/// without the hub runs again from where its copy ends. It can be called again after it was cut
/// short. Errors: those of put_back(), and what was put back before stays so.
Result<std::vector<PutBack>> roll_back(const store::DataPaths& data, const RollbackPlan& plan,
                                       const Clock& clock);

}  // namespace perigee::plugins

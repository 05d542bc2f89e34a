// What attacks on ctx.db and ctx.state are after: the file of a hub with tables that the attacker
// is not granted, and the database of another plugin. It judges whether they are untouched; it runs
// no plugin.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "host/plugins/generation.h"
#include "host/store/data_directory.h"

namespace perigee::sandbox {

/// Part of every text that the attacker may not see.
inline constexpr std::string_view kSecret = "kept-secret";

/// A data directory of its own, made in `folder`.
class Estate {
 public:
  Estate(const std::filesystem::path& folder, const Clock& clock);

  /// The database of a plugin that was granted one, as the host opens it.
  Result<std::shared_ptr<store::PluginDatabase>> open(const plugins::ContextRequest& request) const;

  /// What an attack has changed that was not its own, or left beside the files of the host.
  std::vector<std::string> complaints(const std::string& attacker) const;

 private:
  store::DataPaths paths_;
  const Clock& clock_;
};

}  // namespace perigee::sandbox

// Whether the databases of plugins are what their migrations make: objects that no migration made
// or that are gone, migration files that changed, databases without a plugin. Looks only.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "host/plugins/source.h"
#include "host/store/data_directory.h"

namespace perigee::plugins {

enum class DriftKind {
  Extra,    ///< A table, index, view or trigger that no migration made.
  Missing,  ///< One that a migration made and that is gone.
  Changed,  ///< One that is not as the migrations make it.
  File,     ///< A migration that was changed, or is gone, after it was applied.
  Orphan,   ///< A database without a plugin.
  Unclear,  ///< It could not be compared.
};

struct Drift {
  std::string plugin;
  DriftKind kind = DriftKind::Extra;
  std::string what;  ///< "table notes", "migrations/0001_notes.sql", or why it is unclear.
};

/// "extra", "missing", …, for programs.
std::string_view drift_name(DriftKind kind);

/// A sentence for people, with what to do about it.
std::string describe_drift(const Drift& drift);

/// Looks at every plugin's database, whether or not a host runs. What a plugin should have is found
/// out in a temporary folder, where its applied migrations run on an empty database. Errors:
/// FileError when a folder cannot be read.
Result<std::vector<Drift>> find_drift(const store::DataPaths& data,
                                      std::span<const std::filesystem::path> folders,
                                      const Clock& clock);

}  // namespace perigee::plugins

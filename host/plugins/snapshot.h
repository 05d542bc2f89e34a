// A copy of everything that a data directory keeps, while a host may be running: the hub's database
// and those of the plugins, so that what is started on the copy comes to the same as the original.
#pragma once

#include <string>
#include <vector>

#include "host/store/data_directory.h"

namespace perigee::plugins {

/// Copies the databases into another data directory, whose folders are made. Returns the plugins
/// whose database is in it.
///
/// What it guarantees: the hub's copy is the hub at one moment, and so is each plugin's. A plugin's
/// copy is never newer than the hub's, so it knows no message that the hub's copy does not have;
/// and the cursors in the hub's copy are set back to where the plugins were before theirs was made,
/// so that whatever a plugin's copy lacks runs again. What it has already runs again too, which
/// plugins must bear anyway.
/// Errors: FileError; those of the databases.
Result<std::vector<std::string>> take_snapshot(const store::DataPaths& from,
                                               const store::DataPaths& into);

}  // namespace perigee::plugins

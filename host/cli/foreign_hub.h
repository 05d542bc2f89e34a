// Hubs that know no kernel locks: other implementations announce themselves through the lock file
// and server.json alone (hub-data §6.2). Tells a living one from what a crash left behind.
#pragma once

#include "host/store/data_directory.h"

namespace perigee::cli {

/// Fails with LockHeld when such a hub serves the data directory, or is just starting there.
Result<void> check_no_foreign_hub(const store::DataPaths& paths, const store::LeftLock& left);

}  // namespace perigee::cli

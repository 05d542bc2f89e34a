// Opens what a plugin keeps: its own database, brought up to the plugin's migrations before any of
// its hooks runs.
#pragma once

#include <memory>

#include "host/base/clock.h"
#include "host/plugins/generation.h"
#include "host/store/data_directory.h"
#include "host/store/plugin_database.h"

namespace perigee::plugins {

/// The database of a plugin that was granted one (`db` or `state`), null for others. Pending
/// migrations are applied, all or none. Errors: LoadError for migrations without the grant;
/// SchemaError naming the file; FileError; those of the database.
Result<std::shared_ptr<store::PluginDatabase>> open_plugin_data(const store::DataPaths& data,
                                                                const ContextRequest& request,
                                                                const Clock& clock);

}  // namespace perigee::plugins

// The ctx of a plugin: where what a host knows of it meets the bindings.
#pragma once

#include <memory>

#include "host/plugins/generation.h"
#include "host/store/plugin_database.h"
#include "host/tasks/service.h"

namespace perigee::cli {

/// Makes the ctx of a plugin whose database, if it has one, is open and brought up to date. Where
/// no hub runs there are no tasks, and `tasks` is null. It and the clock must outlive the state.
/// Errors: those of bindings::make_context.
Result<lua::Ref> make_context(lua::State& state, const plugins::ContextRequest& request,
                              std::shared_ptr<store::PluginDatabase> database,
                              tasks::Service* tasks, const Clock& clock);

}  // namespace perigee::cli

// Makes the `ctx` of a plugin: the table through which its hooks reach the host. For the parts of
// the host that know no Lua; how namespaces are made is in namespace.h.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/error.h"
#include "host/base/log.h"
#include "host/base/value.h"
#include "host/lua/state.h"
#include "host/store/plugin_database.h"

namespace perigee::bindings {

/// What one plugin's ctx is made of.
struct ContextOptions {
  /// Name of the plugin.
  std::string plugin;
  /// The plugin's configuration, an object; becomes ctx.config.
  Value config = Value(Object());
  /// The parts of ctx that the plugin asked for, and those of them that the operator allows.
  std::vector<std::string> declared = {};
  std::vector<std::string> grants = {};
  /// Told when a part of ctx that needs a grant is used for the first time in a state, on the
  /// thread of the run.
  std::function<void(std::string_view)> on_grant_used = {};
  /// The plugin's own database, behind ctx.db and ctx.state; must be there when one of them is
  /// granted. Its tables for ctx.state must be made (PluginState::open).
  std::shared_ptr<store::PluginDatabase> database = nullptr;
  /// The time by which values of ctx.state expire; must outlive the state.
  const Clock* clock = nullptr;
  /// Runs an operation of ctx.tasks on plain values and returns JSON; without it there are no
  /// tasks. Called on the thread of the run, which it may keep waiting.
  std::function<Result<std::string>(std::string_view operation, const Value& arguments)> tasks = {};
  /// Receives the lines of ctx.log, with the plugin's name in front; by default they go to the log
  /// of the host. Called on the thread of the run.
  std::function<void(log::Level, std::string_view)> log_sink = log::write;
};

/// Makes a ctx that lives as long as the state. Errors: InvalidInput when the configuration is too
/// large for the border, MemoryExceeded.
Result<lua::Ref> make_context(lua::State& state, ContextOptions options);

}  // namespace perigee::bindings

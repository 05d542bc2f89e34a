#include "host/cli/plugin_context.h"

#include "bindings/context.h"

namespace perigee::cli {

Result<lua::Ref> make_context(lua::State& state, const plugins::ContextRequest& request,
                              std::shared_ptr<store::PluginDatabase> database,
                              tasks::Service* tasks, const Clock& clock) {
  bindings::ContextOptions options;
  options.plugin = request.plugin;
  options.config = request.config;
  options.declared = request.declared;
  options.grants = request.grants;
  options.on_grant_used = request.on_grant_used;
  options.database = std::move(database);
  options.clock = &clock;
  if (tasks != nullptr) {
    options.tasks = [tasks, caller = tasks::Caller{.actor = "plugin:" + request.plugin,
                                                   .scope = request.plugin}](
                        std::string_view operation, const Value& arguments) {
      return tasks->call(caller, operation, arguments);
    };
  }
  return bindings::make_context(state, std::move(options));
}

}  // namespace perigee::cli

#include "host/cli/plugin_context.h"

#include "bindings/context.h"

namespace perigee::cli {

Result<lua::Ref> make_context(lua::State& state, const plugins::ContextRequest& request,
                              std::shared_ptr<store::PluginDatabase> database, const Clock& clock) {
  bindings::ContextOptions options;
  options.plugin = request.plugin;
  options.config = request.config;
  options.declared = request.declared;
  options.grants = request.grants;
  options.on_grant_used = request.on_grant_used;
  options.database = std::move(database);
  options.clock = &clock;
  return bindings::make_context(state, std::move(options));
}

}  // namespace perigee::cli

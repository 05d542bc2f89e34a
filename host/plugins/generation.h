// One load of a plugin: a Lua state with the plugin's code in it, its checked manifest and
// configuration. A generation that ran out of time or memory is thrown away and built again from
// the same text; a changed file makes a new one that takes over only if it loads.
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "host/lua/state.h"
#include "host/plugins/host_config.h"
#include "host/plugins/manifest.h"
#include "host/plugins/source.h"

namespace perigee::plugins {

/// What a context is made from: the part of the world that the plugin gets to see.
struct ContextRequest {
  std::string plugin;
  Value config;
  std::vector<std::string> declared;    ///< Grants that the plugin asks for.
  std::vector<std::string> grants;      ///< Those of them that the operator allows.
  std::vector<std::string> hub_tables;  ///< That ctx.db may read.
  std::span<const store::PluginMigration> migrations;
  /// To be told of each grant that a run uses, on the thread of the run.
  std::function<void(std::string_view)> on_grant_used;
};

/// Makes the `ctx` table of a state. The bindings provide it, so that this folder knows no Lua API.
using ContextFactory = std::function<Result<lua::Ref>(lua::State&, const ContextRequest&)>;

/// Everything that a generation is built from; enough to build it again.
struct Blueprint {
  PluginSource source;
  PluginSettings settings;
};

/// Not thread-safe, but for interrupt(): one worker at a time runs it.
class Generation {
 public:
  /// Loads the code, reads the manifest, checks the configuration and makes the context.
  /// Errors: LoadError, InvalidConfig and those of running the top-level code, with the plugin.
  static Result<std::unique_ptr<Generation>> load(std::shared_ptr<const Blueprint> blueprint,
                                                  const ContextFactory& make_context,
                                                  const Clock& clock);

  /// Runs a hook on a message. Errors as lua::State::call, with plugin and hook.
  Result<Value> run(Hook hook, const Value& message);

  /// Runs migrate_storage, which the plugin must have, on a budget of its own. Errors as run().
  Result<Value> migrate_storage();

  /// Ends the run under way, and every later one, with ShuttingDown; from any thread.
  void interrupt() { state_->interrupt(); }

  const Manifest& manifest() const { return manifest_; }
  const lua::RunCost& last_cost() const { return state_->last_cost(); }
  /// Grants that runs of this state have used.
  const std::vector<std::string>& used_grants() const { return *used_grants_; }
  /// Whether it must be thrown away.
  bool dead() const { return state_->dead(); }
  const std::shared_ptr<const Blueprint>& blueprint() const { return blueprint_; }

 private:
  Generation(std::shared_ptr<const Blueprint> blueprint, std::unique_ptr<lua::State> state,
             Manifest manifest, lua::Ref context, lua::Budget budget,
             std::shared_ptr<std::vector<std::string>> used_grants);

  std::shared_ptr<const Blueprint> blueprint_;
  std::unique_ptr<lua::State> state_;
  Manifest manifest_;
  lua::Ref context_;
  lua::Budget budget_;
  std::shared_ptr<std::vector<std::string>> used_grants_;  ///< Shared with the state's ctx.
};

}  // namespace perigee::plugins

#include "host/plugins/generation.h"

#include <array>

#include "host/plugins/grants.h"

namespace perigee::plugins {
namespace {

/// Fills in who failed, where the error does not say so itself.
std::unexpected<Error> blame(Error error, const PluginPath& path) {
  if (error.where.plugin.empty()) error.where.plugin = path.name;
  if (error.where.file.empty()) error.where.file = path.entry.string();
  return std::unexpected(std::move(error));
}

/// What went wrong in the code outside of the hooks.
Error while_loading(Error error) {
  if (error.code == Code::ExecutionError) error.code = Code::LoadError;
  if (error.code != Code::LoadError) error.message = "while it was loaded: " + error.message;
  if (error.hint.empty()) error.hint = "mend the file; saving it loads it again";
  return error;
}

/// The operator's file is to be changed, not the plugin's.
Error about_configuration(Error error) {
  error.where.file = "perigee.lua";
  return error;
}

lua::ModuleLoader loader_of(std::shared_ptr<const Blueprint> blueprint) {
  return [blueprint = std::move(blueprint)](std::string_view module) -> Result<lua::ModuleSource> {
    const PluginSource& source = blueprint->source;
    const auto found = source.modules.find(module);
    if (found != source.modules.end()) {
      return lua::ModuleSource{module_file(source.path, module).string(), found->second};
    }
    const std::string name(module);
    if (source.path.folder.empty()) {
      return fail(
          Code::LoadError,
          "module \"" + name + "\" cannot be required: " + source.path.name + " is a single file",
          "make it a folder with plugin.lua and the modules in it");
    }
    return fail(Code::LoadError,
                "there is no module \"" + name + "\" in " + source.path.folder.string(),
                "require \"" + source.path.name + ".part\" loads part.lua of the plugin's folder");
  };
}

}  // namespace

Generation::Generation(std::shared_ptr<const Blueprint> blueprint,
                       std::unique_ptr<lua::State> state, Manifest manifest, lua::Ref context,
                       lua::Budget budget, std::shared_ptr<std::vector<std::string>> used_grants)
    : blueprint_(std::move(blueprint)),
      state_(std::move(state)),
      manifest_(std::move(manifest)),
      context_(context),
      budget_(budget),
      used_grants_(std::move(used_grants)) {}

Result<std::unique_ptr<Generation>> Generation::load(std::shared_ptr<const Blueprint> blueprint,
                                                     const ContextFactory& make_context,
                                                     const Clock& clock) {
  const PluginPath& path = blueprint->source.path;
  const PluginSettings& settings = blueprint->settings;
  auto state = lua::State::create(settings.limits.memory(), clock);
  if (!state) return blame(std::move(state.error()), path);
  (*state)->set_module_loader(loader_of(blueprint));
  const lua::Budget load_budget{limits::kLoadFuel, limits::kLoadWall};
  const auto table =
      (*state)->run_chunk(path.entry.string(), blueprint->source.text, load_budget, path.name);
  if (!table) return blame(while_loading(table.error()), path);
  const auto fields = (*state)->fields(*table);
  if (!fields) {
    return blame(
        Error{Code::LoadError, "the file must return the plugin's table: " + fields.error().message,
              "end it with `return plugin`"},
        path);
  }
  auto manifest = read_manifest(*fields, path.name);
  if (!manifest) return blame(std::move(manifest.error()), path);
  auto config = manifest->config.resolve(settings.config, "plugins[\"" + path.name + "\"].config");
  if (!config) return blame(about_configuration(std::move(config.error())), path);
  auto used = std::make_shared<std::vector<std::string>>();
  ContextRequest request{.plugin = path.name,
                         .config = std::move(*config),
                         .declared = manifest->grants,
                         .grants = allowed_grants(manifest->grants, settings.grants),
                         .hub_tables = manifest->hub_tables,
                         .migrations = blueprint->source.migrations,
                         .on_grant_used = [used](std::string_view grant) {
                           used->emplace_back(grant);
                         }};
  const auto context = make_context(**state, request);
  if (!context) return blame(context.error(), path);
  return std::unique_ptr<Generation>(
      new Generation(blueprint, std::move(*state), std::move(*manifest), *context,
                     settings.limits.hook_budget(), std::move(used)));
}

Result<Value> Generation::run(Hook hook, const Value& message) {
  const std::array<lua::Argument, 2> arguments = {context_, &message};
  const lua::Ref function = *manifest_.hooks.at(static_cast<std::size_t>(hook));
  return state_->call(function, arguments, budget_, hook_name(hook));
}

Result<Value> Generation::migrate_storage() {
  const std::array<lua::Argument, 1> arguments = {context_};
  const lua::Ref function = *manifest_.hooks.at(static_cast<std::size_t>(Hook::MigrateStorage));
  return state_->call(function, arguments, {limits::kStorageFuel, limits::kStorageWall},
                      hook_name(Hook::MigrateStorage));
}

}  // namespace perigee::plugins

// What a plugin says about itself: the table that its file returns, read without running any of it.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "host/lua/state.h"
#include "host/plugins/config_schema.h"
#include "host/plugins/hooks.h"

namespace perigee::plugins {

struct Manifest {
  std::string name;
  std::string description;
  ConfigSchema config;
  std::vector<std::string> grants;
  /// Tables of the hub that ctx.db may read, as hub.NAME.
  std::vector<std::string> hub_tables;
  /// The hooks that the plugin has, by Hook.
  std::array<std::optional<lua::Ref>, kHookCount> hooks;

  bool has(Hook hook) const { return hooks.at(static_cast<std::size_t>(hook)).has_value(); }
  /// "enrich, extract", for listings.
  std::string hook_list() const;
};

/// Whether a name is one that a plugin may have; the error says why not.
Result<void> check_plugin_name(std::string_view name);

/// Reads the fields of the returned table. `file_name` is the name that the file or folder gives;
/// a manifest may leave its name out but not contradict it.
/// Errors: LoadError naming the key, with the nearest known one.
Result<Manifest> read_manifest(std::span<const lua::Field> fields, std::string_view file_name);

}  // namespace perigee::plugins

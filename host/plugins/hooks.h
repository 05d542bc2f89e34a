// The functions of a plugin that the host calls. Which of them a plugin has decides what it is; a
// hook that the host does not call is not in this list, and an unknown name is a load error.
#pragma once

#include <array>
#include <string_view>

namespace perigee::plugins {

enum class Hook { Enrich, Extract, MigrateStorage };

inline constexpr std::array<std::string_view, 3> kHookNames = {"enrich", "extract",
                                                               "migrate_storage"};

inline constexpr std::size_t kHookCount = kHookNames.size();

constexpr std::string_view hook_name(Hook hook) {
  return kHookNames[static_cast<std::size_t>(hook)];
}

}  // namespace perigee::plugins

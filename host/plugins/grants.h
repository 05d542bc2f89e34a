// Grants: the parts of ctx that a plugin gets only if its table lists them and the operator does
// not object. Names only; what they stand for is in bindings/.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace perigee::plugins {

inline constexpr std::array<std::string_view, 10> kGrants = {
    "db", "state", "tasks", "skills", "issues", "messages", "tools", "routes", "dispatch", "http"};

inline bool is_grant(std::string_view name) {
  return std::ranges::find(kGrants, name) != kGrants.end();
}

/// What a plugin declares and perigee.lua, if it says anything about it, allows.
inline std::vector<std::string> allowed_grants(
    const std::vector<std::string>& declared,
    const std::optional<std::vector<std::string>>& operators) {
  std::vector<std::string> allowed;
  for (const std::string& grant : declared) {
    if (!operators || std::ranges::find(*operators, grant) != operators->end()) {
      allowed.push_back(grant);
    }
  }
  return allowed;
}

/// "db, state", for listings.
inline std::string grant_list(const std::vector<std::string>& grants) {
  std::string list;
  for (const std::string& grant : grants) list += (list.empty() ? "" : ", ") + grant;
  return list;
}

}  // namespace perigee::plugins

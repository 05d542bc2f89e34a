// Patterns of LIKE and GLOB, matched as SQLite does but so that the work is paid for on the way:
// its own matcher takes the product of text and pattern without asking anybody. Only compares.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace perigee::store {

struct SqlPattern {
  std::string_view text = {};
  bool is_glob = false;          ///< '*', '?' and sets; otherwise '%', '_' and ASCII without case.
  std::string_view escape = {};  ///< Of LIKE: the character behind which the next is literal.

  /// Whether it matches the whole text; nothing when the payer has said that the run is over.
  std::optional<bool> matches(std::string_view subject,
                              const std::function<bool(std::uint64_t)>& pay) const;
};

}  // namespace perigee::store

#include "host/hub/requests.h"

#include <array>

namespace perigee::hub {
namespace {
constexpr std::array<std::string_view, 3> kModes = {"one", "later", "all"};
}

std::string_view move_mode_name(MoveMode mode) {
  return kModes.at(static_cast<std::size_t>(mode));
}

std::optional<MoveMode> parse_move_mode(std::string_view text) {
  for (std::size_t i = 0; i < kModes.size(); ++i) {
    if (text == kModes[i]) return static_cast<MoveMode>(i);
  }
  return std::nullopt;
}

}  // namespace perigee::hub

// What to do about errors that the interpreter raises in its own words.
#pragma once

#include <string>
#include <string_view>

namespace perigee::lua {

/// A hint for the author of the plugin, or empty when the text says enough.
std::string hint_for(std::string_view raised);

}  // namespace perigee::lua

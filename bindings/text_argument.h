// The texts that helpers of ctx take as arguments. Everything here may raise.
#pragma once

#include <lua.hpp>
#include <string_view>

#include "host/base/limits.h"

namespace perigee::bindings {

/// The string (or number) at `index`, no longer than limits::kHelperTextBytes; lives as long as the
/// stack slot.
inline std::string_view text_argument(lua_State* state, int index) {
  std::size_t size = 0;
  const char* text = luaL_checklstring(state, index, &size);
  if (size > limits::kHelperTextBytes) luaL_argerror(state, index, "the text is too long");
  return {text, size};
}

}  // namespace perigee::bindings

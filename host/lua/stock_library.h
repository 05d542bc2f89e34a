// Taking functions out of a stock library without leaving it within reach of plugins.
#pragma once

#include <lua.hpp>

namespace perigee::lua {

/// Opens a stock library and pushes its table; afterwards neither the global of that name nor the
/// registry knows it.
inline void push_stock_library(lua_State* L, const char* name, lua_CFunction open) {
  lua_pushcfunction(L, open);
  lua_pushstring(L, name);
  lua_call(L, 1, 1);
  lua_pushnil(L);
  lua_setglobal(L, name);
  lua_getfield(L, LUA_REGISTRYINDEX, "_LOADED");
  lua_pushnil(L);
  lua_setfield(L, -2, name);
  lua_pop(L, 1);
}

}  // namespace perigee::lua

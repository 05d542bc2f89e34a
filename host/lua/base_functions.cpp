#include <lua.hpp>

#include "host/base/limits.h"
#include "host/lua/fuel.h"
#include "host/lua/libraries.h"

namespace perigee::lua {
namespace {

/// tostring(v): as the stock one, but a __tostring is called from here, where the C stack is
/// watched, and addresses are not shown.
int to_string(lua_State* state) {
  luaL_checkany(state, 1);
  lua_settop(state, 1);
  if (lua_type(state, 1) == LUA_TSTRING) return 1;
  if (luaL_getmetafield(state, 1, "__tostring") != 0) {
    check_c_stack(state);
    lua_pushvalue(state, 1);
    lua_call(state, 1, 1);
    check_alive(state);
    if (!lua_isstring(state, -1)) return luaL_error(state, "'__tostring' must return a string");
    return 1;
  }
  switch (lua_type(state, 1)) {
    case LUA_TNUMBER:
      lua_tolstring(state, 1, nullptr);
      return 1;
    case LUA_TBOOLEAN:
      lua_pushstring(state, lua_toboolean(state, 1) != 0 ? "true" : "false");
      return 1;
    case LUA_TLIGHTUSERDATA:
      lua_pushliteral(state, "null");
      return 1;
    default:
      lua_pushstring(state, luaL_typename(state, 1));
      return 1;
  }
}

/// tonumber(v [, base]): the stock one behind a limit on the digits; longer texts are no numbers.
int to_number(lua_State* state) {
  if (lua_type(state, 1) == LUA_TNUMBER && lua_isnoneornil(state, 2)) {
    lua_settop(state, 1);
    return 1;
  }
  std::size_t length = 0;
  if (lua_type(state, 1) == LUA_TSTRING) lua_tolstring(state, 1, &length);
  if (length > limits::kNumeralBytes) {
    lua_pushnil(state);
    return 1;
  }
  charge(state, length);
  lua_pushvalue(state, lua_upvalueindex(1));
  lua_insert(state, 1);
  lua_call(state, lua_gettop(state) - 1, 1);
  return 1;
}

/// unpack(list [, first [, last]]): raw, and paid for by the value.
int unpack(lua_State* state) {
  luaL_checktype(state, 1, LUA_TTABLE);
  const lua_Integer first = luaL_optinteger(state, 2, 1);
  const lua_Integer last = lua_isnoneornil(state, 3)
                               ? static_cast<lua_Integer>(lua_objlen(state, 1))
                               : luaL_checkinteger(state, 3);
  if (first > last) return 0;
  constexpr lua_Integer kMost = 8000;  // LuaJIT's own limit of C function results
  if (first < -kMost * 1000000 || last - first >= kMost ||
      lua_checkstack(state, static_cast<int>(last - first) + 1) == 0) {
    return luaL_error(state, "too many results to unpack");
  }
  charge(state, static_cast<std::uint64_t>(last - first) + 1);
  for (lua_Integer i = first; i <= last; ++i) lua_rawgeti(state, 1, static_cast<int>(i));
  return static_cast<int>(last - first) + 1;
}

}  // namespace

void open_base_functions(lua_State* state) {
  lua_getglobal(state, "tonumber");
  lua_pushcclosure(state, to_number, 1);
  lua_setglobal(state, "tonumber");
  lua_pushcfunction(state, to_string);
  lua_setglobal(state, "tostring");
  lua_pushcfunction(state, unpack);
  lua_setglobal(state, "unpack");
}

}  // namespace perigee::lua

// Reading the arguments of library functions as the stock library does: same conversions, same
// errors, and integers that wrap the same way.
#pragma once

#include <lua.hpp>

#include <cstdint>
#include <limits>
#include <string_view>

#include "host/lua/fuel.h"
#include "host/lua/weights.h"

namespace perigee::lua {

/// The string (or number, converted in place) at `index`. Lives as long as the stack slot.
inline std::string_view check_string(lua_State* L, int index) {
  std::size_t size = 0;
  const char* data = luaL_checklstring(L, index, &size);
  return {data, size};
}

/// The string at `index`, which is known to be one.
inline std::string_view string_at(lua_State* L, int index) {
  std::size_t size = 0;
  const char* data = lua_tolstring(L, index, &size);
  return {data, size};
}

/// The number at `index`, or what its string means as a number, which is charged.
inline double check_number(lua_State* L, int index) {
  const int type = lua_type(L, index);
  if (type == LUA_TNUMBER) return lua_tonumber(L, index);
  if (type == LUA_TSTRING) charge(L, lua_objlen(L, index) / weights::kTransformedBytes);
  return luaL_checknumber(L, index);
}

/// The number at `index` cut to an integer; whatever does not fit becomes the smallest one, as the
/// processor's conversion has it.
inline std::int32_t check_int(lua_State* L, int index) {
  const double number = check_number(L, index);
  const bool fits = number > -2147483649.0 && number < 2147483648.0;
  return fits ? static_cast<std::int32_t>(number) : std::numeric_limits<std::int32_t>::min();
}

/// The same, or `fallback` when the argument is nil or absent.
inline std::int32_t opt_int(lua_State* L, int index, std::int32_t fallback) {
  return lua_isnoneornil(L, index) ? fallback : check_int(L, index);
}

/// The string at `index`, or empty when the argument is nil or absent.
inline std::string_view opt_string(lua_State* L, int index) {
  return lua_isnoneornil(L, index) ? std::string_view() : check_string(L, index);
}

}  // namespace perigee::lua

// The functions of the plugin's `string` table, as string_library.cpp registers them. Each is a
// lua_CFunction; those marked so expect upvalues.
#pragma once

struct lua_State;

namespace perigee::lua {

int string_find(lua_State* L);
int string_match(lua_State* L);
int string_gmatch(lua_State* L);
int string_gsub(lua_State* L);
/// Upvalues: the stock string.format, a tostring that is safe to call.
int string_format(lua_State* L);

}  // namespace perigee::lua

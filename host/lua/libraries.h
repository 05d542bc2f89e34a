// What a plugin finds in its globals: an allow-list over LuaJIT's libraries, with replacements for
// the functions that could run without end, crash the interpreter or leave the sandbox.
#pragma once

struct lua_State;

namespace perigee::lua {

/// Opens everything below into a fresh state. May raise.
void open_libraries(lua_State* state);

/// Own tostring, tonumber and unpack.
void open_base_functions(lua_State* state);
/// pcall, xpcall, coroutine.resume and coroutine.wrap that no spent budget gets past.
void open_protected_calls(lua_State* state);
/// os.time, os.date and os.difftime on the host's clock, in UTC.
void open_os_library(lua_State* state);
/// require, served by the state's module loader.
void open_require(lua_State* state);

}  // namespace perigee::lua

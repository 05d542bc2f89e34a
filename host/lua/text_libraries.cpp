#include <lua.hpp>
#include <span>

#include "host/lua/libraries.h"

namespace perigee::lua {
namespace {

// Left out: string.dump makes bytecode; table.foreach, foreachi, getn, maxn and move are obsolete
// or built of bytecode that runs for as long as its arguments say.
constexpr const char* kStringRemoved[] = {"dump"};
constexpr const char* kTableRemoved[] = {"foreach", "foreachi", "getn", "maxn", "move"};

void open_without(lua_State* state, lua_CFunction open, const char* name,
                  std::span<const char* const> removed) {
  lua_pushcfunction(state, open);
  lua_pushstring(state, name);
  lua_call(state, 1, 0);
  lua_getglobal(state, name);
  for (const char* function : removed) {
    lua_pushnil(state);
    lua_setfield(state, -2, function);
  }
  lua_pop(state, 1);
}

}  // namespace

void open_text_libraries(lua_State* state) {
  open_without(state, luaopen_string, LUA_STRLIBNAME, kStringRemoved);
  open_without(state, luaopen_table, LUA_TABLIBNAME, kTableRemoved);
}

}  // namespace perigee::lua

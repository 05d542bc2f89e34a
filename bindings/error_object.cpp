#include "bindings/error_object.h"

#include "host/lua/native.h"

namespace perigee::bindings {
namespace {

/// The registry key of the metatable of errors is the address of this.
char error_mark;

void set_text(lua_State* state, const char* name, std::string_view text) {
  lua_pushlstring(state, text.data(), text.size());
  lua_setfield(state, -2, name);
}

/// __tostring: "message (hint)".
int describe(lua_State* state) {
  luaL_checktype(state, 1, LUA_TTABLE);
  lua_settop(state, 1);
  lua_pushliteral(state, "message");
  lua_rawget(state, 1);
  lua_pushliteral(state, "hint");
  lua_rawget(state, 1);
  if (lua_type(state, 3) == LUA_TSTRING) {
    lua_pushliteral(state, " (");
    lua_insert(state, 3);
    lua_pushliteral(state, ")");
    lua_concat(state, 4);
  } else {
    lua_settop(state, 2);
  }
  return 1;
}

void push_metatable(lua_State* state) {
  lua_pushlightuserdata(state, &error_mark);
  lua_rawget(state, LUA_REGISTRYINDEX);
  if (!lua_isnil(state, -1)) return;
  lua_pop(state, 1);
  lua_createtable(state, 0, 2);
  lua_pushcfunction(state, describe);
  lua_setfield(state, -2, "__tostring");
  lua_pushboolean(state, 0);
  lua_setfield(state, -2, "__metatable");
  lua_pushlightuserdata(state, &error_mark);
  lua_pushvalue(state, -2);
  lua_rawset(state, LUA_REGISTRYINDEX);
}

}  // namespace

int push_failure(lua_State* state, const Error& error) {
  luaL_checkstack(state, 8, "error");
  lua_pushnil(state);
  lua_createtable(state, 0, 3);
  set_text(state, "message", error.message);
  if (!error.hint.empty()) set_text(state, "hint", error.hint);
  // Codes are constants to be compared with, and Lua's are written small.
  char code[48];
  std::size_t size = 0;
  for (const char c : code_name(error.code).substr(0, sizeof code)) {
    code[size++] = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  }
  set_text(state, "code", {code, size});
  push_metatable(state);
  lua_setmetatable(state, -2);
  return 2;
}

}  // namespace perigee::bindings

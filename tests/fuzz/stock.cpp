#include "tests/fuzz/stock.h"

#include "host/base/error.h"
#include "host/lua/native.h"
#include "host/lua/stock_library.h"
#include "host/lua/string_library.h"
#include "host/lua/table_library.h"

namespace perigee::test {
namespace {

/// Copies the table on top of the stack into a field of the table below, since opening a library
/// again fills the same table.
void copy_into_field(lua_State* L, const char* name) {
  lua_createtable(L, 0, 16);
  for (lua_pushnil(L); lua_next(L, -3) != 0;) {
    lua_pushvalue(L, -2);
    lua_insert(L, -2);
    lua_rawset(L, -4);
  }
  lua_setfield(L, -3, name);
  lua_pop(L, 1);
}

}  // namespace

void inside(lua::State& state, const std::function<void(lua_State*)>& code) {
  const auto ran = lua::anchor(state, [&](lua_State* L) {
    code(L);
    lua_pushnil(L);
  });
  PERIGEE_CHECK(ran, ran.error().describe());
}

void add_stock_libraries(lua_State* L) {
  lua_createtable(L, 0, 2);
  lua::push_stock_library(L, LUA_STRLIBNAME, luaopen_string);
  copy_into_field(L, LUA_STRLIBNAME);
  lua::push_stock_library(L, LUA_TABLIBNAME, luaopen_table);
  copy_into_field(L, LUA_TABLIBNAME);
  lua_setglobal(L, "stock");
  lua::open_string_library(L);
  lua::open_table_library(L);
}

}  // namespace perigee::test

// The members of ctx itself: null, array, plugin, config.
#include "bindings/namespace.h"
#include "host/lua/native.h"

namespace perigee::bindings {
namespace {

void push_null(lua_State* state, Context&) {
  lua::push_null(state);
}

void push_plugin(lua_State* state, Context& context) {
  lua_pushlstring(state, context.options.plugin.data(), context.options.plugin.size());
}

void push_config(lua_State* state, Context& context) {
  lua::push_value(state, context.options.config);
}

int array(lua_State* state, Context&) {
  if (lua_isnoneornil(state, 1)) {
    lua_settop(state, 0);
    lua_newtable(state);
  }
  luaL_checktype(state, 1, LUA_TTABLE);
  lua_settop(state, 1);
  if (lua_getmetatable(state, 1) != 0) {
    if (!lua::is_array_mark(state, -1)) {
      return luaL_error(state, "ctx.array: the table has a metatable already");
    }
    lua_settop(state, 1);
    return 1;
  }
  lua::mark_array(state);
  return 1;
}

constexpr Function kFunctions[] = {
    {"array", "fun(list?: table): table",
     "Marks a table as a list, so that it stays one when it is empty; returns it.", array},
};

constexpr Constant kConstants[] = {
    {"null", "lightuserdata", "Stands for JSON null, where nil would mean absent.", push_null},
    {"plugin", "string", "Name of the plugin.", push_plugin},
    {"config", "table<string, any>",
     "The plugin's configuration from perigee.lua; a copy of its own for each run.", push_config,
     /*per_run=*/true},
};

}  // namespace

const Namespace kRoot = {"", "What a plugin gets of the host.", kFunctions, kConstants};

}  // namespace perigee::bindings

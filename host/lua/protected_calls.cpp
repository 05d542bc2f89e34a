// pcall, xpcall, coroutine.resume and coroutine.wrap for plugins: Lua closures around the stock
// ones.
//
// That they are Lua closures matters: called through a __call metamethod or in a chain, the stock
// functions of this LuaJIT grow the stack without a check. That C code has the last word in each
// matters too: a spent budget is raised again as soon as anything has caught it.
#include <lua.hpp>
#include <string_view>

#include "host/base/limits.h"
#include "host/lua/core.h"
#include "host/lua/fuel.h"
#include "host/lua/libraries.h"

namespace perigee::lua {
namespace {

constexpr std::string_view kShims = R"lua(
local pcall, xpcall, resume, create, settle, guard, descend, unwrap = ...
local shims = {}
function shims.pcall(f, ...) return settle(pcall(f, ...)) end
function shims.xpcall(f, handler, ...) return settle(xpcall(f, guard(handler), ...)) end
function shims.resume(co, ...)
  descend(co, "resume", "thread")
  return settle(resume(co, ...))
end
function shims.wrap(f)
  descend(f, "wrap", "function")
  local co = create(f)
  return function(...)
    descend(co, "resume", "thread")
    return unwrap(resume(co, ...))
  end
end
return shims
)lua";

/// Raises for the code that called the shim.
int refuse_argument(lua_State* state, int argument, const char* function, const char* expected) {
  constexpr int kCallerOfShim = 2;
  luaL_where(state, kCallerOfShim);
  lua_pushfstring(state, "bad argument #%d to '%s' (%s expected, got %s)", argument, function,
                  expected, luaL_typename(state, 1));
  lua_concat(state, 2);
  return lua_error(state);
}

/// settle(ok, …): passes the outcome of a protected call on, unless the run is over.
int settle(lua_State* state) {
  Meter& meter = Core::of(state).meter;
  meter.enter(state);
  check_alive(state);
  if (lua_toboolean(state, 1) == 0) {
    meter.whereabouts().forget_origin();
    charge(state, limits::kCaughtErrorFuel);
  }
  return lua_gettop(state);
}

/// unwrap(ok, …): the same, but what was caught is raised again.
int unwrap(lua_State* state) {
  Meter& meter = Core::of(state).meter;
  lua_State* resumed = meter.thread();
  meter.enter(state);
  check_alive(state);
  if (lua_toboolean(state, 1) == 0) {
    if (resumed != state) meter.whereabouts().note_origin(resumed);
    lua_settop(state, 2);
    return lua_error(state);
  }
  lua_remove(state, 1);
  return lua_gettop(state);
}

/// descend(value, function, type): goes before everything that nests on the C stack, and checks the
/// first argument of the function.
int descend(lua_State* state) {
  check_alive(state);
  check_c_stack(state);
  const char* type = lua_tostring(state, 3);
  if (std::string_view(luaL_typename(state, 1)) == type) {
    lua_State* resumed = lua_tothread(state, 1);
    // One that ended in an error still has the frames of that.
    if (resumed != nullptr && lua_status(resumed) <= LUA_YIELD)
      Core::of(state).meter.enter(resumed);
    return 0;
  }
  return refuse_argument(state, 1, lua_tostring(state, 2), type);
}

/// The message handler that stock xpcall gets. It passes the message on untouched when the run is
/// over, since the hook is masked inside a handler of a hook's error, and when it is entered again,
/// since a handler that fails and catches in turn would be re-entered without end.
int guarded_handler(lua_State* state) {
  lua_settop(state, 1);
  const Meter& meter = Core::of(state).meter;
  if (meter.expiry() != Expiry::None || meter.stack_is_deep()) return 1;
  if (lua_toboolean(state, lua_upvalueindex(2)) != 0) return 1;
  lua_pushboolean(state, 1);
  lua_replace(state, lua_upvalueindex(2));
  lua_pushvalue(state, lua_upvalueindex(1));
  lua_insert(state, 1);
  lua_call(state, 1, 1);
  return 1;
}

/// guard(handler): a fresh guarded handler for one xpcall.
int guard(lua_State* state) {
  if (lua_type(state, 1) != LUA_TFUNCTION) return refuse_argument(state, 2, "xpcall", "function");
  lua_settop(state, 1);
  lua_pushboolean(state, 0);
  lua_pushcclosure(state, guarded_handler, 2);
  return 1;
}

void move_field(lua_State* state, int from, const char* field, int to) {
  lua_getfield(state, from, field);
  lua_setfield(state, to, field);
}

}  // namespace

void open_protected_calls(lua_State* state) {
  lua_getglobal(state, "coroutine");
  const int coroutines = lua_gettop(state);
  if (luaL_loadbufferx(state, kShims.data(), kShims.size(), "=host", "t") != 0) lua_error(state);
  lua_getglobal(state, "pcall");
  lua_getglobal(state, "xpcall");
  lua_getfield(state, coroutines, "resume");
  lua_getfield(state, coroutines, "create");
  lua_pushcfunction(state, settle);
  lua_pushcfunction(state, guard);
  lua_pushcfunction(state, descend);
  lua_pushcfunction(state, unwrap);
  lua_call(state, 8, 1);
  const int shims = lua_gettop(state);
  move_field(state, shims, "pcall", LUA_GLOBALSINDEX);
  move_field(state, shims, "xpcall", LUA_GLOBALSINDEX);
  move_field(state, shims, "resume", coroutines);
  move_field(state, shims, "wrap", coroutines);
  lua_settop(state, coroutines - 1);
}

}  // namespace perigee::lua

#include "host/lua/core.h"

#include <fmt/format.h>

#include <exception>

#include "host/base/text.h"
#include "host/lua/libraries.h"
#include "host/lua/native.h"

namespace perigee::lua {
namespace {

/// Where open() leaves the two C functions of every protected call on the main stack, so that a
/// call need not make closures.
constexpr int kOnRaiseIndex = 1;
constexpr int kEnterIndex = 2;

/// Every entry is protected, so this is a defect of the host.
int on_panic(lua_State* state) {
  const char* text = lua_tostring(state, -1);
  check_failed("Lua code runs in protected mode", __FILE__, __LINE__, text != nullptr ? text : "");
}

/// Names what was raised when it has no text of its own.
std::string describe_type(lua_State* state, int index) {
  return std::string("(an error value of type ") + luaL_typename(state, index) + ")";
}

}  // namespace

Core::~Core() {
  if (L == nullptr) return;
  heap.enforce(false);
  lua_close(L);
}

void* Core::allocate(void* self, void* block, std::size_t old_bytes, std::size_t new_bytes) {
  Core& core = *static_cast<Core*>(self);
  if (new_bytes > old_bytes && new_bytes >= limits::kLuaStackBytes && core.meter.running()) {
    core.meter.whereabouts().note_deep(core.meter.thread());
  }
  void* result = core.heap.resize(block, old_bytes, new_bytes);
  if (new_bytes > old_bytes && (core.heap.needs_attention() || core.meter.interval_is_long())) {
    core.meter.interrupt();
  }
  return result;
}

Result<void> Core::open() {
  L = lua_newstate(allocate, this);
  if (L == nullptr) return fail(Code::Internal, "No memory for a Lua state");
  lua_atpanic(L, on_panic);
  meter.attach(L);
  int on_raise_ref = LUA_NOREF;
  int enter_ref = LUA_NOREF;
  struct Opening {
    int& on_raise_ref;
    int& enter_ref;
  } opening{on_raise_ref, enter_ref};
  const int status = lua_cpcall(
      L,
      [](lua_State* state) {
        auto& refs = *static_cast<Opening*>(lua_touserdata(state, 1));
        Core& core = Core::of(state);
        lua_pushcfunction(state, on_raise);
        refs.on_raise_ref = luaL_ref(state, LUA_REGISTRYINDEX);
        lua_pushcfunction(state, enter);
        refs.enter_ref = luaL_ref(state, LUA_REGISTRYINDEX);
        lua_pushliteral(state, "message");
        core.message_key = luaL_ref(state, LUA_REGISTRYINDEX);
        open_libraries(state);
        open_array_mark(state);
        return 0;
      },
      &opening);
  if (status != 0 || luaJIT_setmode(L, 0, LUAJIT_MODE_ENGINE | LUAJIT_MODE_OFF) == 0) {
    const char* reason = status != 0 ? lua_tostring(L, -1) : "the JIT cannot be turned off";
    return fail(Code::Internal, std::string("Cannot set up a Lua state: ") + reason);
  }
  lua_settop(L, 0);
  lua_rawgeti(L, LUA_REGISTRYINDEX, on_raise_ref);
  lua_rawgeti(L, LUA_REGISTRYINDEX, enter_ref);
  lua_gc(L, LUA_GCSETPAUSE, 120);
  lua_gc(L, LUA_GCSETSTEPMUL, 400);
  heap.enforce(true);
  return {};
}

int Core::run_protected() {
  raised.clear();
  lua_pushvalue(L, kEnterIndex);
  const int status = lua_pcall(L, 0, 0, kOnRaiseIndex);
  // Out of memory, errors within errors and some overflows of the stack reach no handler.
  if (status != 0 && raised.empty()) note_raised(L, lua_gettop(L));
  if (status == LUA_ERRERR) meter.whereabouts().blame_deepest();
  lua_settop(L, kEnterIndex);
  return status;
}

int Core::enter(lua_State* state) {
  Core& core = Core::of(state);
  bool threw = false;
  try {
    core.body_(state, core.body_self_);
  } catch (const std::exception& exception) {
    core.scratch = exception.what();
    threw = true;
  }
  if (threw) raise_text(state, core.scratch);
  return 0;
}

int Core::on_raise(lua_State* state) {
  Core& core = Core::of(state);
  core.meter.enter(state);
  core.meter.whereabouts().note(state);
  core.note_raised(state, 1);
  lua_settop(state, 1);
  return 1;
}

/// Takes over the text of an error value without running code of the plugin and without allocating
/// in the state.
void Core::note_raised(lua_State* state, int index) {
  int text = index;
  if (lua_type(state, index) == LUA_TTABLE) {
    lua_rawgeti(state, LUA_REGISTRYINDEX, message_key);
    lua_rawget(state, index);
    text = lua_gettop(state);
  }
  if (lua_type(state, text) == LUA_TSTRING) {
    std::size_t length = 0;
    const char* bytes = lua_tolstring(state, text, &length);
    raised = printable({bytes, length}, limits::kErrorBytes);
  } else if (lua_type(state, text) == LUA_TNUMBER) {
    raised = fmt::format("{:.14g}", lua_tonumber(state, text));
  } else {
    raised = describe_type(state, index);
  }
}

}  // namespace perigee::lua

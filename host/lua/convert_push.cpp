#include <lua.hpp>

#include "host/base/limits.h"
#include "host/lua/convert.h"
#include "host/lua/core.h"
#include "host/lua/native.h"

namespace perigee::lua {
namespace {

/// ctx.null is the address of this.
char null_mark;

/// Slots that one level of push() has on the stack at once.
constexpr int kSlotsPerLevel = 3;

struct Size {
  std::size_t bytes = 0;
  bool too_deep = false;
};

void measure(const Value& value, int depth, Size& size) {
  size.bytes += 16;
  if (depth > limits::kValueDepth) size.too_deep = true;
  if (size.too_deep || size.bytes > limits::kValueBytes) return;
  if (value.is_string()) {
    size.bytes += value.as_string().size();
  } else if (value.is_array()) {
    for (const Value& item : value.as_array()) measure(item, depth + 1, size);
  } else if (value.is_object()) {
    for (const auto& [name, member] : value.as_object()) {
      size.bytes += name.size();
      measure(member, depth + 1, size);
    }
  }
}

void push(lua_State* state, const Value& value) {
  if (value.is_string()) {
    lua_pushlstring(state, value.as_string().data(), value.as_string().size());
  } else if (value.is_number()) {
    lua_pushnumber(state, value.as_number());
  } else if (value.is_bool()) {
    lua_pushboolean(state, value.as_bool() ? 1 : 0);
  } else if (value.is_object()) {
    const Object& object = value.as_object();
    lua_createtable(state, 0, static_cast<int>(object.size()));
    for (const auto& [name, member] : object) {
      lua_pushlstring(state, name.data(), name.size());
      push(state, member);
      lua_rawset(state, -3);
    }
  } else if (value.is_array()) {
    const Array& array = value.as_array();
    lua_createtable(state, static_cast<int>(array.size()), 0);
    mark_array(state);
    int position = 0;
    for (const Value& item : array) {
      push(state, item);
      lua_rawseti(state, -2, ++position);
    }
  } else {
    push_null(state);
  }
}

}  // namespace

std::optional<std::string> refuse_value(const Value& value) {
  Size size;
  measure(value, 0, size);
  if (size.too_deep) {
    return "a value is nested deeper than " + std::to_string(limits::kValueDepth) + " levels";
  }
  if (size.bytes > limits::kValueBytes) {
    return "a value is larger than " + std::to_string(limits::kValueBytes) + " bytes";
  }
  return std::nullopt;
}

void push_value(lua_State* state, const Value& value) {
  luaL_checkstack(state, kSlotsPerLevel * (limits::kValueDepth + 2), "value");
  push(state, value);
}

void push_null(lua_State* state) {
  lua_pushlightuserdata(state, &null_mark);
}

bool is_null(lua_State* state, int index) {
  return lua_touserdata(state, index) == &null_mark;
}

void open_array_mark(lua_State* state) {
  Core& core = Core::of(state);
  lua_createtable(state, 0, 1);
  lua_pushboolean(state, 0);
  lua_setfield(state, -2, "__metatable");
  core.array_mark = lua_topointer(state, -1);
  core.array_metatable = luaL_ref(state, LUA_REGISTRYINDEX);
}

void mark_array(lua_State* state) {
  lua_rawgeti(state, LUA_REGISTRYINDEX, Core::of(state).array_metatable);
  lua_setmetatable(state, -2);
}

bool is_array_mark(lua_State* state, int metatable) {
  return lua_topointer(state, metatable) == Core::of(state).array_mark;
}

}  // namespace perigee::lua

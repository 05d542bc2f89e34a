#include "host/lua/whereabouts.h"

#include <lua.hpp>
#include <utility>

namespace perigee::lua {
namespace {

/// Frames of the host and of C functions above the innermost line of the plugin; reaching a frame
/// takes time proportional to its level, so without a limit a search would take its square.
constexpr int kLevels = 64;

/// Chunks of plugins are called "@FILE", those of the host "=host".
bool is_of_plugin(const lua_Debug& frame) {
  return frame.source[0] == '@';
}

}  // namespace

Position innermost_position(lua_State* thread) {
  lua_Debug frame;
  for (int level = 0; level < kLevels && lua_getstack(thread, level, &frame) != 0; ++level) {
    lua_getinfo(thread, "Sl", &frame);
    if (is_of_plugin(frame) && frame.currentline > 0) return {frame.source + 1, frame.currentline};
  }
  return {};
}

Position pop_definition(lua_State* state) {
  if (lua_isfunction(state, -1) == 0) {
    lua_pop(state, 1);
    return {};
  }
  lua_Debug function;
  lua_getinfo(state, ">S", &function);
  if (!is_of_plugin(function) || function.linedefined <= 0) return {};
  return {function.source + 1, function.linedefined};
}

void Whereabouts::clear() {
  position_ = {};
  origin_ = {};
  deepest_ = {};
}

void Whereabouts::note(lua_State* thread) {
  if (!position_.file.empty()) return;
  position_ = origin_.file.empty() ? innermost_position(thread) : origin_;
}

void Whereabouts::note_origin(lua_State* thread) {
  if (origin_.file.empty()) origin_ = innermost_position(thread);
}

void Whereabouts::blame_deepest() {
  suggest(std::exchange(deepest_, {}));
}

void Whereabouts::suggest(Position position) {
  if (position_.file.empty()) position_ = std::move(position);
}

}  // namespace perigee::lua

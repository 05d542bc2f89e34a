// For C functions that plugins call: what bindings/ and the libraries of host/lua share. The only
// header outside host/lua's own sources that shows lua.h.
#pragma once

#include <functional>
#include <lua.hpp>
#include <string_view>

#include "host/base/error.h"
#include "host/lua/convert.h"
#include "host/lua/fuel.h"
#include "host/lua/state.h"

namespace perigee::lua {

/// Runs host code that leaves one value on top of the stack, and anchors that value. The code may
/// raise. Errors: MemoryExceeded, Internal with the text raised.
Result<Ref> anchor(State& state, const std::function<void(lua_State*)>& push);

/// Pushes an anchored value.
void push_ref(lua_State* state, Ref ref);

/// Raises a text with the position of the caller in front. The text should be scratch_text(), or
/// something else that outlives the raise.
[[noreturn]] void raise_text(lua_State* state, std::string_view text);

/// A string of the state that a host function builds the text of its error in, for raise_text():
/// it outlives the raise.
std::string& scratch_text(lua_State* state);

/// Counts memory that the host holds for the plugin, and that the allocator of the state does not
/// see, as the plugin's own: what was `old_bytes` is `new_bytes` now. Past the hard limit the run
/// is over, which check_alive() raises; past the soft limit the next instruction judges it.
void resize_outside(lua_State* state, std::size_t old_bytes, std::size_t new_bytes);

/// Pushes pcall, error or type of the sandbox, as it was before any code of the plugin ran.
void push_original(lua_State* state, const char* name);

/// Makes the metatable that ctx.array sets; once per state.
void open_array_mark(lua_State* state);
/// Marks the table on top of the stack as a list.
void mark_array(lua_State* state);
/// Whether the metatable at `index` is that mark.
bool is_array_mark(lua_State* state, int index);
/// Pushes ctx.null.
void push_null(lua_State* state);
/// Whether the value at `index` is ctx.null.
bool is_null(lua_State* state, int index);

}  // namespace perigee::lua

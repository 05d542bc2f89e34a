// The border: values of the host become Lua values and back. Reading is raw: no metamethod, no code
// of the plugin runs, nothing is allocated in the state, and depth and size are bounded.
//
//   host                      Lua
//   null                      ctx.null; nil reads as null where a whole value is absent
//   boolean, string           the same; strings must be UTF-8
//   integer, number           number; whole numbers up to 2^53 read as integers
//   array                     table with the keys 1 to n, or marked by ctx.array
//   object                    table with string keys; read in the order of the keys
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "host/base/value.h"

struct lua_State;

namespace perigee::lua {

/// Reads the value at `index` into `out`; `root` is what the message calls the whole. Raises only
/// when the Lua stack cannot grow.
std::optional<std::string> read_value(lua_State* state, int index, std::string_view root,
                                      Value& out);

/// Why a value of the host is too deep or too large to be pushed.
std::optional<std::string> refuse_value(const Value& value);

/// Pushes a value that refuse_value() lets pass. Integers beyond 2^53 are rounded. Raises when out
/// of memory.
void push_value(lua_State* state, const Value& value);

}  // namespace perigee::lua

// The `table` table that plugins get: insert, remove, concat and sort, with the results and errors
// of the stock library, where every moved, compared or copied element is charged. Inserting before
// position 1, which lets the stock function move two thousand million elements, is an error.
#pragma once

struct lua_State;

namespace perigee::lua {

/// Sets the global `table`; the stock table is not reachable afterwards.
void open_table_library(lua_State* L);

}  // namespace perigee::lua

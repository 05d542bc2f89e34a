// table.sort: the algorithm of the stock library, whose results it therefore shares down to the
// order of equal elements, with a bound: a range that will not get smaller is sorted by heap.
#pragma once

struct lua_State;

namespace perigee::lua {

/// The lua_CFunction that goes into the `table` table.
int table_sort(lua_State* L);

}  // namespace perigee::lua

// A plugin's state in which the stock libraries can be had beside ours, for programs and tests that
// compare or measure the two.
#pragma once

#include <functional>
#include <lua.hpp>

#include "host/lua/state.h"

namespace perigee::test {

/// Runs host code inside a state, without a budget. Aborts when it raises.
void inside(lua::State& state, const std::function<void(lua_State*)>& code);

/// Gives the state a global `stock` with the stock libraries `string` and `table`; the globals of
/// these names stay ours.
void add_stock_libraries(lua_State* L);

}  // namespace perigee::test

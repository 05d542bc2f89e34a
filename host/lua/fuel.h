// What a C function that runs inside a plugin's state calls to pay for its work and to stop in
// time. All of it may raise a Lua error, so no C++ object with a destructor should be alive at the
// call.
#pragma once

#include <cstdint>

#include "host/base/clock.h"

struct lua_State;

namespace perigee::lua {

/// Charges work that is proportional to bytes or steps, best before doing it: one unit is about one
/// instruction, 2.4 ns. Raises, uncatchably for the plugin, when the budget or the time is spent.
void charge(lua_State* state, std::uint64_t fuel);

/// The same without raising, for work inside a library of C that must unwind by itself: false when
/// the run is over, which check_alive() raises later.
bool pay(lua_State* state, std::uint64_t fuel);

/// Raises when the run is over. Belongs after every return from plugin code into C code, since a
/// callback may have swallowed the first raise.
void check_alive(lua_State* state);

/// Raises an ordinary error when callbacks nest so deeply that the C stack is at risk. Belongs at
/// the start of every C function that calls back into Lua.
void check_c_stack(lua_State* state);

/// Looks at the clock, for work that cannot be charged exactly. Raises as charge() does.
void check_time(lua_State* state);

/// The clock of the state.
const Clock& clock(lua_State* state);

/// Counts and charges a call of a host function, and raises when the run is over or out of time.
void enter_host_call(lua_State* state);

/// The moment at which the current run is out of time, for work that can stop by itself.
SteadyTime deadline(lua_State* state);

/// Whether work that cannot be stopped would end in time, or nearly, if it took so long.
bool fits_in_time(lua_State* state, std::chrono::nanoseconds longest);

/// A number that differs from run to run of this state, for limits per run.
std::uint64_t run_number(lua_State* state);

}  // namespace perigee::lua

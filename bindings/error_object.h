// Errors that a plugin is meant to handle: `local result, err = ctx.db.execute(…)`. The object has
// `code`, `message` and, where there is one, `hint`, and reads as a text in messages.
#pragma once

#include <lua.hpp>

#include "host/base/error.h"

namespace perigee::bindings {

/// Pushes nil and the object; returns 2, for a host function to return. The error must not be on
/// the C++ stack: the call may raise.
int push_failure(lua_State* state, const Error& error);

}  // namespace perigee::bindings

// The `string` table that plugins get. Same results and errors as the stock library, on a pattern
// matcher that counts its steps, and with every piece of work that grows with its input charged
// before it is done. There is no string.dump: plugins never see bytecode.
#pragma once

struct lua_State;

namespace perigee::lua {

/// Sets the global `string` and the metatable of strings, which plugins cannot read or replace; the
/// stock table is not reachable afterwards. string.format uses the global `tostring` as it is now
/// for whatever is neither string nor number, and so it must have been made safe before: the stock
/// one can loop for ever inside the interpreter. Raises if it is still the stock one.
void open_string_library(lua_State* L);

}  // namespace perigee::lua

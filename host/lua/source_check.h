// Looks at source text before LuaJIT compiles it: size, bytecode, and number literals that would
// load the FFI library into the state. A scan over the tokens; it never judges syntax.
#pragma once

#include <string_view>

#include "host/base/error.h"

namespace perigee::lua {

/// Error: LoadError with the position, when the source must not be compiled.
Result<void> check_source(std::string_view chunk_name, std::string_view source);

}  // namespace perigee::lua

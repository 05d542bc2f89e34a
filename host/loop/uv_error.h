// Failures of libuv in the words of the project. For this folder.
#pragma once

#include <string>

#include "host/base/error.h"

namespace perigee::loop {

/// "what: reason of the system", for a negative status of libuv.
std::unexpected<Error> uv_failure(Code code, const std::string& what, int status);

}  // namespace perigee::loop

// Members of a JSON body with the type that they must have. The errors name the member.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "host/base/error.h"

namespace perigee::http {

/// A member that must be a string; it may be empty.
Result<std::string> required_string(const Value& body, std::string_view name);

/// A member that may be missing, null or a string.
Result<std::optional<std::string>> optional_string(const Value& body, std::string_view name);

}  // namespace perigee::http

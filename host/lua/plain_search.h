// Searching for a text as it is, which takes time proportional to the subject whatever the texts
// are. Charged like the matcher, and like it without anything that needs a destructor.
#pragma once

#include <cstddef>
#include <string_view>

#include "host/lua/pattern.h"

namespace perigee::lua::pattern {

/// Whether a pattern has any byte with a meaning of its own; without one, find() is plain.
bool has_specials(std::string_view pattern);

/// Offset of the first `needle` in `subject` at or behind `from`, or npos. Linear in the subject,
/// charged window by window before it is read.
std::size_t find_plain(std::string_view subject, std::string_view needle, std::size_t from,
                       Meter meter);

}  // namespace perigee::lua::pattern

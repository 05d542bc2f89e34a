// How many descriptors the process may have: one per connection, and the usual limit is too low.
#pragma once

#include <cstddef>

namespace perigee::loop {

/// Raises the soft limit to the hard one and returns what it is now.
std::size_t raise_open_file_limit();

}  // namespace perigee::loop

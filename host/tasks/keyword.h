// Keywords of people as expressions of the full-text index, for this folder alone.
#pragma once

#include <string>
#include <string_view>

namespace perigee::tasks {

/// Every word of a text between quotes: an expression that the index takes, whatever the text says.
/// Empty for a blank one.
std::string quoted_words(std::string_view text);

}  // namespace perigee::tasks

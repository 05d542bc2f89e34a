// Messages for people: who, when, what, in the order in which they were written.
#pragma once

#include <string>
#include <vector>

#include "host/cli/terminal.h"
#include "host/hub/types.h"

namespace perigee::cli {

/// One message: a line of facts, then its text, indented. Control characters are shown, not obeyed.
std::string format_message(const hub::Message& message, const Terminal& terminal);

/// Several, oldest first, whatever order they come in.
std::string format_messages(const std::vector<hub::Message>& messages, const Terminal& terminal);

}  // namespace perigee::cli

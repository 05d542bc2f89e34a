// `perigee msg send|edit|delete|retopic`: what changes messages.
#pragma once

#include "host/cli/command_line.h"

namespace perigee::cli {

/// Adds them to the group of `msg`.
void add_message_changes(CommandLine& line, CLI::App& group);

}  // namespace perigee::cli

// What people write for a channel or a topic where programs write an id: a name, or CHANNEL/TITLE.
// Errors say what may have been meant.
#pragma once

#include <string>

#include "host/store/connection.h"

namespace perigee::hub {

/// The id of a channel, given that id or the channel's name. What looks like an id is returned as
/// it is although no channel has it. Errors: NotFound, with the nearest name.
Result<std::string> resolve_channel(store::Connection& db, const std::string& text);

/// The id of a topic, given that id, CHANNEL/TITLE, or a title that only one topic has. What looks
/// like an id is returned as it is although no topic has it. Errors: NotFound, with the nearest;
/// InvalidInput when several topics have that title.
Result<std::string> resolve_topic(store::Connection& db, const std::string& text);

}  // namespace perigee::hub

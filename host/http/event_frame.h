// Events as subscribers get them: one WebSocket frame with the envelope of hub-protocol §6.5.
#pragma once

#include <string>

#include "host/hub/types.h"

namespace perigee::http {

/// Appends the frame of an event.
void append_event_frame(std::string& out, const hub::Event& event);

/// Appends the frame that answers a hello.
void append_hello_ok_frame(std::string& out, std::int64_t replay_until,
                           std::string_view instance_id);

}  // namespace perigee::http

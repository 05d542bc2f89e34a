// Rows of the messages table as every query that returns whole messages selects them.
#pragma once

#include "host/hub/types.h"
#include "host/store/connection.h"

/// The columns in the order that read_message expects; the table must be called m.
#define PERIGEE_MESSAGE_COLUMNS                                                                    \
  "m.id, m.topic_id, m.channel_id, m.sender, m.content_raw, m.version, m.created_at, m.edited_at," \
  " m.deleted_at, m.deleted_by"

namespace perigee::hub {

/// The message whose columns begin at `first`.
Message read_message(const store::Rows& rows, int first = 0);

}  // namespace perigee::hub

// The built-in extraction of URLs: every link in a new message becomes an attachment of its topic,
// in the message's own transaction (plugin-pipeline §9).
#pragma once

#include "host/hub/write.h"

namespace perigee::hub {

/// Attaches the URLs of a message that was just inserted. URLs too long to store are skipped.
Result<void> attach_urls(Write& write, const Message& message);

}  // namespace perigee::hub

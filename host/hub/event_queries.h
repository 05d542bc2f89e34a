// Reading the event log back: replay from a cursor and the newest few, with scope filters
// (hub-data §3.3). Works on any connection; sees what that connection sees.
#pragma once

#include <vector>

#include "host/hub/types.h"
#include "host/store/connection.h"

namespace perigee::hub {

/// Which events a reader wants; an event passes if any member matches. Empty wants everything.
struct EventFilter {
  std::vector<std::string> channel_ids;
  std::vector<std::string> topic_ids;
  bool everything() const { return channel_ids.empty() && topic_ids.empty(); }
};

/// Events with after < id <= until that pass the filter, ascending, `limit` at the most.
/// Errors: InvalidInput for after < 0, until < after or limit <= 0.
Result<std::vector<Event>> read_events(store::Connection& db, std::int64_t after,
                                       std::int64_t until, const EventFilter& filter, int limit);

/// The newest `count` events with id <= until that pass the filter, ascending.
Result<std::vector<Event>> read_event_tail(store::Connection& db, std::int64_t until,
                                           const EventFilter& filter, int count);

/// Whether a message was edited after an event. Neither text nor times say so for sure: an edit may
/// bring an old text back, and clocks repeat themselves.
Result<bool> edited_after(store::Connection& db, const std::string& message_id,
                          std::int64_t event_id);

/// Id of the newest event that the connection sees; 0 when there is none.
Result<std::int64_t> newest_event_id(store::Connection& db);

}  // namespace perigee::hub

// The full-text index over messages, behind the table messages_fts. The index holds exactly the
// messages up to a border, each with its present text: triggers see to that when a message changes,
// and moving the border and filling the index are one transaction. So nothing that ends the process
// can leave an index that does not fit the messages. See docs/adr/0004.
#pragma once

#include <cstdint>

#include "host/base/limits.h"
#include "host/store/connection.h"

namespace perigee::hub {

/// Makes sure that the index fits the messages; call before the writer starts. An index that was
/// filled by row numbers that are no longer the messages', or by somebody else's trigger, is
/// emptied, to be filled again.
Result<void> open_search_index(store::Connection& db);

/// How much one step indexes at the most.
struct IndexStep {
  int messages = limits::kIndexMessages;
  std::size_t bytes = limits::kIndexBytes;
};

/// Takes the next messages into the index, in the caller's transaction. Returns how many are left.
/// Writer thread only.
Result<std::int64_t> index_messages(store::Connection& db, IndexStep step = {});

/// How many messages the index does not hold yet. Any connection.
Result<std::int64_t> unindexed_messages(store::Connection& db);

}  // namespace perigee::hub

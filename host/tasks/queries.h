// Reading tasks back: lists, single tasks, filtered views, what is ready, what changed (tasks §7,
// §11). Works on any connection; sees what that connection sees.
#pragma once

#include "host/base/clock.h"
#include "host/store/connection.h"
#include "host/tasks/types.h"

namespace perigee::tasks {

/// The lists that a caller sees, by handle; its own ones hide everybody's of the same handle.
Result<std::vector<List>> all_lists(store::Connection& db, const Caller& caller);

/// One task, whole. Errors: as for every operation on a reference.
Result<Task> get(store::Connection& db, const Caller& caller, const Ref& ref);

/// The tasks that pass a filter: the oldest first, or with a keyword the best match first; ids
/// decide between equals. `list` narrows it to one list, which must be there and in the filter.
/// A keyword is an expression of FTS5, or else the words in it. Errors: ListNotFound,
/// ConflictingListScope, InvalidInput.
Result<std::vector<View>> list(store::Connection& db, const Caller& caller,
                               const std::optional<std::string>& list, const Filter& filter);

struct ReadyQuery {
  std::optional<std::string> owner = {};
  std::optional<std::string> list = {};
  int limit = 0;
};

/// Tasks that somebody may begin, the oldest first: pending, or in progress under a lease that ran
/// out; and every other task that blocks them, or their list as a whole, is completed or cancelled.
Result<std::vector<View>> ready(store::Connection& db, const Caller& caller,
                                const ReadyQuery& query, WallTime now);

/// A task and its newest event.
struct Changed {
  View view;
  std::int64_t event_id = 0;
};

/// Tasks whose newest event is later than `event_id`, in the order of those events.
Result<std::vector<Changed>> changed_since(store::Connection& db, const Caller& caller,
                                           std::int64_t event_id, int limit);

void write_json(JsonWriter& json, const Changed& changed);

}  // namespace perigee::tasks

// The event of a change, and the mark that it leaves on the task. For this folder alone.
#pragma once

#include "host/hub/write.h"
#include "host/tasks/rows.h"

namespace perigee::tasks {

/// Appends `name` with the actor, a summary of the task and further members, and remembers its id
/// as the newest change of the task. Returns the id.
Result<std::int64_t> record(hub::Write& write, const Caller& caller, std::string_view name,
                            const StoredTask& stored, const Value& more = {});

}  // namespace perigee::tasks

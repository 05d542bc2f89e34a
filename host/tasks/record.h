// How a change of a task is kept: its row, its event, and the mark that the event leaves on the
// row. For this folder alone.
#pragma once

#include "host/hub/write.h"
#include "host/tasks/rows.h"

namespace perigee::tasks {

/// Metadata as it is stored; absent when it is null.
std::optional<std::string> serialised(const Value& metadata);

/// Appends an event of a task with the actor, a summary of the task and further members. Returns
/// its id, which the row is to carry as changed_event.
Result<std::int64_t> record(hub::Write& write, const Caller& caller, std::string_view name,
                            const Task& task, const Value& more = {});

/// Writes a changed task back with its event: everything but comments and edges. updated_at is now,
/// and a lease ends with the work.
Result<Task> save(hub::Write& write, const Caller& caller, StoredTask stored,
                  std::string_view event, const Value& more = {});

}  // namespace perigee::tasks

// The operations that change tasks (tasks §6), on the writer: each in a savepoint that an error
// undoes, each with its event in the same transaction. Read tasks with queries.h.
#pragma once

#include "host/hub/write.h"
#include "host/tasks/types.h"

namespace perigee::tasks {

// Every operation on a reference may fail with BadEdgeRef, ListNotFound, TaskNotFound and, when it
// names a list where an item is meant, with MissingItemId. Texts are bounded by limits::kTask….

/// Errors: InvalidInput for an empty or a taken handle.
Result<List> create_list(hub::Write& write, const Caller& caller, const NewList& list);

/// A new item at the end of a list, without edges. Event task.created.
/// Errors: ListNotFound; InvalidInput without a subject, or for an id that is taken.
Result<Task> create(hub::Write& write, const Caller& caller, const std::string& list,
                    const NewTask& task);

/// Changes what the patch names; an empty patch still counts as an update. Event task.updated.
Result<Task> update(hub::Write& write, const Caller& caller, const Ref& ref, const Patch& patch);

/// Sets the status. completed_at is there exactly while it is completed, and is set anew when a
/// completed task is completed again. Ends a lease, unless it goes on being in progress. Event
/// task.transitioned.
Result<Task> transition(hub::Write& write, const Caller& caller, const Ref& ref, Status status);

/// Adds a comment of the caller's; the same text twice is two comments. Event task.commented.
Result<Task> add_comment(hub::Write& write, const Caller& caller, const Ref& ref,
                         const std::string& text);

/// Adds an edge; the target need not exist, may be a list, and may be the source itself. An edge
/// that is there already changes nothing and has no event. Returns whether it is new. Event
/// task.linked.
Result<bool> link(hub::Write& write, const Caller& caller, const Ref& source, const Ref& target);

/// Removes an edge; one that is not there, also since the source is gone, is no error. Returns
/// whether there was one. Event task.unlinked.
Result<bool> unlink(hub::Write& write, const Caller& caller, const Ref& source, const Ref& target);

}  // namespace perigee::tasks

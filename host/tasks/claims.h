// Taking tasks under a lease, so that of many workers one does each (on the writer).
#pragma once

#include <chrono>

#include "host/hub/write.h"
#include "host/tasks/types.h"

namespace perigee::tasks {

/// Who holds a lease: the caller, or one of several workers of his, "api/worker-7".
std::string holder(const Caller& caller, const std::optional<std::string>& worker);

/// Puts a task in progress for a holder until the lease ends; the lease of one who holds it already
/// is renewed. Does not look at edges: `ready` says what may begin. Event task.claimed.
/// Errors: AlreadyClaimed while somebody else holds it, or when it is neither pending nor under a
/// lease that ran out; InvalidInput for a lease that is not above 0.
Result<Task> claim(hub::Write& write, const Caller& caller, const Ref& ref, const std::string& by,
                   std::chrono::milliseconds lease);

/// Makes a task pending again. Event task.released. Errors: AlreadyClaimed unless `by` holds it.
Result<Task> release(hub::Write& write, const Caller& caller, const Ref& ref,
                     const std::string& by);

}  // namespace perigee::tasks

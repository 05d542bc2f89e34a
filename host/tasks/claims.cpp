#include "host/tasks/claims.h"

#include "host/tasks/record.h"

namespace perigee::tasks {
namespace {

/// Whether the lease of a task has ended; times of equal form compare as text.
bool has_ended(const Lease& lease, WallTime now) {
  return lease.until <= format_time(now);
}

std::string reason_against(const Task& task, const std::string& by, WallTime now) {
  const bool is_free = task.status == Status::Pending;
  const bool is_own = task.lease && task.lease->owner == by;
  const bool is_over = task.lease && has_ended(*task.lease, now);
  if (is_free || is_own || is_over) return "";
  if (task.lease) return "is held by " + task.lease->owner + " until " + task.lease->until;
  return "is " + std::string(status_name(task.status));
}

}  // namespace

std::string holder(const Caller& caller, const std::optional<std::string>& worker) {
  return worker ? caller.actor + "/" + *worker : caller.actor;
}

Result<Task> claim(hub::Write& write, const Caller& caller, const Ref& ref, const std::string& by,
                   std::chrono::milliseconds lease) {
  if (lease <= std::chrono::milliseconds::zero()) {
    return fail(Code::InvalidInput, "lease_seconds must be above 0");
  }
  auto stored = find_task(write.db, caller.scope, ref);
  if (!stored) return fail(std::move(stored));
  if (const auto reason = reason_against(stored->task, by, write.now); !reason.empty()) {
    return fail(Code::AlreadyClaimed, to_text(ref) + " " + reason);
  }
  stored->task.status = Status::InProgress;
  stored->task.lease = Lease{by, format_time(write.now + lease)};
  Value more;
  more.set("until", stored->task.lease->until);
  return save(write, caller, std::move(*stored), "task.claimed", more);
}

Result<Task> release(hub::Write& write, const Caller& caller, const Ref& ref,
                     const std::string& by) {
  auto stored = find_task(write.db, caller.scope, ref);
  if (!stored) return fail(std::move(stored));
  const auto& lease = stored->task.lease;
  if (!lease || lease->owner != by) {
    return fail(Code::AlreadyClaimed, to_text(ref) + " is not held by " + by);
  }
  stored->task.status = Status::Pending;
  return save(write, caller, std::move(*stored), "task.released");
}

}  // namespace perigee::tasks

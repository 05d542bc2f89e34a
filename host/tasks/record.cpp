#include "host/tasks/record.h"

namespace perigee::tasks {
namespace {

/// What everybody wants to know of a task without asking; texts may be long and stay behind.
void write_summary(JsonWriter& json, const Task& task) {
  json.begin_object().key("ref");
  write_json(json, task.ref);
  json.member("subject", task.subject)
      .member("status", status_name(task.status))
      .optional_member("owner", task.owner)
      .optional_member("completed_at", task.completed_at)
      .member("updated_at", task.updated_at)
      .end_object();
}

}  // namespace

std::optional<std::string> serialised(const Value& metadata) {
  return metadata.is_null() ? std::nullopt : std::optional(to_json(metadata));
}

Result<std::int64_t> record(hub::Write& write, const Caller& caller, std::string_view name,
                            const Task& task, const Value& more) {
  std::string data;
  JsonWriter json(data);
  json.begin_object().member("actor", caller.actor).key("task");
  write_summary(json, task);
  if (more.is_object()) {
    for (const auto& [key, value] : more.as_object()) json.member(key, value);
  }
  json.end_object();
  return write.services.events.append(write.db, hub::Event{.name = std::string(name),
                                                           .entity_type = "task",
                                                           .entity_id = to_text(task.ref),
                                                           .data_json = std::move(data)});
}

Result<Task> save(hub::Write& write, const Caller& caller, StoredTask stored,
                  std::string_view event, const Value& more) {
  Task& task = stored.task;
  task.updated_at = format_time(write.now);
  if (task.status != Status::InProgress) task.lease.reset();
  const auto id = record(write, caller, event, task, more);
  if (!id) return std::unexpected(id.error());
  const auto metadata = serialised(task.metadata);
  const auto status = status_name(task.status);
  std::optional<std::string> lease_owner;
  std::optional<std::int64_t> lease_until;
  if (task.lease) {
    const auto until = parse_time(task.lease->until);
    if (!until) return std::unexpected(until.error());
    lease_owner = task.lease->owner;
    lease_until = until->time_since_epoch().count();
  }
  auto written = write.db.run(
      "UPDATE tasks SET subject = ?, description = ?, active_form = ?, status = ?, owner = ?,"
      " metadata_json = ?, updated_at = ?, completed_at = ?, lease_owner = ?, lease_until = ?,"
      " changed_event = ? WHERE key = ?",
      task.subject, task.description, task.active_form, status, task.owner, metadata,
      task.updated_at, task.completed_at, lease_owner, lease_until, *id, stored.key);
  if (!written) return fail(std::move(written));
  return std::move(task);
}

}  // namespace perigee::tasks

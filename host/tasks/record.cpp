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

Result<std::int64_t> record(hub::Write& write, const Caller& caller, std::string_view name,
                            const StoredTask& stored, const Value& more) {
  std::string data;
  JsonWriter json(data);
  json.begin_object().member("actor", caller.actor).key("task");
  write_summary(json, stored.task);
  if (more.is_object()) {
    for (const auto& [key, value] : more.as_object()) json.member(key, value);
  }
  json.end_object();
  auto id = write.services.events.append(write.db, hub::Event{.name = std::string(name),
                                                              .entity_type = "task",
                                                              .entity_id = to_text(stored.task.ref),
                                                              .data_json = std::move(data)});
  if (!id) return id;
  auto marked = write.db.run("UPDATE tasks SET changed_event = ? WHERE key = ?", *id, stored.key);
  if (!marked) return fail(std::move(marked));
  return id;
}

}  // namespace perigee::tasks

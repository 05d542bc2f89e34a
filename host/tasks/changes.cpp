#include "host/tasks/changes.h"

#include "host/base/limits.h"
#include "host/base/text.h"
#include "host/tasks/record.h"

namespace perigee::tasks {
namespace {

Result<void> check_size(std::string_view name, std::string_view text, std::size_t most) {
  if (text.size() <= most) return {};
  return fail(Code::InvalidInput, std::string(name) + ": " + std::to_string(text.size()) +
                                      " bytes, and " + std::to_string(most) + " are the most");
}

Result<void> check_name(std::string_view name, std::string_view text) {
  if (is_blank(text)) return fail(Code::InvalidInput, std::string(name) + " must not be empty");
  return check_size(name, text, limits::kTaskNameBytes);
}

Result<void> check_optional(std::string_view name, const std::optional<std::string>& text) {
  return text ? check_size(name, *text, limits::kTaskNameBytes) : Result<void>();
}

/// Owners are stored without the @ that people write in front (tasks §2).
std::optional<std::string> without_at(std::optional<std::string> owner) {
  if (owner && owner->starts_with('@')) owner->erase(0, 1);
  return owner;
}

/// What may be written of a task, whether it is new or changed.
Result<void> check(const Task& task) {
  auto valid = check_name("subject", task.subject);
  if (valid) valid = check_size("description", task.description, limits::kTaskTextBytes);
  if (valid) valid = check_optional("active_form", task.active_form);
  if (valid) valid = check_optional("owner", task.owner);
  if (valid)
    valid = check_size("metadata", serialised(task.metadata).value_or(""), limits::kTaskTextBytes);
  return valid;
}

/// Keeps completed_at there exactly while the task is completed, whichever way it became so
/// (tasks §4).
void set_status(Task& task, Status status, const std::string& now) {
  task.status = status;
  task.completed_at = status == Status::Completed ? std::optional(now) : std::nullopt;
}

/// Saves a changed task, if what it has become may be written.
Result<Task> finish(hub::Write& write, const Caller& caller, StoredTask stored,
                    std::string_view event, const Value& more = {}) {
  if (auto valid = check(stored.task); !valid) return fail(std::move(valid));
  return save(write, caller, std::move(stored), event, more);
}

Result<bool> has_task(store::Connection& db, std::int64_t list, const std::string& id) {
  auto rows = db.query("SELECT 1 FROM tasks WHERE list = ? AND id = ?", list, id);
  const bool found = rows.next();
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return found;
}

Result<std::int64_t> next_position(store::Connection& db, std::int64_t list) {
  auto rows = db.query("SELECT coalesce(max(position), 0) + 1 FROM tasks WHERE list = ?", list);
  const std::int64_t position = rows.next() ? rows.integer(0) : 1;
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return position;
}

Result<void> insert(store::Connection& db, const StoredList& list, const Task& task,
                    std::int64_t event_id) {
  const auto position = next_position(db, list.key);
  if (!position) return std::unexpected(position.error());
  const auto metadata = serialised(task.metadata);
  const auto status = status_name(task.status);
  return db.run(
      "INSERT INTO tasks (list, id, position, subject, description, active_form, status, owner,"
      " metadata_json, created_at, updated_at, completed_at, changed_event)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      list.key, *task.ref.item, *position, task.subject, task.description, task.active_form, status,
      task.owner, metadata, task.created_at, task.updated_at, task.completed_at, event_id);
}

/// All texts of the comments, for the search: no names, no times (tasks §11).
std::string joined_texts(const std::vector<Comment>& comments) {
  std::string texts;
  for (const Comment& comment : comments) texts.append(comment.text).append("\n");
  return texts;
}

std::string comments_json(const std::vector<Comment>& comments) {
  std::string text;
  JsonWriter json(text);
  json.begin_array();
  for (const Comment& comment : comments) write_json(json, comment);
  json.end_array();
  return text;
}

std::string target_id(const Ref& target) {
  return target.item.value_or("");
}

Result<void> check_edge_count(const StoredTask& source) {
  if (source.task.blocks.size() < static_cast<std::size_t>(limits::kTaskEdges)) return {};
  return fail(Code::InvalidInput, to_text(source.task.ref) + " blocks " +
                                      std::to_string(limits::kTaskEdges) + " tasks already");
}

}  // namespace

Result<List> create_list(hub::Write& write, const Caller& caller, const NewList& request) {
  if (auto valid = check_name("handle", request.handle); !valid) return fail(std::move(valid));
  if (request.handle.contains('#')) {
    return fail(Code::InvalidInput, "handle: \"" + request.handle + "\" must not contain #");
  }
  if (request.display_limit && *request.display_limit < 1) {
    return fail(Code::InvalidInput, "display_limit must be above 0");
  }
  List list{.handle = request.handle, .scope = request.is_private ? caller.scope : ""};
  list.default_owner = without_at(request.default_owner);
  list.default_status = request.default_status;
  list.display_limit = request.display_limit;
  list.created_at = format_time(write.now);
  if (auto valid = check_optional("default_owner", list.default_owner); !valid) {
    return fail(std::move(valid));
  }
  auto rows = write.db.query("SELECT 1 FROM task_lists WHERE scope = ? AND handle = ?", list.scope,
                             list.handle);
  if (rows.next()) {
    return fail(Code::InvalidInput, "handle: there is a list \"" + list.handle + "\" already");
  }
  if (auto status = rows.status(); !status) return fail(std::move(status));
  std::optional<std::string> status;
  if (list.default_status) status = status_name(*list.default_status);
  auto inserted = write.db.run(
      "INSERT INTO task_lists (scope, handle, default_owner, default_status, display_limit,"
      " created_at) VALUES (?, ?, ?, ?, ?, ?)",
      list.scope, list.handle, list.default_owner, status, list.display_limit, list.created_at);
  if (!inserted) return fail(std::move(inserted));
  return list;
}

Result<Task> create(hub::Write& write, const Caller& caller, const std::string& handle,
                    const NewTask& request) {
  auto list = find_list(write.db, caller.scope, handle);
  if (!list) return fail(std::move(list));
  const std::string now = format_time(write.now);
  Task task{.ref = {handle, request.id ? *request.id : write.services.ids.next("task_")},
            .scope = list->list.scope,
            .subject = request.subject,
            .description = request.description,
            .active_form = request.active_form};
  task.owner = without_at(request.owner ? request.owner : list->list.default_owner);
  task.metadata = request.metadata;
  task.created_at = now;
  task.updated_at = now;
  const Status usual = list->list.default_status.value_or(Status::Pending);
  set_status(task, request.status.value_or(usual), now);
  if (auto valid = check_name("id", *task.ref.item); !valid) return fail(std::move(valid));
  if (auto valid = check(task); !valid) return fail(std::move(valid));
  const auto taken = has_task(write.db, list->key, *task.ref.item);
  if (!taken) return std::unexpected(taken.error());
  if (*taken) return fail(Code::InvalidInput, "id: there is a task " + to_text(task.ref));
  const auto event_id = record(write, caller, "task.created", task);
  if (!event_id) return std::unexpected(event_id.error());
  if (auto done = insert(write.db, *list, task, *event_id); !done) return fail(std::move(done));
  return task;
}

Result<Task> update(hub::Write& write, const Caller& caller, const Ref& ref, const Patch& patch) {
  auto stored = find_task(write.db, caller.scope, ref);
  if (!stored) return fail(std::move(stored));
  Task& task = stored->task;
  if (patch.subject) task.subject = *patch.subject;
  if (patch.description) task.description = *patch.description;
  if (patch.status) set_status(task, *patch.status, format_time(write.now));
  if (!patch.metadata.is_null()) task.metadata = patch.metadata;
  if (patch.active_form) task.active_form = *patch.active_form;
  if (patch.owner) task.owner = without_at(*patch.owner);
  return finish(write, caller, std::move(*stored), "task.updated");
}

Result<Task> transition(hub::Write& write, const Caller& caller, const Ref& ref, Status status) {
  auto stored = find_task(write.db, caller.scope, ref);
  if (!stored) return fail(std::move(stored));
  Value more;
  more.set("from", status_name(stored->task.status));
  more.set("to", status_name(status));
  set_status(stored->task, status, format_time(write.now));
  return finish(write, caller, std::move(*stored), "task.transitioned", more);
}

Result<Task> add_comment(hub::Write& write, const Caller& caller, const Ref& ref,
                         const std::string& text) {
  auto stored = find_task(write.db, caller.scope, ref);
  if (!stored) return fail(std::move(stored));
  if (auto valid = check_size("text", text, limits::kTaskTextBytes); !valid) {
    return fail(std::move(valid));
  }
  Task& task = stored->task;
  task.comments.push_back({caller.actor, format_time(write.now), text});
  const std::string all = comments_json(task.comments);
  if (auto valid = check_size("comments", all, limits::kTaskCommentsBytes); !valid) {
    return fail(std::move(valid));
  }
  const std::string texts = joined_texts(task.comments);
  auto written = write.db.run("UPDATE tasks SET comments_json = ?, comments = ? WHERE key = ?", all,
                              texts, stored->key);
  if (!written) return fail(std::move(written));
  Value more;
  more.set("text", text);
  return finish(write, caller, std::move(*stored), "task.commented", more);
}

Result<bool> link(hub::Write& write, const Caller& caller, const Ref& source, const Ref& target) {
  auto stored = find_task(write.db, caller.scope, source);
  if (!stored) return fail(std::move(stored));
  const auto scope = scope_of(write.db, stored->task.scope, target.list);
  if (!scope) return std::unexpected(scope.error());
  const std::string id = target_id(target);
  auto inserted = write.db.run(
      "INSERT OR IGNORE INTO task_edges (source, target_scope, target_list, target_id)"
      " VALUES (?, ?, ?, ?)",
      stored->key, *scope, target.list, id);
  if (!inserted) return fail(std::move(inserted));
  if (write.db.changes() == 0) return false;
  if (auto valid = check_edge_count(*stored); !valid) return fail(std::move(valid));
  Value more;
  more.set("target", to_text(target));
  auto done = finish(write, caller, std::move(*stored), "task.linked", more);
  if (!done) return fail(std::move(done));
  return true;
}

Result<bool> unlink(hub::Write& write, const Caller& caller, const Ref& source, const Ref& target) {
  auto stored = find_task(write.db, caller.scope, source);
  if (!stored && stored.error().code == Code::TaskNotFound) return false;
  if (!stored) return fail(std::move(stored));
  const std::string id = target_id(target);
  auto removed =
      write.db.run("DELETE FROM task_edges WHERE source = ? AND target_list = ? AND target_id = ?",
                   stored->key, target.list, id);
  if (!removed) return fail(std::move(removed));
  if (write.db.changes() == 0) return false;
  Value more;
  more.set("target", to_text(target));
  auto done = finish(write, caller, std::move(*stored), "task.unlinked", more);
  if (!done) return fail(std::move(done));
  return true;
}

}  // namespace perigee::tasks

#include "host/tasks/rows.h"

#include "host/base/clock.h"

namespace perigee::tasks {
namespace {

List read_list(const store::Rows& rows, int first) {
  List list{.handle = rows.string(first), .scope = rows.string(first + 1)};
  list.default_owner = rows.optional_text(first + 2);
  if (const auto status = rows.optional_text(first + 3))
    list.default_status = parse_status(*status);
  if (!rows.is_null(first + 4)) list.display_limit = rows.integer(first + 4);
  list.created_at = rows.string(first + 5);
  return list;
}

std::vector<Comment> read_comments(std::string_view text) {
  std::vector<Comment> comments;
  const auto stored = parse_json(text);
  if (!stored || !stored->is_array()) return comments;
  for (const Value& one : stored->as_array()) {
    comments.push_back({string_member(one, "author"), string_member(one, "timestamp"),
                        string_member(one, "text")});
  }
  return comments;
}

/// The columns of find_task, from the second on.
Task read_task(const store::Rows& rows, const std::string& list) {
  Task task{.ref = {list, rows.string(1)}};
  task.subject = rows.string(2);
  task.description = rows.string(3);
  task.active_form = rows.optional_text(4);
  task.status = parse_status(rows.text(5)).value_or(Status::Pending);
  task.owner = rows.optional_text(6);
  if (const auto metadata = rows.optional_text(7)) {
    task.metadata = parse_json(*metadata).value_or(Value());
  }
  task.comments = read_comments(rows.text(8));
  task.created_at = rows.string(9);
  task.updated_at = rows.string(10);
  task.completed_at = rows.optional_text(11);
  if (!rows.is_null(12)) {
    const WallTime until{std::chrono::milliseconds(rows.integer(13))};
    task.lease = Lease{rows.string(12), format_time(until)};
  }
  return task;
}

}  // namespace

Result<StoredList> find_list(store::Connection& db, const std::string& scope,
                             const std::string& handle) {
  // The own scope sorts behind the empty one.
  auto rows = db.query(
      "SELECT key, handle, scope, default_owner, default_status, display_limit, created_at"
      " FROM task_lists WHERE handle = ?1 AND scope IN ('', ?2) ORDER BY scope DESC LIMIT 1",
      handle, scope);
  std::optional<StoredList> found;
  if (rows.next()) found = StoredList{rows.integer(0), read_list(rows, 1)};
  if (auto status = rows.status(); !status) return fail(std::move(status));
  if (found) return std::move(*found);
  return fail(Code::ListNotFound, "there is no list of tasks \"" + handle + "\"",
              "create it first");
}

Result<StoredTask> find_task(store::Connection& db, const std::string& scope, const Ref& ref) {
  if (!ref.item) {
    return fail(Code::MissingItemId, "\"" + ref.list + "\" is a list, and an item is meant",
                "write \"" + ref.list + "#item\"");
  }
  auto list = find_list(db, scope, ref.list);
  if (!list) return fail(std::move(list));
  auto rows = db.query(
      "SELECT key, id, subject, description, active_form, status, owner, metadata_json,"
      " comments_json, created_at, updated_at, completed_at, lease_owner, lease_until"
      " FROM tasks WHERE list = ? AND id = ?",
      list->key, *ref.item);
  std::optional<StoredTask> found;
  if (rows.next()) found = StoredTask{rows.integer(0), read_task(rows, ref.list)};
  if (auto status = rows.status(); !status) return fail(std::move(status));
  if (!found) return fail(Code::TaskNotFound, "there is no task " + to_text(ref));
  auto targets = read_targets(db, found->key);
  if (!targets) return fail(std::move(targets));
  found->task.scope = list->list.scope;
  found->task.blocks = std::move(*targets);
  return std::move(*found);
}

Result<std::vector<Ref>> read_targets(store::Connection& db, std::int64_t key) {
  auto rows =
      db.query("SELECT target_list, target_id FROM task_edges WHERE source = ? ORDER BY key", key);
  std::vector<Ref> targets;
  while (rows.next()) {
    Ref& target = targets.emplace_back(Ref{.list = rows.string(0)});
    if (!rows.text(1).empty()) target.item = rows.string(1);
  }
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return targets;
}

Result<std::string> scope_of(store::Connection& db, const std::string& scope,
                             const std::string& handle) {
  auto rows = db.query("SELECT 1 FROM task_lists WHERE scope = ? AND handle = ?", scope, handle);
  const bool is_own = rows.next();
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return is_own ? scope : std::string();
}

}  // namespace perigee::tasks

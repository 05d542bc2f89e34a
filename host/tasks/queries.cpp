#include "host/tasks/queries.h"

#include <algorithm>

#include "host/base/limits.h"
#include "host/base/text.h"
#include "host/tasks/keyword.h"
#include "host/tasks/rows.h"

namespace perigee::tasks {
namespace {

/// A statement that is put together, with its parameters in order.
struct Statement {
  std::string sql;
  std::vector<Value> parameters;

  void add(std::string_view text, std::initializer_list<Value> values = {}) {
    sql += text;
    parameters.insert(parameters.end(), values);
  }
  void add_any_of(std::string_view column, const std::vector<Value>& values) {
    sql.append(" AND ").append(column).append(" IN (");
    for (std::size_t i = 0; i < values.size(); ++i) sql += i == 0 ? "?" : ", ?";
    sql += ")";
    parameters.insert(parameters.end(), values.begin(), values.end());
  }
};

/// Edges that point at task t of list l.
constexpr std::string_view kIncoming =
    "FROM task_edges e WHERE e.target_list = l.handle AND e.target_id = t.id"
    " AND e.target_scope = l.scope";

/// Tasks first and their lists then, so that SQLite walks the tasks in the order of an index
/// instead of sorting all of them; or the other way round, where one list is wanted.
constexpr std::string_view kTasksFirst = " FROM tasks t CROSS JOIN task_lists l ON l.key = t.list";
constexpr std::string_view kListsFirst = " FROM task_lists l JOIN tasks t ON t.list = l.key";
constexpr std::string_view kMatches =
    " FROM tasks_fts JOIN tasks t ON t.key = tasks_fts.rowid JOIN task_lists l ON l.key = t.list";

/// Begins a statement for the keys of tasks t in lists l that the caller sees.
Statement select_keys(const Caller& caller, std::string_view tables, std::string_view rank = "0") {
  Statement statement;
  statement.sql.append("SELECT t.key, ").append(rank).append(" AS rank").append(tables);
  if (caller.scope.empty()) {
    statement.add(" WHERE l.scope = ''");
  } else {
    statement.add(
        " WHERE (l.scope = ? OR (l.scope = '' AND NOT EXISTS"
        " (SELECT 1 FROM task_lists o WHERE o.scope = ? AND o.handle = l.handle)))",
        {Value(caller.scope), Value(caller.scope)});
  }
  return statement;
}

/// The views of the tasks whose keys a statement selects: edges are counted for these alone.
Statement views_of(Statement keys, std::string_view order) {
  std::string sql = "SELECT l.handle, t.id, t.subject, t.status, t.owner, (SELECT count(*) ";
  sql.append(kIncoming).append(
      "), (SELECT count(*) FROM task_edges e WHERE e.source = t.key), t.changed_event FROM (");
  sql.append(keys.sql).append(
      ") found JOIN tasks t ON t.key = found.key JOIN task_lists l ON l.key = t.list ORDER BY ");
  keys.sql = sql.append(order);
  return keys;
}

int page(int limit) {
  return limit <= 0 ? limits::kTaskPage : std::min(limit, limits::kTaskPage);
}

Result<std::vector<Changed>> run(store::Connection& db, const Statement& statement) {
  auto rows = db.query_values(statement.sql, statement.parameters);
  std::vector<Changed> found;
  while (rows.next()) {
    View view{.ref = {rows.string(0), rows.string(1)}, .subject = rows.string(2)};
    view.status = parse_status(rows.text(3)).value_or(Status::Pending);
    view.owner = rows.optional_text(4);
    view.blocker_count = rows.integer(5);
    view.blocks_count = rows.integer(6);
    found.push_back({std::move(view), rows.integer(7)});
  }
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return found;
}

Result<std::vector<View>> views(Result<std::vector<Changed>> found) {
  if (!found) return fail(std::move(found));
  std::vector<View> views;
  views.reserve(found->size());
  for (Changed& one : *found) views.push_back(std::move(one.view));
  return views;
}

/// The handles that a filter and the list that is asked for leave; nothing when all are wanted.
Result<std::optional<std::vector<std::string>>> wanted_lists(store::Connection& db,
                                                             const Caller& caller,
                                                             const std::optional<std::string>& list,
                                                             const Filter& filter) {
  if (!list) return filter.lists;
  if (auto found = find_list(db, caller.scope, *list); !found) return fail(std::move(found));
  if (filter.lists && std::ranges::find(*filter.lists, *list) == filter.lists->end()) {
    return fail(Code::ConflictingListScope,
                "the filter's lists leave out \"" + *list + "\", which is asked for");
  }
  return std::vector{*list};
}

void add_filter(Statement& statement, const Filter& filter) {
  if (!filter.status.empty()) {
    std::vector<Value> names;
    for (const Status status : filter.status) names.emplace_back(status_name(status));
    statement.add_any_of("t.status", names);
  }
  if (filter.owner) statement.add(" AND t.owner = ?", {Value(*filter.owner)});
  if (filter.has_blockers) {
    statement.add(*filter.has_blockers ? " AND EXISTS (SELECT 1 " : " AND NOT EXISTS (SELECT 1 ");
    statement.add(kIncoming);
    statement.add(")");
  }
}

Result<std::vector<Changed>> run_list(store::Connection& db, const Caller& caller,
                                      const std::optional<std::vector<std::string>>& lists,
                                      const Filter& filter,
                                      const std::optional<std::string>& expression) {
  Statement statement = expression ? select_keys(caller, kMatches, "bm25(tasks_fts)")
                                   : select_keys(caller, lists ? kListsFirst : kTasksFirst);
  if (expression) statement.add(" AND tasks_fts MATCH ?", {Value(*expression)});
  if (lists) statement.add_any_of("l.handle", {lists->begin(), lists->end()});
  add_filter(statement, filter);
  statement.add(expression ? " ORDER BY 2, t.id" : " ORDER BY t.created_at, t.id");
  statement.add(" LIMIT ?", {Value(page(filter.limit))});
  return run(
      db, views_of(std::move(statement), expression ? "found.rank, t.id" : "t.created_at, t.id"));
}

/// The keys of tasks in one state that nothing holds up.
Statement ready_keys(const Caller& caller, const ReadyQuery& query, std::string_view state,
                     std::initializer_list<Value> values) {
  Statement keys = select_keys(caller, query.list ? kListsFirst : kTasksFirst);
  if (query.list) keys.add(" AND l.handle = ?", {Value(*query.list)});
  if (query.owner) keys.add(" AND t.owner = ?", {Value(*query.owner)});
  keys.add(state, values);
  keys.add(
      " AND NOT EXISTS (SELECT 1 FROM task_edges e JOIN tasks s ON s.key = e.source"
      " WHERE e.target_list = l.handle AND e.target_id IN (t.id, '') AND e.target_scope = l.scope"
      " AND s.key <> t.key AND s.status NOT IN ('completed', 'cancelled'))");
  return keys;
}

}  // namespace

Result<std::vector<List>> all_lists(store::Connection& db, const Caller& caller) {
  auto rows = db.query(
      "SELECT handle, max(scope) FROM task_lists WHERE scope IN ('', ?) GROUP BY handle"
      " ORDER BY handle",
      caller.scope);
  std::vector<std::string> handles;
  while (rows.next()) handles.push_back(rows.string(0));
  if (auto status = rows.status(); !status) return fail(std::move(status));
  std::vector<List> lists;
  for (const std::string& handle : handles) {
    auto found = find_list(db, caller.scope, handle);
    if (!found) return fail(std::move(found));
    lists.push_back(std::move(found->list));
  }
  return lists;
}

Result<Task> get(store::Connection& db, const Caller& caller, const Ref& ref) {
  auto found = find_task(db, caller.scope, ref);
  if (!found) return fail(std::move(found));
  return std::move(found->task);
}

Result<std::vector<View>> list(store::Connection& db, const Caller& caller,
                               const std::optional<std::string>& list, const Filter& filter) {
  const auto lists = wanted_lists(db, caller, list, filter);
  if (!lists) return std::unexpected(lists.error());
  if (*lists && (*lists)->empty()) return std::vector<View>();
  if (!filter.keyword || is_blank(*filter.keyword)) {
    return views(run_list(db, caller, *lists, filter, std::nullopt));
  }
  auto found = run_list(db, caller, *lists, filter, filter.keyword);
  // Not an expression: the words themselves are meant.
  if (!found) found = run_list(db, caller, *lists, filter, quoted_words(*filter.keyword));
  return views(std::move(found));
}

Result<std::vector<View>> ready(store::Connection& db, const Caller& caller,
                                const ReadyQuery& query, WallTime now) {
  if (query.list) {
    if (auto found = find_list(db, caller.scope, *query.list); !found)
      return fail(std::move(found));
  }
  const Value page_size(page(query.limit));
  Statement keys = ready_keys(caller, query, " AND t.status = 'pending'", {});
  keys.add(" ORDER BY t.created_at, t.id LIMIT ?", {page_size});
  Statement expired =
      ready_keys(caller, query, " AND t.status = 'in-progress' AND t.lease_until <= ?",
                 {Value(now.time_since_epoch().count())});
  keys.sql = "SELECT * FROM (" + keys.sql + ") UNION ALL " + expired.sql;
  keys.parameters.insert(keys.parameters.end(), expired.parameters.begin(),
                         expired.parameters.end());
  Statement statement = views_of(std::move(keys), "t.created_at, t.id LIMIT ?");
  statement.parameters.push_back(page_size);
  return views(run(db, statement));
}

Result<std::vector<Changed>> changed_since(store::Connection& db, const Caller& caller,
                                           std::int64_t event_id, int limit) {
  Statement statement = select_keys(caller, kTasksFirst);
  statement.add(" AND t.changed_event > ? ORDER BY t.changed_event LIMIT ?",
                {Value(event_id), Value(page(limit))});
  return run(db, views_of(std::move(statement), "t.changed_event"));
}

void write_json(JsonWriter& json, const Changed& changed) {
  json.begin_object().key("task");
  write_json(json, changed.view);
  json.member("event_id", changed.event_id).end_object();
}

}  // namespace perigee::tasks

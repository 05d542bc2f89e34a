#include "host/tasks/operations.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "host/base/limits.h"
#include "host/base/text.h"
#include "host/tasks/arguments.h"
#include "host/tasks/changes.h"
#include "host/tasks/claims.h"
#include "host/tasks/graph.h"
#include "host/tasks/queries.h"

namespace perigee::tasks {
namespace {

/// A lease may last a year.
constexpr double kLongestLease = 366.0 * 24 * 3600;

template <class T>
Result<std::string> answer(const Result<T>& outcome) {
  if (!outcome) return std::unexpected(outcome.error());
  std::string text;
  JsonWriter json(text);
  if constexpr (std::is_same_v<T, bool>) {
    json.boolean(*outcome);
  } else {
    write_json(json, *outcome);
  }
  return text;
}

template <class T>
Result<std::string> answer(const Result<std::vector<T>>& outcome) {
  if (!outcome) return std::unexpected(outcome.error());
  std::string text;
  JsonWriter json(text);
  json.begin_array();
  for (const T& one : *outcome) write_json(json, one);
  json.end_array();
  return text;
}

Result<Operation> parse_create_list(const Caller& caller, const Clock&, const Value& given) {
  Arguments arguments(given, "");
  NewList list{.handle = arguments.text("handle").value_or(""),
               .is_private = arguments.boolean("private").value_or(false),
               .default_owner = arguments.text("default_owner"),
               .default_status = arguments.status("default_status"),
               .display_limit = arguments.integer("display_limit")};
  if (auto done = arguments.finish(); !done) return fail(std::move(done));
  return Change([caller, list = std::move(list)](hub::Write& write) {
    return answer(create_list(write, caller, list));
  });
}

Result<NewTask> read_new_task(const Value& given) {
  Arguments arguments(given, "task");
  NewTask task;
  task.id = arguments.text("id");
  auto subject = arguments.text("subject");
  arguments.require("subject", subject.has_value());
  task.subject = subject.value_or("");
  task.description = arguments.text("description").value_or("");
  task.active_form = arguments.text("active_form");
  task.status = arguments.status("status");
  task.owner = arguments.text("owner");
  task.metadata = arguments.any("metadata");
  if (auto done = arguments.finish(); !done) return fail(std::move(done));
  return task;
}

Result<Operation> parse_create(const Caller& caller, const Clock&, const Value& given) {
  Arguments arguments(given, "");
  const auto list = arguments.text("list");
  arguments.require("list", list.has_value());
  const Value task = arguments.any("task");
  if (auto done = arguments.finish(); !done) return fail(std::move(done));
  auto spec = read_new_task(task);
  if (!spec) return fail(std::move(spec));
  return Change([caller, list = *list, spec = std::move(*spec)](hub::Write& write) {
    return answer(create(write, caller, list, spec));
  });
}

Result<Patch> read_patch(const Value& given) {
  Arguments arguments(given, "patch");
  Patch patch;
  patch.subject = arguments.text("subject");
  patch.description = arguments.text("description");
  patch.status = arguments.status("status");
  patch.metadata = arguments.any("metadata");
  patch.active_form = arguments.clearable("active_form");
  patch.owner = arguments.clearable("owner");
  if (auto done = arguments.finish(); !done) return fail(std::move(done));
  return patch;
}

Result<Operation> parse_update(const Caller& caller, const Clock&, const Value& given) {
  Arguments arguments(given, "");
  const auto ref = arguments.ref("ref");
  arguments.require("ref", ref.has_value());
  const Value changes = arguments.any("patch");
  if (auto done = arguments.finish(); !done) return fail(std::move(done));
  auto patch = read_patch(changes);
  if (!patch) return fail(std::move(patch));
  return Change([caller, ref = *ref, patch = std::move(*patch)](hub::Write& write) {
    return answer(update(write, caller, ref, patch));
  });
}

Result<Operation> parse_transition(const Caller& caller, const Clock&, const Value& given) {
  Arguments arguments(given, "");
  const auto ref = arguments.ref("ref");
  const auto status = arguments.status("status");
  arguments.require("ref", ref.has_value());
  arguments.require("status", status.has_value());
  if (auto done = arguments.finish(); !done) return fail(std::move(done));
  return Change([caller, ref = *ref, status = *status](hub::Write& write) {
    return answer(transition(write, caller, ref, status));
  });
}

Result<Operation> parse_add_comment(const Caller& caller, const Clock&, const Value& given) {
  Arguments arguments(given, "");
  const auto ref = arguments.ref("ref");
  const auto text = arguments.text("text");
  arguments.require("ref", ref.has_value());
  arguments.require("text", text.has_value());
  if (auto done = arguments.finish(); !done) return fail(std::move(done));
  return Change([caller, ref = *ref, text = *text](hub::Write& write) {
    return answer(add_comment(write, caller, ref, text));
  });
}

template <auto Run>
Result<Operation> parse_edge(const Caller& caller, const Clock&, const Value& given) {
  Arguments arguments(given, "");
  const auto source = arguments.ref("source");
  const auto target = arguments.ref("target");
  arguments.require("source", source.has_value());
  arguments.require("target", target.has_value());
  if (auto done = arguments.finish(); !done) return fail(std::move(done));
  return Change([caller, source = *source, target = *target](hub::Write& write) {
    return answer(Run(write, caller, source, target));
  });
}

Result<Operation> parse_claim(const Caller& caller, const Clock&, const Value& given) {
  Arguments arguments(given, "");
  const auto ref = arguments.ref("ref");
  const auto seconds = arguments.number("lease_seconds");
  const auto worker = arguments.text("worker");
  arguments.require("ref", ref.has_value());
  arguments.require("lease_seconds", seconds.has_value());
  if (auto done = arguments.finish(); !done) return fail(std::move(done));
  if (!(*seconds > 0 && *seconds <= kLongestLease)) {
    return fail(Code::InvalidInput, "lease_seconds must be above 0, and a year at the most");
  }
  const std::chrono::milliseconds lease(static_cast<std::int64_t>(std::ceil(*seconds * 1000)));
  return Change([caller, ref = *ref, by = holder(caller, worker), lease](hub::Write& write) {
    return answer(claim(write, caller, ref, by, lease));
  });
}

Result<Operation> parse_release(const Caller& caller, const Clock&, const Value& given) {
  Arguments arguments(given, "");
  const auto ref = arguments.ref("ref");
  const auto worker = arguments.text("worker");
  arguments.require("ref", ref.has_value());
  if (auto done = arguments.finish(); !done) return fail(std::move(done));
  return Change([caller, ref = *ref, by = holder(caller, worker)](hub::Write& write) {
    return answer(release(write, caller, ref, by));
  });
}

int page_size(const std::optional<std::int64_t>& limit) {
  return static_cast<int>(std::clamp<std::int64_t>(limit.value_or(0), 0, limits::kTaskPage));
}

Result<Operation> parse_lists(const Caller& caller, const Clock&, const Value& given) {
  if (auto done = Arguments(given, "").finish(); !done) return fail(std::move(done));
  return Look([caller](store::Connection& db) { return answer(all_lists(db, caller)); });
}

Result<Operation> parse_get(const Caller& caller, const Clock&, const Value& given) {
  Arguments arguments(given, "");
  const auto ref = arguments.ref("ref");
  arguments.require("ref", ref.has_value());
  if (auto done = arguments.finish(); !done) return fail(std::move(done));
  return Look([caller, ref = *ref](store::Connection& db) { return answer(get(db, caller, ref)); });
}

Result<Filter> read_filter(const Value& given) {
  Arguments arguments(given, "filter");
  Filter filter;
  filter.status = arguments.statuses("status").value_or(std::vector<Status>());
  filter.owner = arguments.text("owner");
  filter.has_blockers = arguments.boolean("has_blockers");
  filter.keyword = arguments.text("keyword");
  filter.lists = arguments.texts("lists");
  filter.limit = page_size(arguments.integer("limit"));
  if (auto done = arguments.finish(); !done) return fail(std::move(done));
  return filter;
}

Result<Operation> parse_list(const Caller& caller, const Clock&, const Value& given) {
  Arguments arguments(given, "");
  auto wanted = arguments.text("list");
  const Value members = arguments.any("filter");
  if (auto done = arguments.finish(); !done) return fail(std::move(done));
  auto filter = read_filter(members);
  if (!filter) return fail(std::move(filter));
  return Look([caller, wanted = std::move(wanted), filter = std::move(*filter)](
                  store::Connection& db) { return answer(list(db, caller, wanted, filter)); });
}

Result<Operation> parse_graph(const Caller& caller, const Clock&, const Value& given) {
  Arguments arguments(given, "");
  const auto root = arguments.ref("root");
  arguments.require("root", root.has_value());
  const auto direction = arguments.text("direction").value_or("forward");
  GraphQuery query;
  query.depth = arguments.integer("depth").value_or(query.depth);
  query.max_nodes = arguments.integer("max_nodes").value_or(query.max_nodes);
  if (auto done = arguments.finish(); !done) return fail(std::move(done));
  static constexpr std::array<std::string_view, 3> kDirections = {"forward", "reverse", "both"};
  const auto found = std::ranges::find(kDirections, direction);
  if (found == kDirections.end()) {
    return fail(Code::InvalidInput, "direction must be forward, reverse or both, not \"" +
                                        printable(direction, 40) + "\"");
  }
  query.direction = static_cast<Direction>(found - kDirections.begin());
  return Look([caller, root = *root, query](store::Connection& db) {
    return answer(query_graph(db, caller, root, query));
  });
}

Result<Operation> parse_ready(const Caller& caller, const Clock& clock, const Value& given) {
  Arguments arguments(given, "");
  ReadyQuery query{.owner = arguments.text("owner"), .list = arguments.text("list")};
  query.limit = page_size(arguments.integer("limit"));
  if (auto done = arguments.finish(); !done) return fail(std::move(done));
  return Look([caller, &clock, query = std::move(query)](store::Connection& db) {
    return answer(ready(db, caller, query, clock.now()));
  });
}

Result<Operation> parse_changed_since(const Caller& caller, const Clock&, const Value& given) {
  Arguments arguments(given, "");
  const auto event_id = arguments.integer("event_id").value_or(0);
  const int limit = page_size(arguments.integer("limit"));
  if (auto done = arguments.finish(); !done) return fail(std::move(done));
  return Look([caller, event_id, limit](store::Connection& db) {
    return answer(changed_since(db, caller, event_id, limit));
  });
}

constexpr std::array kOperations = {
    OperationInfo{"create_list", true, "Makes a list of tasks.", parse_create_list},
    OperationInfo{"create", true, "Adds a task to the end of a list.", parse_create},
    OperationInfo{"update", true, "Changes what a patch names.", parse_update},
    OperationInfo{"transition", true, "Sets the status.", parse_transition},
    OperationInfo{"add_comment", true, "Adds a comment.", parse_add_comment},
    OperationInfo{"link", true, "Says that one task blocks another.", parse_edge<link>},
    OperationInfo{"unlink", true, "Takes that back.", parse_edge<unlink>},
    OperationInfo{"claim", true, "Takes a task under a lease.", parse_claim},
    OperationInfo{"release", true, "Gives a claimed task back.", parse_release},
    OperationInfo{"lists", false, "The lists of tasks.", parse_lists},
    OperationInfo{"get", false, "One task, whole.", parse_get},
    OperationInfo{"list", false, "The tasks that pass a filter.", parse_list},
    OperationInfo{"query_graph", false, "The tasks around one, along edges.", parse_graph},
    OperationInfo{"ready", false, "The tasks that somebody may begin.", parse_ready},
    OperationInfo{"next_changed_since", false, "Tasks that changed after an event.",
                  parse_changed_since},
};

}  // namespace

std::span<const OperationInfo> operations() {
  return kOperations;
}

Result<Operation> parse_operation(const Caller& caller, const Clock& clock, std::string_view name,
                                  const Value& arguments) {
  const auto* found = std::ranges::find(kOperations, name, &OperationInfo::name);
  if (found == kOperations.end()) {
    return fail(Code::NotFound, "there is no operation \"" + printable(name, 40) + "\" on tasks");
  }
  return found->parse(caller, clock, arguments);
}

}  // namespace perigee::tasks

// `perigee tasks`: lists of tasks, and the edges between them.
#include <CLI/CLI.hpp>

#include "host/cli/commands.h"
#include "host/cli/graph_view.h"
#include "host/cli/hub_client.h"
#include "host/cli/table.h"
#include "host/tasks/graph.h"
#include "host/tasks/queries.h"

namespace perigee::cli {
namespace {

/// People see everybody's lists; a plugin's own are the plugin's.
const tasks::Caller kCaller = {.actor = "cli"};

struct List {
  std::optional<std::string> list;
  std::vector<std::string> status;
  std::optional<std::string> owner;
  std::optional<std::string> keyword;
  bool is_ready = false;
  int limit = 0;
};

void declare(CLI::App& command, List& options) {
  command.add_option("LIST,--list", options.list, "Only the tasks of one list");
  command.add_option("--status", options.status, "Only tasks of these statuses");
  command.add_option("--owner", options.owner, "Only tasks of an owner");
  command.add_option("-q,--keyword", options.keyword, "Only tasks with these words");
  command.add_flag("--ready", options.is_ready, "Only tasks that somebody may begin");
  command.add_option("--limit", options.limit, "How many at the most (default: 1000)")
      ->check(CLI::PositiveNumber);
}

Result<tasks::Filter> filter_of(const List& options) {
  tasks::Filter filter{.owner = options.owner, .keyword = options.keyword, .limit = options.limit};
  for (const std::string& name : options.status) {
    const auto status = tasks::parse_status(name);
    if (!status) {
      return fail(Code::Usage, "--status: \"" + name + "\" is no status of a task",
                  "pending, in-progress, blocked, completed or cancelled");
    }
    filter.status.push_back(*status);
  }
  return filter;
}

std::string table_of(const std::vector<tasks::View>& views) {
  if (views.empty()) return "no tasks\n";
  std::vector<std::vector<std::string>> rows;
  for (const tasks::View& view : views) {
    rows.push_back({tasks::to_text(view.ref), std::string(tasks::status_name(view.status)),
                    view.owner.value_or(""), std::to_string(view.blocker_count),
                    std::to_string(view.blocks_count), view.subject});
  }
  return format_table({{"TASK"},
                       {"STATUS"},
                       {"OWNER"},
                       {"BLOCKED BY", Align::Right},
                       {"BLOCKS", Align::Right},
                       {"SUBJECT", Align::Left, true}},
                      rows, Terminal::of_output());
}

Result<Answer> list(const Globals& globals, const List& options) {
  auto db = open_for_reading(globals);
  if (!db) return fail(std::move(db));
  auto filter = filter_of(options);
  if (!filter) return fail(std::move(filter));
  const auto found = options.is_ready
                         ? tasks::ready(*db, kCaller, {options.owner, options.list, options.limit},
                                        SystemClock().now())
                         : tasks::list(*db, kCaller, options.list, *filter);
  if (!found) return std::unexpected(found.error());
  return Answer{list_json("tasks", *found), table_of(*found)};
}

Result<Answer> lists(const Globals& globals) {
  auto db = open_for_reading(globals);
  if (!db) return fail(std::move(db));
  const auto found = tasks::all_lists(*db, kCaller);
  if (!found) return std::unexpected(found.error());
  std::string text;
  for (const tasks::List& one : *found) text += one.handle + "\n";
  return Answer{list_json("lists", *found), text.empty() ? "no lists of tasks\n" : text};
}

struct One {
  std::string ref;
};

void declare(CLI::App& command, One& options) {
  command.add_option("TASK", options.ref, "The task, as LIST#ITEM")->required();
}

Result<Answer> show(const Globals& globals, const One& options) {
  auto db = open_for_reading(globals);
  if (!db) return fail(std::move(db));
  auto ref = tasks::parse_ref(options.ref);
  if (!ref) return fail(std::move(ref));
  const auto task = tasks::get(*db, kCaller, *ref);
  if (!task) return std::unexpected(task.error());
  std::string json;
  JsonWriter writer(json);
  writer.begin_object().member("status", "ok").key("task");
  write_json(writer, *task);
  writer.end_object();
  return Answer{json, describe_task(*task, Terminal::of_output())};
}

struct Graph {
  std::string root;
  std::string direction = "both";
  int depth = 16;
  int max_nodes = 1000;
  bool dot = false;
};

void declare(CLI::App& command, Graph& options) {
  command.add_option("TASK", options.root, "Where to begin: LIST#ITEM, or LIST")->required();
  command.add_option("--direction", options.direction, "forward, reverse or both (default)")
      ->check(CLI::IsMember({"forward", "reverse", "both"}));
  command.add_option("--depth", options.depth, "How many edges far (default: 16)")
      ->check(CLI::NonNegativeNumber);
  command.add_option("--max-nodes", options.max_nodes, "How many tasks (default: 1000)")
      ->check(CLI::PositiveNumber);
  command.add_flag("--dot", options.dot,
                   "Print Graphviz, as in: perigee tasks graph X --dot | dot -Tsvg");
}

Result<Answer> graph(const Globals& globals, const Graph& options) {
  auto db = open_for_reading(globals);
  if (!db) return fail(std::move(db));
  auto root = tasks::parse_ref(options.root);
  if (!root) return fail(std::move(root));
  const auto direction = options.direction == "forward"   ? tasks::Direction::Forward
                         : options.direction == "reverse" ? tasks::Direction::Reverse
                                                          : tasks::Direction::Both;
  const auto slice =
      tasks::query_graph(*db, kCaller, *root, {direction, options.depth, options.max_nodes});
  if (!slice) return std::unexpected(slice.error());
  const auto labels = read_labels(*db, kCaller, *slice);
  std::string json;
  JsonWriter writer(json);
  writer.begin_object().member("status", "ok").key("graph");
  write_json(writer, *slice);
  writer.end_object();
  return Answer{json, options.dot ? graph_as_dot(*slice, labels) : graph_as_text(*slice, labels)};
}

/// Asks the running hub for an operation that changes something.
Result<Value> change(const Globals& globals, const std::string& operation, const Value& arguments) {
  const auto location = locate(globals);
  if (!location) return std::unexpected(location.error());
  auto client = HubClient::find(location->data);
  if (!client) return fail(std::move(client));
  auto answer = client->post("tasks/" + operation, arguments);
  if (!answer) return fail(std::move(answer));
  return member_or_null(*answer, "result");
}

Result<Answer> changed(const Result<Value>& task, std::string_view what) {
  if (!task) return std::unexpected(task.error());
  const Value& ref = member_or_null(*task, "ref");
  return Answer{ok_json({{"task", *task}}), std::string(what) + " " + string_member(ref, "list") +
                                                "#" + string_member(ref, "item") + "\n"};
}

struct Add {
  std::string list;
  std::string subject;
  std::optional<std::string> id;
  std::optional<std::string> owner;
  std::optional<std::string> description;
};

void declare(CLI::App& command, Add& options) {
  command.add_option("LIST", options.list, "The list; made if it is not there")->required();
  command.add_option("SUBJECT", options.subject, "What is to be done")->required();
  command.add_option("--id", options.id, "Id of the new task (default: a new one)");
  command.add_option("--owner", options.owner, "Whose task it is");
  command.add_option("--description", options.description, "More about it");
}

Result<Answer> add(const Globals& globals, const Add& options) {
  Value task;
  task.set("subject", options.subject);
  if (options.id) task.set("id", *options.id);
  if (options.owner) task.set("owner", *options.owner);
  if (options.description) task.set("description", *options.description);
  Value arguments;
  arguments.set("list", options.list);
  arguments.set("task", std::move(task));
  auto made = change(globals, "create", arguments);
  if (!made && made.error().code == Code::ListNotFound) {
    Value list;
    list.set("handle", options.list);
    if (auto created = change(globals, "create_list", list); !created) {
      return std::unexpected(created.error());
    }
    made = change(globals, "create", arguments);
  }
  return changed(made, "added");
}

struct Done {
  std::string ref;
  std::string status = "completed";
};

void declare(CLI::App& command, Done& options) {
  command.add_option("TASK", options.ref, "The task, as LIST#ITEM")->required();
  command.add_option("--status", options.status, "Another status than completed");
}

Result<Answer> done(const Globals& globals, const Done& options) {
  Value arguments;
  arguments.set("ref", options.ref);
  arguments.set("status", options.status);
  return changed(change(globals, "transition", arguments), options.status);
}

struct Link {
  std::string source;
  std::string target;
  bool remove = false;
};

void declare(CLI::App& command, Link& options) {
  command.add_option("SOURCE", options.source, "The task that blocks, as LIST#ITEM")->required();
  command.add_option("TARGET", options.target, "What it blocks: LIST#ITEM, or LIST")->required();
  command.add_flag("--remove", options.remove, "Take the edge away");
}

Result<Answer> link(const Globals& globals, const Link& options) {
  Value arguments;
  arguments.set("source", options.source);
  arguments.set("target", options.target);
  const auto changed = change(globals, options.remove ? "unlink" : "link", arguments);
  if (!changed) return std::unexpected(changed.error());
  const bool is_new = changed->is_bool() && changed->as_bool();
  const std::string edge =
      options.source + (options.remove ? " no longer blocks " : " blocks ") + options.target;
  return Answer{ok_json({{"changed", is_new}}), edge + (is_new ? "\n" : " already\n")};
}

}  // namespace

void add_task_commands(CommandLine& line) {
  CLI::App& group = line.add_group("tasks", "Tasks, and what blocks what");
  line.add<List>(group, {"list", "List tasks"}, declare, list);
  line.add(group, {"lists", "Name the lists"}, lists);
  line.add<One>(group, {"show", "Show a task, whole"}, declare, show);
  line.add<Graph>(group, {"graph", "Show what is around a task, along edges"}, declare, graph);
  line.add<Add>(group, {"add", "Add a task", ErrorForm::Line}, declare, add);
  line.add<Done>(group, {"done", "Complete a task", ErrorForm::Line}, declare, done);
  line.add<Link>(group, {"link", "Say that one task blocks another", ErrorForm::Line}, declare,
                 link);
}

}  // namespace perigee::cli

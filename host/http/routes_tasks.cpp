// Tasks: every operation under its name. `POST /api/v1/tasks/NAME` takes the arguments as JSON, and
// those that only read answer `GET` with the arguments in the query string as well. The answer is
// {"result": …}.
#include <algorithm>
#include <array>

#include "host/http/services.h"
#include "host/tasks/operations.h"

namespace perigee::http {
namespace {

/// Arguments that are no texts when they come in a query string.
constexpr std::array<std::string_view, 4> kNumbers = {"limit", "depth", "max_nodes", "event_id"};
constexpr std::array<std::string_view, 2> kLists = {"status", "lists"};
/// Members of the filter, for `list`.
constexpr std::array<std::string_view, 6> kFilter = {"status",  "owner", "has_blockers",
                                                     "keyword", "lists", "limit"};
constexpr std::array<std::string_view, 12> kNames = {
    "list",     "ref",   "root",  "direction", "depth",        "max_nodes",
    "event_id", "owner", "limit", "status",    "has_blockers", "keyword"};

bool contains(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

/// One argument as the type that it should have; what is none of it stays text, to be refused.
Value argument(std::string_view name, const std::string& text) {
  if (contains(kNumbers, name)) {
    if (const auto number = parse_safe_integer(text)) return *number;
  }
  if (name == "has_blockers" && (text == "true" || text == "false")) return text == "true";
  return text;
}

Value arguments_of(std::string_view operation, const Query& query) {
  Value arguments{Object()};
  Value filter{Object()};
  const auto put = [&](std::string_view name, Value value) {
    const bool is_filter = operation == "list" && contains(kFilter, name);
    (is_filter ? filter : arguments).set(name, std::move(value));
  };
  for (const std::string_view name : kNames) {
    if (contains(kLists, name)) continue;
    if (const auto text = query.get(name)) put(name, argument(name, *text));
  }
  for (const std::string_view name : kLists) {
    Array values;
    for (std::string& text : query.all(name)) values.emplace_back(std::move(text));
    if (!values.empty()) put(name, std::move(values));
  }
  if (operation == "list") arguments.set("filter", std::move(filter));
  return arguments;
}

Response answer(const Result<std::string>& outcome, int status) {
  if (!outcome) return error_response(outcome.error());
  return json_response(status, [&](JsonWriter& json) { json.key("result").raw(*outcome); });
}

void run(Services& services, Call& call, tasks::Operation operation, int status) {
  if (auto* change = std::get_if<tasks::Change>(&operation)) {
    services.hub.submit(
        std::move(*change), [respond = call.respond, status](Result<std::string> outcome) {
          respond.later([status, outcome = std::move(outcome)] { return answer(outcome, status); });
        });
    return;
  }
  const bool queued = services.pool.submit([respond = call.respond, status,
                                            look = std::get<tasks::Look>(std::move(operation))](
                                               store::Connection& db) mutable {
    respond.later([response = answer(look(db), status)]() mutable { return std::move(response); });
  });
  if (!queued) {
    call.respond.send(error_response(Error{Code::Overloaded, "too many reads are waiting"}));
  }
}

bool changes(std::string_view operation) {
  const auto all = tasks::operations();
  const auto found = std::ranges::find(all, operation, &tasks::OperationInfo::name);
  return found != all.end() && found->changes;
}

void perform(Services& services, Call& call, const Value& arguments) {
  const std::string_view name = call.request.parameters[0];
  auto operation = tasks::parse_operation({.actor = "api"}, services.clock, name, arguments);
  if (!operation) return call.respond.send(error_response(operation.error()));
  run(services, call, std::move(*operation), name.starts_with("create") ? 201 : 200);
}

void look(Services& services, Call& call) {
  const std::string_view name = call.request.parameters[0];
  if (changes(name)) {
    return call.respond.send(error_response(
        Error{Code::NotFound, "tasks/" + std::string(name) + " changes something: use POST"}));
  }
  perform(services, call, arguments_of(name, call.request.query));
}

}  // namespace

void add_task_routes(Router& router, Services& services) {
  router.add(
      {.method = "GET", .pattern = "/api/v1/tasks/:operation", .handle = [&services](Call& call) {
         look(services, call);
       }});
  router.add({.method = "POST",
              .pattern = "/api/v1/tasks/:operation",
              .handle = [&services](Call& call) { perform(services, call, call.body); },
              .needs_token = true,
              .body = BodyRule::Json});
}

}  // namespace perigee::http

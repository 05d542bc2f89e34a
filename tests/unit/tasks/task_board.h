// A hub with tasks for tests: operations are called as callers do, by name with JSON, and answer
// with JSON or with "CODE: message".
#pragma once

#include "host/tasks/operations.h"
#include "tests/support/hub_fixture.h"

namespace perigee::test {

class TaskBoard : public HubFixture {
 public:
  /// A board with the list "work".
  TaskBoard() { call("create_list", R"({"handle":"work"})"); }

  std::string call(std::string_view operation, const std::string& arguments,
                   const tasks::Caller& caller = {.actor = "test"}) {
    const auto answer = perform(operation, must(parse_json(arguments)), caller);
    if (answer) return *answer;
    return std::string(code_name(answer.error().code)) + ": " + answer.error().message;
  }
  /// The same with the answer read; fails the test when there is none.
  Value ask(std::string_view operation, const std::string& arguments,
            const tasks::Caller& caller = {.actor = "test"}) {
    return must(parse_json(must(perform(operation, must(parse_json(arguments)), caller))));
  }

  /// A task of the list "work" with that id.
  void add(const std::string& id, const std::string& members = "", const char* list = "work") {
    ask("create", R"({"list":")" + std::string(list) + R"(","task":{"id":")" + id +
                      R"(","subject":"do )" + id + "\"" + members + "}}");
  }
  Value get(const std::string& ref) { return ask("get", R"({"ref":")" + ref + "\"}"); }
  void link(const std::string& source, const std::string& target) {
    ask("link", R"({"source":")" + source + R"(","target":")" + target + "\"}");
  }
  void set(const std::string& ref, const std::string& status) {
    ask("transition", R"({"ref":")" + ref + R"(","status":")" + status + "\"}");
  }

  /// Ids of the tasks that an operation answers with, with spaces between.
  std::string ids(std::string_view operation, const std::string& arguments,
                  const tasks::Caller& caller = {.actor = "test"}) {
    std::string ids;
    const Value answer = ask(operation, arguments, caller);
    for (const Value& view : answer.as_array()) {
      if (!ids.empty()) ids += ' ';
      ids += view.find("ref")->find("item")->as_string();
    }
    return ids;
  }
  std::string list(const std::string& filter) {
    return ids("list", R"({"filter":)" + filter + "}");
  }

 private:
  Result<std::string> perform(std::string_view name, const Value& arguments,
                              const tasks::Caller& caller) {
    auto operation = tasks::parse_operation(caller, clock, name, arguments);
    if (!operation) return fail(std::move(operation));
    if (auto* change = std::get_if<tasks::Change>(&*operation)) {
      return run([&](hub::Write& write) { return (*change)(write); });
    }
    return std::get<tasks::Look>(*operation)(reader());
  }
};

}  // namespace perigee::test

// ctx.tasks from Lua, on a hub. The rules themselves are tested beside the domain.
#include "host/tasks/service.h"
#include "tests/bindings/helpers.h"
#include "tests/support/hub_fixture.h"

using namespace perigee;
using namespace perigee::test;

namespace {

/// A plugin "issue-links" with the grant, on a hub with the list "work".
struct Board : HubFixture {
  std::unique_ptr<tasks::Service> service =
      must(tasks::Service::open(*hub, HubFixture::clock, database()));
  const tasks::Caller caller{.actor = "plugin:issue-links", .scope = "issue-links"};
  Plugin plugin{Object(), {"tasks"}, [this](std::string_view operation, const Value& arguments) {
                  return service->call(caller, operation, arguments);
                }};

  Board() { CHECK(eval(R"(ctx.tasks.create_list("work").handle)") == R"("work")"); }
  std::string eval(std::string_view expression) { return plugin.eval(expression); }
  std::string run(std::string_view body) {
    const auto result = plugin.run(body);
    return result ? to_json(*result) : result.error().message;
  }
};

}  // namespace

TEST_CASE("ctx.tasks makes, changes, links, claims and finds tasks") {
  Board board;
  CHECK(board.run(R"(
    local tasks = ctx.tasks
    local a = tasks.create("work", { id = "a", subject = "paint", owner = "@ana" })
    local b = tasks.create("work", { id = "b", subject = "hang up", metadata = { wall = 1 } })
    assert(tasks.link("work#b", tasks.ref("work", "a")) == true)
    assert(tasks.link({ list = "work", item = "b" }, "work#a") == false)
    assert(#tasks.ready() == 1 and tasks.ready()[1].ref.item == "b")
    assert(tasks.claim("work#b", 60).lease.owner == "plugin:issue-links")
    assert(tasks.add_comment("work#b", "done").comments[1].author == "plugin:issue-links")
    assert(tasks.transition("work#b", "completed").completed_at ~= nil)
    assert(tasks.ready({ list = "work" })[1].subject == "paint")
    assert(tasks.update("work#a", { owner = ctx.null }).owner == nil)
    assert(#tasks.list("work", { status = { "completed" } }) == 1)
    assert(#tasks.list(nil, { keyword = "paint" }) == 1)
    local slice = tasks.query_graph("work#a", { direction = "reverse" })
    assert(#slice.nodes == 2 and #slice.edges == 1 and slice.truncated == false)
    assert(tasks.get("work#b").metadata.wall == 1)
    assert(tasks.unlink("work#b", "work#a") == true)
    tasks.claim("work#a", 60)
    assert(tasks.release("work#a").status == "pending")
    return { #tasks.lists(), #tasks.next_changed_since(0) }
  )") == "[1,2]");
}

TEST_CASE("an empty list in a filter is a list, and an empty result too") {
  Board board;
  CHECK(board.eval(R"(ctx.tasks.create("work", { subject = "x" }).blocks)") == "[]");
  CHECK(board.eval(R"(#ctx.tasks.list(nil, { status = {} }))") == "1");
  CHECK(board.eval(R"(ctx.tasks.list(nil, { lists = {} }))") == "[]");
}

TEST_CASE("what goes wrong on a good day is nil and an error with a code") {
  Board board;
  CHECK(board.run(R"(local task, err = ctx.tasks.get("work#gone")
                     return { task == nil, err.code, tostring(err) })") ==
        R"([true,"task_not_found","there is no task work#gone"])");
  CHECK(board.run(R"(local task, err = ctx.tasks.create("work", { subjct = "x" })
                     return { err.code, err.message, err.hint })") ==
        R"(["invalid_input","task.subject is missing"])");
  CHECK(board.run(R"(local _, err = ctx.tasks.update("work#x", { statu = "x" })
                     return { err.message, err.hint })") ==
        R"(["patch.statu is not known here","did you mean \"status\"?"])");
}

TEST_CASE("what is no plain data is refused by name") {
  Board board;
  CHECK(board.eval(R"(ctx.tasks.create("work", { subject = tostring }))") ==
        "ctx.tasks.create.task.subject: a function cannot leave the plugin");
}

TEST_CASE("without the grant there are no tasks, and the error says what is missing") {
  Plugin plugin;
  CHECK(plugin.eval("ctx.tasks").find("add grants = { \"tasks\" }") != std::string::npos);
}

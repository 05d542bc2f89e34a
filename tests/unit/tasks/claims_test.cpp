// Who may begin what, and who has taken it.
#include <thread>

#include "tests/unit/tasks/task_board.h"

using namespace perigee;
using namespace perigee::test;
using namespace std::chrono_literals;

namespace {

std::string claim(const std::string& ref, const std::string& worker) {
  return R"({"ref":")" + ref + R"(","lease_seconds":60,"worker":")" + worker + "\"}";
}

}  // namespace

TEST_CASE("a task is ready when nothing unfinished blocks it") {
  TaskBoard board;
  for (const char* id : {"a", "b", "c", "d"}) {
    board.add(id, id == std::string("d") ? R"(,"owner":"ana")" : "");
    board.clock.advance(1s);
  }
  board.link("work#a", "work#b");
  board.link("work#b", "work#c");
  board.link("work#d", "work#d");  // itself is no reason to wait for
  CHECK(board.ids("ready", "{}") == "a d");
  board.set("work#a", "in-progress");
  CHECK(board.ids("ready", "{}") == "d");
  board.set("work#a", "cancelled");
  CHECK(board.ids("ready", "{}") == "b d");
  board.set("work#b", "completed");
  CHECK(board.ids("ready", "{}") == "c d");
  board.set("work#b", "pending");
  CHECK(board.ids("ready", "{}") == "b d");
  CHECK(board.ids("ready", R"({"owner":"ana"})") == "d");
  CHECK(board.ids("ready", R"({"limit":1})") == "b");
  CHECK(board.call("ready", R"({"list":"nowhere"})") ==
        "LIST_NOT_FOUND: there is no list of tasks \"nowhere\"");
}

TEST_CASE("an edge to a list holds up all of its tasks") {
  TaskBoard board;
  board.ask("create_list", R"({"handle":"later"})");
  board.add("first");
  board.add("x", "", "later");
  board.link("work#first", "later");
  CHECK(board.ids("ready", R"({"list":"later"})") == "");
  board.set("work#first", "completed");
  CHECK(board.ids("ready", R"({"list":"later"})") == "x");
}

TEST_CASE("a claimed task is in progress and held until its lease ends") {
  TaskBoard board;
  board.add("t");
  const Value task = board.ask("claim", claim("work#t", "one"));
  CHECK(string_member(task, "status") == "in-progress");
  CHECK(to_json(*task.find("lease")) ==
        R"({"owner":"test/one","until":"2026-01-02T03:05:05.678Z"})");
  CHECK(board.last_event().name == "task.claimed");
  CHECK(board.call("claim", claim("work#t", "two")) ==
        "ALREADY_CLAIMED: work#t is held by test/one until 2026-01-02T03:05:05.678Z");
  board.clock.advance(30s);
  CHECK(board.ask("claim", claim("work#t", "one")).find("lease")->find("until")->as_string() ==
        "2026-01-02T03:05:35.678Z");
  CHECK(board.ids("ready", "{}") == "");
  board.clock.advance(60s);
  CHECK(board.ids("ready", "{}") == "t");
  CHECK(board.call("claim", claim("work#t", "two")).starts_with("{"));
  CHECK(board.call("release", R"({"ref":"work#t","worker":"one"})") ==
        "ALREADY_CLAIMED: work#t is not held by test/one");
}

TEST_CASE("a task that is given back is pending again") {
  TaskBoard board;
  board.add("t");
  board.ask("claim", claim("work#t", "one"));
  const Value task = board.ask("release", R"({"ref":"work#t","worker":"one"})");
  CHECK(string_member(task, "status") == "pending");
  CHECK(task.find("lease") == nullptr);
  CHECK(board.last_event().name == "task.released");
  CHECK(board.ids("ready", "{}") == "t");
}

TEST_CASE("who finishes a task holds it no longer") {
  TaskBoard board;
  board.add("t");
  board.ask("claim", claim("work#t", "one"));
  board.set("work#t", "completed");
  CHECK(board.get("work#t").find("lease") == nullptr);
  CHECK(board.call("claim", claim("work#t", "one")) == "ALREADY_CLAIMED: work#t is completed");
  board.add("u");
  board.set("work#u", "in-progress");
  CHECK(board.call("claim", claim("work#u", "one")) == "ALREADY_CLAIMED: work#u is in-progress");
}

TEST_CASE("a lease is a time that makes sense") {
  TaskBoard board;
  board.add("t");
  for (const char* seconds : {"0", "-1", "1e300"}) {
    CHECK(board.call("claim", R"({"ref":"work#t","lease_seconds":)" + std::string(seconds) + "}")
              .starts_with("INVALID_INPUT: lease_seconds must be"));
  }
  CHECK(board.call("claim", R"({"ref":"work#t"})") == "INVALID_INPUT: lease_seconds is missing");
  CHECK(board.call("claim", R"({"ref":"work#t","lease_seconds":0.001})").starts_with("{"));
}

TEST_CASE("of many who claim at once, each task has exactly one") {
  TaskBoard board;
  constexpr int kTasks = 40;
  for (int i = 0; i < kTasks; ++i) board.add(std::to_string(i));
  std::vector<std::thread> threads;
  std::atomic<int> won = 0;
  for (int worker = 0; worker < 4; ++worker) {
    threads.emplace_back([&, worker] {
      const tasks::Caller caller{.actor = "worker" + std::to_string(worker)};
      for (int i = 0; i < kTasks; ++i) {
        Value arguments;
        arguments.set("ref", "work#" + std::to_string(i));
        arguments.set("lease_seconds", 60);
        auto operation = tasks::parse_operation(caller, board.clock, "claim", arguments);
        const auto answer = board.run(
            [&](hub::Write& write) { return std::get<tasks::Change>(*operation)(write); });
        if (answer) ++won;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(won == kTasks);
  CHECK(board.value("SELECT count(*) FROM events WHERE name = 'task.claimed'") == "40");
}

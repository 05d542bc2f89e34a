// What a list of tasks shows (tasks §7, §11), and who sees which lists (§9).
#include "tests/unit/tasks/task_board.h"

using namespace perigee;
using namespace perigee::test;
using namespace std::chrono_literals;

namespace {

/// Tasks a to e, each a second younger than the one before.
struct Board : TaskBoard {
  Board() {
    for (const char* id : {"a", "b", "c", "d", "e"}) {
      add(id, id == std::string("b") ? R"(,"owner":"ana")" : "");
      clock.advance(1s);
    }
  }
};

}  // namespace

TEST_CASE("a filter without members lets everything pass, the oldest first") {
  Board board;
  CHECK(board.list("{}") == "a b c d e");
  CHECK(board.ids("list", "{}") == "a b c d e");
  CHECK(board.list(R"({"limit":2})") == "a b");
}

TEST_CASE("every member of a filter must agree") {
  Board board;
  board.set("work#b", "completed");
  board.set("work#c", "completed");
  CHECK(board.list(R"({"status":["completed"]})") == "b c");
  CHECK(board.list(R"({"status":["completed","pending"]})") == "a b c d e");
  CHECK(board.list(R"({"status":[]})") == "a b c d e");
  CHECK(board.list(R"({"owner":"ana"})") == "b");
  CHECK(board.list(R"({"owner":"an"})") == "");
  CHECK(board.list(R"({"owner":"ana","status":["pending"]})") == "");
}

TEST_CASE("blockers are edges that point at the task itself, whatever state their source is in") {
  Board board;
  board.link("work#a", "work#b");
  board.link("work#a", "work");
  board.link("work#c", "work#c");
  board.set("work#a", "completed");
  CHECK(board.list(R"({"has_blockers":true})") == "b c");
  CHECK(board.list(R"({"has_blockers":false})") == "a d e");
  const Value views = board.ask("list", "{}");
  CHECK(to_json(views.as_array()[0]) ==
        R"({"ref":{"list":"work","item":"a"},"subject":"do a","status":"completed",)"
        R"("blocker_count":0,"blocks_count":2})");
  CHECK(to_json(views.as_array()[1]) ==
        R"({"ref":{"list":"work","item":"b"},"subject":"do b","status":"pending","owner":"ana",)"
        R"("blocker_count":1,"blocks_count":0})");
}

TEST_CASE("no lists in a filter let nothing pass, and an unknown one contributes nothing") {
  Board board;
  board.ask("create_list", R"({"handle":"other"})");
  board.add("x", "", "other");
  CHECK(board.list(R"({"lists":[]})") == "");
  CHECK(board.list(R"({"lists":["other"]})") == "x");
  CHECK(board.list(R"({"lists":["other","nowhere"]})") == "x");
  CHECK(board.list(R"({"lists":["nowhere"]})") == "");
  CHECK(board.ids("list", R"({"list":"other","filter":{"lists":["other","work"]}})") == "x");
  CHECK(board.call("list", R"({"list":"other","filter":{"lists":["work"]}})") ==
        "CONFLICTING_LIST_SCOPE: the filter's lists leave out \"other\", which is asked for");
  CHECK(board.call("list", R"({"list":"nowhere"})") ==
        "LIST_NOT_FOUND: there is no list of tasks \"nowhere\"");
}

TEST_CASE("a keyword finds words of subjects, descriptions and comments, as they are now") {
  TaskBoard board;
  board.add("1", R"(,"description":"rotate the signing keys")");
  board.add("2");
  board.ask("update", R"({"ref":"work#2","patch":{"subject":"authenticate users"}})");
  board.add("3");
  board.ask("add_comment", R"({"ref":"work#3","text":"needs auth first"})");
  CHECK(board.list(R"({"keyword":"keys"})") == "1");
  CHECK(board.list(R"({"keyword":"auth"})") == "3");
  CHECK(board.list(R"({"keyword":"\"signing keys\""})") == "1");
  CHECK(board.list(R"({"keyword":"rotate AND keys"})") == "1");
  CHECK(board.list(R"({"keyword":"keys OR auth","status":["completed"]})") == "");
  // Names and times of comments are no text.
  CHECK(board.list(R"({"keyword":"author OR timestamp OR test"})") == "");
  board.ask("update", R"({"ref":"work#1","patch":{"description":""}})");
  CHECK(board.list(R"({"keyword":"keys"})") == "");
}

TEST_CASE("the best match comes first, and ids decide between equals") {
  TaskBoard board;
  board.add("z", R"(,"description":"apple apple apple")");
  board.add("b", R"(,"description":"apple and many other words that make it longer")");
  board.add("a", R"(,"description":"apple and many other words that make it longer")");
  for (int i = 0; i < 10; ++i) board.add("filler" + std::to_string(i));
  CHECK(board.list(R"({"keyword":"apple"})") == "z a b");
}

TEST_CASE("any text is a keyword") {
  TaskBoard board;
  board.add("1", R"(,"description":"foo-bar in c++, 'quoted' and \"quoted\"")");
  for (const char* text : {"foo-bar", "\\\"foo", "c++", "NEAR(", "foo AND", "description:foo", "*",
                           "'", "\\\"\\\"", "a:b:c", "(", "\\u0000foo", "-"}) {
    const std::string answer =
        board.call("list", R"({"filter":{"keyword":")" + std::string(text) + "\"}}");
    INFO(text);
    CHECK(answer.starts_with("["));
  }
  CHECK(board.list(R"({"keyword":"foo-bar"})") == "1");
  CHECK(board.list(R"({"keyword":"c++ foo-bar"})") == "1");
  CHECK(board.list(R"({"keyword":"  "})") == "1");
  CHECK(board.list(R"({"keyword":""})") == "1");
}

TEST_CASE("a plugin's own list is seen by that plugin alone, and hides everybody's of that name") {
  TaskBoard board;
  const tasks::Caller refs{.actor = "plugin:refs", .scope = "refs"};
  const tasks::Caller links{.actor = "plugin:links", .scope = "links"};
  board.add("shared");
  board.ask("create_list", R"({"handle":"work","private":true})", refs);
  board.ask("create", R"({"list":"work","task":{"id":"own","subject":"x"}})", refs);
  CHECK(board.ids("list", "{}", refs) == "own");
  CHECK(board.ids("list", "{}", links) == "shared");
  CHECK(board.ids("list", "{}") == "shared");
  CHECK(board.call("get", R"({"ref":"work#own"})", links) ==
        "TASK_NOT_FOUND: there is no task work#own");
  CHECK(board.call("lists", "{}", refs) ==
        R"([{"handle":"work","private":true,"created_at":")" + std::string(kNow) + "\"}]");
  CHECK(board.ask("lists", "{}").as_array().size() == 1);
}

TEST_CASE("tasks that changed after an event come in the order of their newest events") {
  Board board;
  const auto before = board.newest_event();
  board.set("work#d", "blocked");
  board.set("work#a", "blocked");
  board.set("work#d", "pending");
  const auto changed = [&](std::int64_t after) {
    std::string text;
    const std::string arguments = R"({"event_id":)" + std::to_string(after) + "}";
    const Value answer = board.ask("next_changed_since", arguments);
    for (const Value& one : answer.as_array()) {
      text += one.find("task")->find("ref")->find("item")->as_string() + "@" +
              std::to_string(one.find("event_id")->as_integer() - before) + " ";
    }
    return text;
  };
  CHECK(changed(before) == "a@2 d@3 ");
  CHECK(changed(before + 2) == "d@3 ");
  CHECK(changed(board.newest_event()) == "");
}

// What changes a task, and what it leaves in the log (tasks §2, §4, §6).
#include "tests/unit/tasks/task_board.h"

using namespace perigee;
using namespace perigee::test;
using namespace std::chrono_literals;

namespace {

std::string text_of(const Value& task, std::string_view key) {
  const Value* value = task.find(key);
  return value == nullptr ? "absent" : value->is_string() ? value->as_string() : to_json(*value);
}

}  // namespace

TEST_CASE("a new task is pending, at the end of its list, and has no edges and no comments") {
  TaskBoard board;
  const Value task = board.ask("create", R"({"list":"work","task":{"subject":"paint"}})");
  const std::string id = text_of(task, "id");
  CHECK(id.starts_with("task_"));
  CHECK(to_json(task) == R"({"ref":{"list":"work","item":")" + id + R"("},"id":")" + id +
                             R"(","subject":"paint","description":"","status":"pending",)"
                             R"("blocks":[],"comments":[],"created_at":")" +
                             std::string(kNow) + R"(","updated_at":")" + kNow + R"("})");
  CHECK(board.get("work#" + id) == task);
}

TEST_CASE("ids that are made rise in the order of creation") {
  TaskBoard board;
  std::string last;
  for (int i = 0; i < 50; ++i) {
    const std::string id =
        text_of(board.ask("create", R"({"list":"work","task":{"subject":"x"}})"), "id");
    CHECK(id > last);
    last = id;
  }
}

TEST_CASE("two lists may share ids, and one list may not") {
  TaskBoard board;
  board.ask("create_list", R"({"handle":"other"})");
  board.add("i-01");
  board.add("i-01", "", "other");
  CHECK(board.call("create", R"({"list":"work","task":{"id":"i-01","subject":"x"}})") ==
        "INVALID_INPUT: id: there is a task work#i-01");
  board.set("other#i-01", "completed");
  CHECK(text_of(board.get("work#i-01"), "status") == "pending");
}

TEST_CASE("a list gives new tasks its owner and its status, unless they bring their own") {
  TaskBoard board;
  board.ask("create_list",
            R"({"handle":"ours","default_owner":"@ana","default_status":"completed"})");
  board.add("a", "", "ours");
  board.add("b", R"(,"owner":"bob","status":"blocked")", "ours");
  CHECK(text_of(board.get("ours#a"), "owner") == "ana");
  CHECK(text_of(board.get("ours#a"), "completed_at") == kNow);
  CHECK(text_of(board.get("ours#b"), "owner") == "bob");
  CHECK(text_of(board.get("ours#b"), "status") == "blocked");
}

TEST_CASE("a task has a time of completion exactly while it is completed, however it became so") {
  TaskBoard board;
  board.add("t");
  const auto completed_at = [&] {
    return text_of(board.get("work#t"), "completed_at");
  };
  board.set("work#t", "completed");
  CHECK(completed_at() == kNow);
  board.clock.advance(1s);
  board.set("work#t", "completed");
  CHECK(completed_at() == "2026-01-02T03:04:06.678Z");
  board.set("work#t", "pending");
  CHECK(completed_at() == "absent");
  board.ask("update", R"({"ref":"work#t","patch":{"status":"completed"}})");
  CHECK(completed_at() == "2026-01-02T03:04:06.678Z");
  board.ask("update", R"({"ref":"work#t","patch":{"subject":"other"}})");
  CHECK(completed_at() == "2026-01-02T03:04:06.678Z");
  board.ask("update", R"({"ref":"work#t","patch":{"status":"cancelled"}})");
  CHECK(completed_at() == "absent");
}

TEST_CASE("any status may follow any other") {
  TaskBoard board;
  board.add("t");
  const std::vector<std::string> all = {"pending", "in-progress", "blocked", "completed",
                                        "cancelled"};
  for (const auto& from : all) {
    for (const auto& to : all) {
      board.set("work#t", from);
      board.set("work#t", to);
      CHECK(text_of(board.get("work#t"), "status") == to);
    }
  }
}

TEST_CASE("a patch sets, clears and leaves alone") {
  TaskBoard board;
  board.add("t", R"(,"owner":"ana","active_form":"doing","metadata":{"k":[1,null]})");
  board.clock.advance(1s);
  const auto patched = [&](const std::string& patch) {
    return board.ask("update", R"({"ref":"work#t","patch":)" + patch + "}");
  };
  Value task = patched("{}");
  CHECK(text_of(task, "owner") == "ana");
  CHECK(text_of(task, "updated_at") == "2026-01-02T03:04:06.678Z");
  CHECK(text_of(task, "created_at") == kNow);
  task = patched(R"({"owner":null,"metadata":null,"subject":null})");
  CHECK(text_of(task, "owner") == "absent");
  CHECK(text_of(task, "active_form") == "doing");
  CHECK(text_of(task, "metadata") == R"({"k":[1,null]})");
  CHECK(text_of(task, "subject") == "do t");
  task = patched(R"({"owner":"@bob","active_form":null,"metadata":7,"description":"long"})");
  CHECK(text_of(task, "owner") == "bob");
  CHECK(text_of(task, "active_form") == "absent");
  CHECK(text_of(task, "metadata") == "7");
  CHECK(text_of(task, "description") == "long");
}

TEST_CASE("comments are added, never merged, and have the caller as their author") {
  TaskBoard board;
  board.add("t");
  for (const char* actor : {"plugin:refs", "api"}) {
    board.ask("add_comment", R"({"ref":"work#t","text":"same"})", {.actor = actor});
  }
  board.ask("add_comment", R"({"ref":"work#t","text":""})");
  const std::string time = R"(","timestamp":")" + std::string(kNow) + R"(","text":")";
  CHECK(text_of(board.get("work#t"), "comments") ==
        R"([{"author":"plugin:refs)" + time + R"(same"},{"author":"api)" + time +
            R"(same"},{"author":"test)" + time + R"("}])");
}

TEST_CASE("an edge that is there already changes nothing, and has no event") {
  TaskBoard board;
  board.add("a");
  board.link("work#a", "work#b");
  const Value before = board.get("work#a");
  const auto events = board.newest_event();
  board.clock.advance(1s);
  CHECK(board.call("link", R"({"source":"work#a","target":"work#b"})") == "false");
  CHECK(board.get("work#a") == before);
  CHECK(board.newest_event() == events);
}

TEST_CASE("a task and its list as a whole are different targets, and so is the task itself") {
  TaskBoard board;
  board.add("a");
  for (const char* target : {"work#b", "work", "nowhere#x", "nowhere", "work#a"}) {
    board.link("work#a", target);
  }
  const auto targets = [&] {
    return text_of(board.get("work#a"), "blocks");
  };
  CHECK(targets() == R"([{"list":"work","item":"b"},{"list":"work","item":null},)"
                     R"({"list":"nowhere","item":"x"},{"list":"nowhere","item":null},)"
                     R"({"list":"work","item":"a"}])");
  CHECK(board.call("unlink", R"({"source":"work#a","target":"work"})") == "true");
  CHECK(board.call("unlink", R"({"source":"work#a","target":"work"})") == "false");
  CHECK(targets().starts_with(R"([{"list":"work","item":"b"},{"list":"nowhere")"));
}

TEST_CASE("unlinking from a task that is not there is no error, from a list that is not there is") {
  TaskBoard board;
  CHECK(board.call("unlink", R"({"source":"work#gone","target":"work#b"})") == "false");
  CHECK(board.call("unlink", R"({"source":"gone#a","target":"work#b"})") ==
        "LIST_NOT_FOUND: there is no list of tasks \"gone\"");
}

TEST_CASE("wrong input says what is wrong with it") {
  TaskBoard board;
  board.add("t");
  const std::vector<std::tuple<const char*, const char*, const char*>> cases = {
      {"create", R"({"task":{"subject":"x"}})", "INVALID_INPUT: list is missing"},
      {"create", R"({"list":"gone","task":{"subject":"x"}})",
       "LIST_NOT_FOUND: there is no list of tasks \"gone\""},
      {"create", R"({"list":"work","task":{}})", "INVALID_INPUT: task.subject is missing"},
      {"create", R"({"list":"work","task":{"subject":" "}})",
       "INVALID_INPUT: subject must not be empty"},
      {"create", R"({"list":"work","task":{"id":"","subject":"x"}})",
       "INVALID_INPUT: id must not be empty"},
      {"create", R"({"list":"work","task":{"subject":7}})",
       "INVALID_INPUT: task.subject must be a string, not integer"},
      {"create", R"({"list":"work","task":{"subject":"x","ower":"y"}})",
       "INVALID_INPUT: task.ower is not known here"},
      {"create", R"({"list":"work","task":{"subject":"x","status":"done"}})",
       "INVALID_INPUT: task.status must be pending, in-progress, blocked, completed or cancelled, "
       "not \"done\""},
      {"update", R"({"ref":"work","patch":{}})",
       "MISSING_ITEM_ID: \"work\" is a list, and an item is meant"},
      {"update", R"({"ref":"work#gone","patch":{}})", "TASK_NOT_FOUND: there is no task work#gone"},
      {"update", R"({"ref":"#t","patch":{}})", "BAD_EDGE_REF: \"#t\" names no list"},
      {"update", R"({"ref":"work#t","patch":[1]})",
       "INVALID_INPUT: patch must be an object, not array"},
      {"transition", R"({"ref":"work#t"})", "INVALID_INPUT: status is missing"},
      {"link", R"({"source":"work","target":"work#t"})",
       "MISSING_ITEM_ID: \"work\" is a list, and an item is meant"},
      {"link", R"({"source":"work#t","target":"work#"})",
       "BAD_EDGE_REF: \"work#\" names no item after the #"},
      {"link", R"({"source":"work#gone","target":"work#t"})",
       "TASK_NOT_FOUND: there is no task work#gone"},
      {"create_list", R"({"handle":"a#b"})", "INVALID_INPUT: handle: \"a#b\" must not contain #"},
      {"create_list", R"({"handle":"work"})",
       "INVALID_INPUT: handle: there is a list \"work\" already"},
      {"dance", "{}", "NOT_FOUND: there is no operation \"dance\" on tasks"},
  };
  const auto events = board.newest_event();
  for (const auto& [operation, arguments, expected] : cases) {
    CHECK(board.call(operation, arguments) == expected);
  }
  CHECK(board.newest_event() == events);
  CHECK(board.count("tasks") == 1);
}

TEST_CASE("texts are bounded") {
  TaskBoard board;
  board.add("t");
  const std::string name(limits::kTaskNameBytes + 1, 'x');
  const std::string text(limits::kTaskTextBytes + 1, 'x');
  CHECK(board.call("update", R"({"ref":"work#t","patch":{"subject":")" + name + "\"}}")
            .starts_with("INVALID_INPUT: subject: 1001 bytes"));
  CHECK(board.call("update", R"({"ref":"work#t","patch":{"description":")" + text + "\"}}")
            .starts_with("INVALID_INPUT: description: 65537 bytes"));
  CHECK(board.call("add_comment", R"({"ref":"work#t","text":")" + text + "\"}")
            .starts_with("INVALID_INPUT: text: 65537 bytes"));
}

TEST_CASE("every change has its event, by its author, in its transaction") {
  TaskBoard board;
  board.add("a");
  const auto last = [&] {
    const hub::Event event = board.last_event();
    CHECK(event.entity_type == "task");
    CHECK(event.entity_id == "work#a");
    CHECK(string_member(must(parse_json(event.data_json)), "actor") == "test");
    return event.name;
  };
  CHECK(last() == "task.created");
  board.ask("update", R"({"ref":"work#a","patch":{}})");
  CHECK(last() == "task.updated");
  board.set("work#a", "blocked");
  CHECK(last() == "task.transitioned");
  CHECK(board.last_event().data_json.ends_with(R"("from":"pending","to":"blocked"})"));
  board.ask("add_comment", R"({"ref":"work#a","text":"hm"})");
  CHECK(last() == "task.commented");
  board.link("work#a", "work#b");
  CHECK(last() == "task.linked");
  board.ask("unlink", R"({"source":"work#a","target":"work#b"})");
  CHECK(last() == "task.unlinked");
}

TEST_CASE("a change whose event is refused has not happened") {
  TaskBoard board;
  board.add("a");
  board.refuse_events("task.transitioned");
  CHECK(board.call("transition", R"({"ref":"work#a","status":"completed"})")
            .starts_with("STORE_ERROR"));
  CHECK(text_of(board.get("work#a"), "status") == "pending");
}

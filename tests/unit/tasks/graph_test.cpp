// Walks along edges, with the numbers of tasks §8.
#include "tests/unit/tasks/task_board.h"

using namespace perigee;
using namespace perigee::test;

namespace {

/// "nodes edges truncated" of a walk.
std::string shape(TaskBoard& board, const std::string& arguments) {
  const Value slice = board.ask("query_graph", arguments);
  return std::to_string(slice.find("nodes")->as_array().size()) + " " +
         std::to_string(slice.find("edges")->as_array().size()) +
         (slice.find("truncated")->as_bool() ? " truncated" : "");
}

std::string as_text(const Value& ref) {
  const Value* item = ref.find("item");
  return ref.find("list")->as_string() + (item->is_null() ? "" : "#" + item->as_string());
}

/// "a b; a>b" of a walk: nodes, then edges.
std::string walk(TaskBoard& board, const std::string& arguments) {
  const Value slice = board.ask("query_graph", arguments);
  std::string text;
  for (const Value& node : slice.find("nodes")->as_array()) text += as_text(node) + " ";
  text += ";";
  for (const Value& edge : slice.find("edges")->as_array()) {
    text += " " + as_text(edge.as_array()[0]) + ">" + as_text(edge.as_array()[1]);
  }
  return text;
}

/// A chain of `count` tasks, written straight into the tables.
void chain(TaskBoard& board, int count) {
  board.sql("WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < " +
            std::to_string(count) +
            ") INSERT INTO tasks (list, id, position, subject, description, status, created_at,"
            " updated_at) SELECT 1, 'c' || i, i, 's', '', 'pending', '', '' FROM n;"
            "INSERT INTO task_edges (source, target_scope, target_list, target_id)"
            " SELECT t.key, '', 'work', 'c' || (t.position + 1) FROM tasks t WHERE t.position < " +
            std::to_string(count - 1));
}

}  // namespace

TEST_CASE("a chain is followed to its end, or as far as depth and number allow") {
  TaskBoard five;
  chain(five, 5);
  CHECK(shape(five, R"({"root":"work#c0"})") == "5 4");
  CHECK(shape(five, R"({"root":"work#c0","depth":0})") == "1 0");
  CHECK(shape(five, R"({"root":"work#c0","depth":2})") == "3 2");
  CHECK(shape(five, R"({"root":"work#c0","max_nodes":5})") == "5 4 truncated");
  CHECK(shape(five, R"({"root":"work#c4","direction":"reverse"})") == "5 4");
  TaskBoard long_chain;
  chain(long_chain, 10'000);
  CHECK(shape(long_chain, R"({"root":"work#c0"})") == "17 16");
  CHECK(shape(long_chain, R"({"root":"work#c0","depth":4294967295})") == "1000 999 truncated");
  CHECK(shape(long_chain, R"({"root":"work#c0","depth":4294967295,"max_nodes":1e9})") ==
        "10000 9999 truncated");
}

TEST_CASE("edges are written from source to target in every direction") {
  TaskBoard board;
  for (const char* id : {"a", "b", "c"}) board.add(id);
  board.link("work#a", "work#b");
  board.link("work#c", "work#a");
  CHECK(walk(board, R"({"root":"work#a","direction":"both","depth":1})") ==
        "work#a work#b work#c ; work#a>work#b work#c>work#a");
  CHECK(walk(board, R"({"root":"work#a","direction":"reverse"})") ==
        "work#a work#c ; work#c>work#a");
}

TEST_CASE("rings end, and all their edges are there once") {
  TaskBoard board;
  for (const char* id : {"a", "b", "c", "self"}) board.add(id);
  board.link("work#a", "work#b");
  board.link("work#b", "work#c");
  board.link("work#c", "work#a");
  board.link("work#self", "work#self");
  CHECK(shape(board, R"({"root":"work#a"})") == "3 3");
  CHECK(shape(board, R"({"root":"work#a","direction":"both"})") == "3 3");
  CHECK(shape(board, R"({"root":"work#self"})") == "1 1");
}

TEST_CASE("a star is cut off, and never more than the number that was asked for comes back") {
  TaskBoard board;
  board.add("hub");
  for (int i = 0; i < 100; ++i) board.link("work#hub", "work#child" + std::to_string(i));
  CHECK(shape(board, R"({"root":"work#hub","depth":2,"max_nodes":50})") == "50 49 truncated");
  CHECK(shape(board, R"({"root":"work#hub"})") == "101 100");
  CHECK(shape(board, R"({"root":"work#hub","max_nodes":1})") == "1 0 truncated");
  CHECK(shape(board, R"({"root":"work#hub","max_nodes":0})") == "1 0 truncated");
}

TEST_CASE("a walk goes from list to list, and to targets that do not exist") {
  TaskBoard board;
  for (const char* list : {"beta", "gamma"}) {
    board.ask("create_list", R"({"handle":")" + std::string(list) + "\"}");
  }
  board.add("a");
  board.add("b", "", "beta");
  board.link("work#a", "beta#b");
  board.link("beta#b", "gamma#c");
  board.link("beta#b", "gamma");
  CHECK(walk(board, R"({"root":"work#a"})") ==
        "work#a beta#b gamma#c gamma ; work#a>beta#b beta#b>gamma#c beta#b>gamma");
  CHECK(walk(board, R"({"root":"gamma","direction":"reverse","depth":1})") ==
        "gamma beta#b ; beta#b>gamma");
  CHECK(walk(board, R"({"root":"gamma"})") == "gamma ;");
  CHECK(walk(board, R"({"root":"work#nobody"})") == "work#nobody ;");
}

TEST_CASE("what a caller does not see is neither shown nor walked through") {
  TaskBoard board;
  const tasks::Caller refs{.actor = "plugin:refs", .scope = "refs"};
  board.ask("create_list", R"({"handle":"mine","private":true})", refs);
  board.add("a");
  board.add("c");
  board.ask("create", R"({"list":"mine","task":{"id":"b","subject":"x"}})", refs);
  board.ask("link", R"({"source":"mine#b","target":"work#a"})", refs);
  board.ask("link", R"({"source":"mine#b","target":"work#c"})", refs);
  CHECK(walk(board, R"({"root":"work#a","direction":"both"})") == "work#a ;");
  const Value seen = board.ask("query_graph", R"({"root":"work#a","direction":"both"})", refs);
  CHECK(seen.find("nodes")->as_array().size() == 3);
  CHECK(board.call("query_graph", R"({"root":"mine#b"})") ==
        "LIST_NOT_FOUND: there is no list of tasks \"mine\"");
}

TEST_CASE("limits of a walk are whole numbers that are not negative") {
  TaskBoard board;
  board.add("a");
  CHECK(board.call("query_graph", R"({"root":"work#a","depth":-1})") ==
        "INVALID_INPUT: depth must not be negative");
  CHECK(board.call("query_graph", R"({"root":"work#a","depth":1.5})") ==
        "INVALID_INPUT: depth must be a whole number");
  CHECK(board.call("query_graph", R"({"root":"work#a","direction":"up"})") ==
        "INVALID_INPUT: direction must be forward, reverse or both, not \"up\"");
}

// Random operations on a board and on a simple model of it in memory: the same tasks, counts and
// walks, also after the hub was closed and opened again.
#include <map>
#include <set>

#include "tests/fuzz/dice.h"
#include "tests/unit/tasks/task_board.h"

using namespace perigee;
using namespace perigee::test;

namespace {

constexpr std::array kStatuses = {"pending", "in-progress", "blocked", "completed", "cancelled"};

struct Model {
  std::map<std::string, std::string> status;  ///< By id; all are in one list.
  std::vector<std::string> order;
  std::set<std::pair<std::string, std::string>> edges;

  std::string describe(const std::string& id) const {
    int incoming = 0;
    int outgoing = 0;
    for (const auto& [source, target] : edges) {
      if (target == id) ++incoming;
      if (source == id) ++outgoing;
    }
    return id + ":" + status.at(id) + ":" + std::to_string(incoming) + ":" +
           std::to_string(outgoing) + " ";
  }
  std::string list() const {
    std::string text;
    for (const std::string& id : order) text += describe(id);
    return text;
  }
  std::string ready() const {
    std::string text;
    for (const std::string& id : order) {
      bool is_free = status.at(id) == "pending";
      for (const auto& [source, target] : edges) {
        const std::string& state = status.at(source);
        if (target == id && source != id && state != "completed" && state != "cancelled") {
          is_free = false;
        }
      }
      if (is_free) text += (text.empty() ? "" : " ") + id;
    }
    return text;
  }
  std::set<std::string> reachable(const std::string& root) const {
    std::set<std::string> found = {root};
    for (std::size_t before = 0; before != found.size();) {
      before = found.size();
      for (const auto& [source, target] : edges) {
        if (found.contains(source)) found.insert(target);
      }
    }
    return found;
  }
};

std::string listed(TaskBoard& board) {
  std::string text;
  const Value views = board.ask("list", "{}");
  for (const Value& view : views.as_array()) {
    text += view.find("ref")->find("item")->as_string() + ":" + string_member(view, "status") +
            ":" + std::to_string(integer_member(view, "blocker_count")) + ":" +
            std::to_string(integer_member(view, "blocks_count")) + " ";
  }
  return text;
}

std::set<std::string> walked(TaskBoard& board, const std::string& root) {
  std::set<std::string> found;
  const Value slice = board.ask("query_graph", R"({"depth":100,"root":"work#)" + root + "\"}");
  for (const Value& node : slice.find("nodes")->as_array()) {
    found.insert(node.find("item")->as_string());
  }
  return found;
}

void step(Dice& dice, TaskBoard& board, Model& model) {
  const auto any = [&] {
    return model.order[dice.roll(static_cast<std::uint32_t>(model.order.size()))];
  };
  const std::uint32_t kind = model.order.empty() ? 0 : dice.roll(10);
  if (kind < 3) {
    const std::string id = "t" + std::to_string(1000 + model.order.size());
    board.add(id);
    model.order.push_back(id);
    model.status[id] = "pending";
  } else if (kind < 6) {
    const auto [source, target] = std::pair(any(), any());
    board.link("work#" + source, "work#" + target);
    model.edges.emplace(source, target);
  } else if (kind < 7) {
    const auto [source, target] = std::pair(any(), any());
    const bool was_there = model.edges.erase({source, target}) > 0;
    CHECK(board.call("unlink", R"({"source":"work#)" + source + R"(","target":"work#)" + target +
                                   "\"}") == (was_there ? "true" : "false"));
  } else {
    const std::string id = any();
    const std::string status = kStatuses[dice.roll(kStatuses.size())];
    board.set("work#" + id, status);
    model.status[id] = status;
  }
}

}  // namespace

TEST_CASE("random operations leave what a simple model says") {
  const auto seed = GENERATE(range(1, 6));
  Dice dice(static_cast<std::uint64_t>(seed));
  TaskBoard board;
  Model model;
  for (int i = 0; i < 150; ++i) {
    step(dice, board, model);
    if (dice.one_in(50)) board.restart();
    if (!dice.one_in(10) || model.order.empty()) continue;
    const std::string& root =
        model.order[dice.roll(static_cast<std::uint32_t>(model.order.size()))];
    REQUIRE(listed(board) == model.list());
    REQUIRE(board.ids("ready", "{}") == model.ready());
    REQUIRE(walked(board, root) == model.reachable(root));
  }
  REQUIRE(listed(board) == model.list());
  board.sql("INSERT INTO tasks_fts (tasks_fts, rank) VALUES ('integrity-check', 1)");
}

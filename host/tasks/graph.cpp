#include "host/tasks/graph.h"

#include <algorithm>
#include <map>
#include <set>

#include "host/base/limits.h"
#include "host/tasks/rows.h"

namespace perigee::tasks {
namespace {

/// A node with the scope of its list; the empty id is the list as a whole.
struct Node {
  std::string scope;
  std::string list;
  std::string id;

  auto operator<=>(const Node&) const = default;
  Ref ref() const { return {list, id.empty() ? std::nullopt : std::optional(id)}; }
};

class Walk {
 public:
  Walk(store::Connection& db, const std::string& scope, const GraphQuery& query)
      : db_(db),
        scope_(scope),
        query_(query),
        max_nodes_(static_cast<std::size_t>(
            std::clamp<std::int64_t>(query.max_nodes, 1, limits::kTaskGraphNodes))) {}

  Result<Slice> from(Node root) {
    add(std::move(root), 0);
    for (std::size_t at = 0; at < nodes_.size() && !slice_.truncated; ++at) {
      if (distances_[at] >= query_.depth) break;  // and so are all behind it
      if (query_.direction != Direction::Reverse) {
        if (auto done = expand(at, true); !done) return fail(std::move(done));
      }
      if (query_.direction != Direction::Forward && !slice_.truncated) {
        if (auto done = expand(at, false); !done) return fail(std::move(done));
      }
    }
    for (const Node& node : nodes_) slice_.nodes.push_back(node.ref());
    return std::move(slice_);
  }

 private:
  store::Rows neighbours(const Node& node, bool forward) {
    if (forward) {
      return db_.query(
          "SELECT e.target_scope, e.target_list, e.target_id FROM task_lists l"
          " JOIN tasks t ON t.list = l.key JOIN task_edges e ON e.source = t.key"
          " WHERE l.scope = ? AND l.handle = ? AND t.id = ? ORDER BY e.key",
          node.scope, node.list, node.id);
    }
    return db_.query(
        "SELECT l.scope, l.handle, t.id FROM task_edges e JOIN tasks t ON t.key = e.source"
        " JOIN task_lists l ON l.key = t.list"
        " WHERE e.target_list = ? AND e.target_id = ? AND e.target_scope = ? ORDER BY e.key",
        node.list, node.id, node.scope);
  }

  Result<void> expand(std::size_t at, bool forward) {
    const Node node = nodes_[at];
    auto rows = neighbours(node, forward);
    while (!slice_.truncated && rows.next()) {
      Node other{rows.string(0), rows.string(1), rows.string(2)};
      if (!other.scope.empty() && other.scope != scope_) continue;
      const auto known = numbers_.find(other);
      if (known == numbers_.end() && nodes_.size() >= max_nodes_) {
        slice_.truncated = true;
        break;
      }
      const std::size_t number =
          known == numbers_.end() ? add(std::move(other), distances_[at] + 1) : known->second;
      connect(forward ? at : number, forward ? number : at);
      if (known == numbers_.end() && nodes_.size() >= max_nodes_) slice_.truncated = true;
    }
    return rows.status();
  }

  std::size_t add(Node node, std::int64_t distance) {
    const std::size_t number = nodes_.size();
    numbers_.emplace(node, number);
    nodes_.push_back(std::move(node));
    distances_.push_back(distance);
    return number;
  }

  void connect(std::size_t source, std::size_t target) {
    if (!edges_.emplace(source, target).second) return;
    slice_.edges.emplace_back(nodes_[source].ref(), nodes_[target].ref());
  }

  store::Connection& db_;
  const std::string& scope_;
  const GraphQuery& query_;
  const std::size_t max_nodes_;
  std::vector<Node> nodes_;
  std::vector<std::int64_t> distances_;
  std::map<Node, std::size_t> numbers_;
  std::set<std::pair<std::size_t, std::size_t>> edges_;
  Slice slice_;
};

}  // namespace

Result<Slice> query_graph(store::Connection& db, const Caller& caller, const Ref& root,
                          const GraphQuery& query) {
  if (query.depth < 0) return fail(Code::InvalidInput, "depth must not be negative");
  if (query.max_nodes < 0) return fail(Code::InvalidInput, "max_nodes must not be negative");
  auto list = find_list(db, caller.scope, root.list);
  if (!list) return fail(std::move(list));
  return Walk(db, caller.scope, query).from({list->list.scope, root.list, root.item.value_or("")});
}

}  // namespace perigee::tasks

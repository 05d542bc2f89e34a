// Tasks as plain data: items of lists, edges between them, and what callers ask for and get back.
// The rules are beside the operations; nothing here touches a database.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/json.h"

namespace perigee::tasks {

/// Any status may follow any other (tasks §4). Blocked is a label that people set, not a conclusion
/// from edges.
enum class Status { Pending, InProgress, Blocked, Completed, Cancelled };

/// "in-progress".
std::string_view status_name(Status status);
std::optional<Status> parse_status(std::string_view name);

/// An item of a list, or a list as a whole. As text: "list#item" or "list"; the first # splits.
struct Ref {
  std::string list = {};
  std::optional<std::string> item = {};

  bool operator==(const Ref&) const = default;
};

/// Errors: BadEdgeRef for an empty list or item.
Result<Ref> parse_ref(std::string_view text);
std::string to_text(const Ref& ref);

/// Who asks. The host fills it in, never the one who asks.
struct Caller {
  std::string actor = {};  ///< Author of comments and events, such as "plugin:refs" or "api".
  std::string scope = {};  ///< Whose own lists are seen beside everybody's; a plugin's name.
};

struct Comment {
  std::string author = {};
  std::string timestamp = {};
  std::string text = {};
};

struct Lease {
  std::string owner = {};
  std::string until = {};
};

struct Task {
  Ref ref;
  std::string scope = {};  ///< Of its list.
  std::string subject = {};
  std::string description = {};
  std::optional<std::string> active_form = {};
  Status status = Status::Pending;
  std::optional<std::string> owner = {};
  std::vector<Ref> blocks = {};  ///< What it blocks, in the order of linking.
  Value metadata = {};
  std::vector<Comment> comments = {};
  std::string created_at = {};
  std::string updated_at = {};
  std::optional<std::string> completed_at = {};  ///< There exactly while the status is Completed.
  std::optional<Lease> lease = {};
};

struct List {
  std::string handle = {};
  std::string scope = {};
  std::optional<std::string> default_owner = {};
  std::optional<Status> default_status = {};
  std::optional<std::int64_t> display_limit = {};
  std::string created_at = {};
};

struct NewList {
  std::string handle = {};
  bool is_private = false;  ///< Seen by the caller's scope alone.
  std::optional<std::string> default_owner = {};
  std::optional<Status> default_status = {};
  std::optional<std::int64_t> display_limit = {};
};

struct NewTask {
  std::optional<std::string> id = {};  ///< Made when absent; one that is taken is refused.
  std::string subject = {};
  std::string description = {};
  std::optional<std::string> active_form = {};
  std::optional<Status> status = {};      ///< Default: the list's, else Pending.
  std::optional<std::string> owner = {};  ///< Default: the list's.
  Value metadata = {};
};

/// A text that a patch leaves alone (absent), clears (null) or sets (tasks §6.2).
using Clearable = std::optional<std::optional<std::string>>;

struct Patch {
  std::optional<std::string> subject = {};
  std::optional<std::string> description = {};
  std::optional<Status> status = {};
  Value metadata = {};  ///< Null leaves it alone.
  Clearable active_form = {};
  Clearable owner = {};
};

struct Filter {
  std::vector<Status> status = {};  ///< Any of them; empty is no constraint.
  std::optional<std::string> owner = {};
  std::optional<bool> has_blockers = {};
  std::optional<std::string> keyword = {};
  std::optional<std::vector<std::string>> lists = {};  ///< Any of them; empty lets nothing pass.
  int limit = 0;                                       ///< 0 is the most there is.
};

/// A task in a list of tasks.
struct View {
  Ref ref;
  std::string subject = {};
  Status status = Status::Pending;
  std::optional<std::string> owner = {};
  std::int64_t blocker_count = 0;  ///< Edges that point at the item, whatever their state.
  std::int64_t blocks_count = 0;   ///< Edges that leave it.
};

enum class Direction { Forward, Reverse, Both };

struct GraphQuery {
  Direction direction = Direction::Forward;
  std::int64_t depth = 16;  ///< Hops.
  std::int64_t max_nodes = 1000;
};

struct Slice {
  std::vector<Ref> nodes = {};                  ///< The root first.
  std::vector<std::pair<Ref, Ref>> edges = {};  ///< Source and target, whatever the direction.
  bool truncated = false;                       ///< Ended by max_nodes.
};

void write_json(JsonWriter& json, const Ref& ref);
void write_json(JsonWriter& json, const Comment& comment);
void write_json(JsonWriter& json, const Task& task);
void write_json(JsonWriter& json, const List& list);
void write_json(JsonWriter& json, const View& view);
void write_json(JsonWriter& json, const Slice& slice);

}  // namespace perigee::tasks

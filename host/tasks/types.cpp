#include "host/tasks/types.h"

#include <algorithm>
#include <array>

namespace perigee::tasks {
namespace {

constexpr std::array<std::string_view, 5> kStatusNames = {"pending", "in-progress", "blocked",
                                                          "completed", "cancelled"};

void write_refs(JsonWriter& json, std::string_view name, const std::vector<Ref>& refs) {
  json.key(name).begin_array();
  for (const Ref& ref : refs) write_json(json, ref);
  json.end_array();
}

void write_present(JsonWriter& json, std::string_view name,
                   const std::optional<std::string>& text) {
  if (text) json.member(name, *text);
}

}  // namespace

std::string_view status_name(Status status) {
  return kStatusNames[static_cast<std::size_t>(status)];
}

std::optional<Status> parse_status(std::string_view name) {
  const auto found = std::ranges::find(kStatusNames, name);
  if (found == kStatusNames.end()) return std::nullopt;
  return static_cast<Status>(found - kStatusNames.begin());
}

Result<Ref> parse_ref(std::string_view text) {
  const std::size_t split = text.find('#');
  const std::string_view list = text.substr(0, split);
  if (list.empty()) {
    return fail(Code::BadEdgeRef, "\"" + std::string(text) + "\" names no list",
                "write \"list#item\" or \"list\"");
  }
  Ref ref{.list = std::string(list)};
  if (split == std::string_view::npos) return ref;
  ref.item = std::string(text.substr(split + 1));
  if (ref.item->empty()) {
    return fail(Code::BadEdgeRef, "\"" + std::string(text) + "\" names no item after the #");
  }
  return ref;
}

std::string to_text(const Ref& ref) {
  return ref.item ? ref.list + "#" + *ref.item : ref.list;
}

void write_json(JsonWriter& json, const Ref& ref) {
  json.begin_object().member("list", ref.list).optional_member("item", ref.item).end_object();
}

void write_json(JsonWriter& json, const Comment& comment) {
  json.begin_object()
      .member("author", comment.author)
      .member("timestamp", comment.timestamp)
      .member("text", comment.text)
      .end_object();
}

void write_json(JsonWriter& json, const Task& task) {
  json.begin_object().key("ref");
  write_json(json, task.ref);
  json.member("id", task.ref.item.value_or("")).member("subject", task.subject);
  json.member("description", task.description);
  write_present(json, "active_form", task.active_form);
  json.member("status", status_name(task.status));
  write_present(json, "owner", task.owner);
  write_refs(json, "blocks", task.blocks);
  if (!task.metadata.is_null()) json.member("metadata", task.metadata);
  json.key("comments").begin_array();
  for (const Comment& comment : task.comments) write_json(json, comment);
  json.end_array();
  json.member("created_at", task.created_at).member("updated_at", task.updated_at);
  write_present(json, "completed_at", task.completed_at);
  if (task.lease) {
    json.key("lease")
        .begin_object()
        .member("owner", task.lease->owner)
        .member("until", task.lease->until)
        .end_object();
  }
  json.end_object();
}

void write_json(JsonWriter& json, const List& list) {
  json.begin_object().member("handle", list.handle).member("private", !list.scope.empty());
  write_present(json, "default_owner", list.default_owner);
  if (list.default_status) json.member("default_status", status_name(*list.default_status));
  if (list.display_limit) json.member("display_limit", *list.display_limit);
  json.member("created_at", list.created_at).end_object();
}

void write_json(JsonWriter& json, const View& view) {
  json.begin_object().key("ref");
  write_json(json, view.ref);
  json.member("subject", view.subject).member("status", status_name(view.status));
  write_present(json, "owner", view.owner);
  json.member("blocker_count", view.blocker_count)
      .member("blocks_count", view.blocks_count)
      .end_object();
}

void write_json(JsonWriter& json, const Slice& slice) {
  json.begin_object();
  write_refs(json, "nodes", slice.nodes);
  json.key("edges").begin_array();
  for (const auto& [source, target] : slice.edges) {
    json.begin_array();
    write_json(json, source);
    write_json(json, target);
    json.end_array();
  }
  json.end_array().member("truncated", slice.truncated).end_object();
}

}  // namespace perigee::tasks

// Posting, editing and deleting (hub-protocol §5.7, §5.8; hub-data §3.2).
#include "host/hub/attach_urls.h"
#include "host/hub/queries.h"
#include "host/hub/rules.h"
#include "host/hub/write.h"

namespace perigee::hub {
namespace {

constexpr std::string_view kTombstone = "[deleted]";

Scope scope_of(const Message& message) {
  return {.channel_id = message.channel_id, .topic_id = message.topic_id};
}

Event message_event(std::string_view name, const Message& message, std::string data) {
  return Event{.name = std::string(name),
               .scope = scope_of(message),
               .entity_type = "message",
               .entity_id = message.id,
               .data_json = std::move(data)};
}

Result<Message> require_message(Write& write, const std::string& id) {
  auto found = find_message(write.db, id);
  if (!found) return std::unexpected(found.error());
  if (!*found) return fail(Code::NotFound, "Message not found: " + id);
  return std::move(**found);
}

Result<void> insert(Write& write, const Message& message) {
  return write.db.run(
      "INSERT INTO messages (id, topic_id, channel_id, sender, content_raw, version, created_at)"
      " VALUES (?, ?, ?, ?, ?, ?, ?)",
      message.id, message.topic_id, message.channel_id, message.sender, message.content_raw,
      message.version, message.created_at);
}

}  // namespace

Result<MessageChanged> post_message(Write& write, const NewMessage& request) {
  auto message = std::make_shared<Message>();
  {
    auto rows = write.db.query("SELECT channel_id FROM topics WHERE id = ?", request.topic_id);
    if (rows.next()) message->channel_id = rows.string(0);
    if (auto status = rows.status(); !status) return fail(std::move(status));
  }
  if (message->channel_id.empty()) return fail(Code::NotFound, "Topic not found");
  message->id = write.services.ids.next("msg_");
  message->topic_id = request.topic_id;
  message->sender = request.sender;
  message->content_raw = request.content_raw;
  message->created_at = format_time(write.now);
  if (auto inserted = insert(write, *message); !inserted) return fail(std::move(inserted));
  auto touched = write.db.run("UPDATE topics SET updated_at = ? WHERE id = ?", message->created_at,
                              message->topic_id);
  if (!touched) return fail(std::move(touched));

  std::string data;
  data.reserve(message->content_raw.size() + 320);
  JsonWriter json(data);
  json.begin_object().key("message");
  write_json(json, *message);
  json.end_object();
  auto event_id = write.services.events.append(
      write.db, message_event("message.created", *message, std::move(data)), message);
  if (!event_id) return fail(std::move(event_id));
  if (auto attached = attach_urls(write, *message); !attached) return fail(std::move(attached));
  return MessageChanged{*message, *event_id};
}

Result<MessageChanged> edit_message(Write& write, const EditMessage& request) {
  auto found = require_message(write, request.message_id);
  if (!found) return fail(std::move(found));
  auto message = std::make_shared<Message>(std::move(*found));
  if (auto same = check_version(request.expected_version, message->version); !same) {
    return fail(std::move(same));
  }
  const std::string old_content = std::exchange(message->content_raw, request.content_raw);
  message->edited_at = format_time(write.now);
  ++message->version;
  auto updated =
      write.db.run("UPDATE messages SET content_raw = ?, edited_at = ?, version = ? WHERE id = ?",
                   message->content_raw, message->edited_at, message->version, message->id);
  if (!updated) return fail(std::move(updated));

  std::string data;
  JsonWriter json(data);
  json.begin_object()
      .member("message_id", message->id)
      .member("old_content", old_content)
      .member("new_content", message->content_raw)
      .member("version", message->version)
      .end_object();
  auto event_id = write.services.events.append(
      write.db, message_event("message.edited", *message, std::move(data)), message);
  if (!event_id) return fail(std::move(event_id));
  return MessageChanged{*message, *event_id};
}

Result<MessageChanged> delete_message(Write& write, const DeleteMessage& request) {
  auto found = require_message(write, request.message_id);
  if (!found) return fail(std::move(found));
  Message& message = *found;
  // Before the version check: deleting twice is no conflict, whatever the caller expects.
  if (message.deleted_at) return MessageChanged{std::move(message), std::nullopt};
  if (auto same = check_version(request.expected_version, message.version); !same) {
    return fail(std::move(same));
  }
  const std::string now = format_time(write.now);
  message.content_raw = kTombstone;
  message.deleted_at = now;
  message.edited_at = now;
  message.deleted_by = request.actor;
  ++message.version;
  auto updated = write.db.run(
      "UPDATE messages SET content_raw = ?, deleted_at = ?, edited_at = ?, deleted_by = ?,"
      " version = ? WHERE id = ?",
      message.content_raw, message.deleted_at, message.edited_at, message.deleted_by,
      message.version, message.id);
  if (!updated) return fail(std::move(updated));

  std::string data;
  JsonWriter json(data);
  json.begin_object()
      .member("message_id", message.id)
      .member("deleted_by", request.actor)
      .member("version", message.version)
      .end_object();
  auto event_id = write.services.events.append(
      write.db, message_event("message.deleted", message, std::move(data)));
  if (!event_id) return fail(std::move(event_id));
  return MessageChanged{std::move(message), *event_id};
}

}  // namespace perigee::hub

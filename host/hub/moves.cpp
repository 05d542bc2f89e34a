// Moving messages to another topic of their channel (hub-protocol §5.8).
#include "host/hub/queries.h"
#include "host/hub/rules.h"
#include "host/hub/write.h"

namespace perigee::hub {
namespace {

struct Affected {
  std::string id;
  std::int64_t version;
};

/// The messages that the mode names, in ascending id order, all within the anchor's topic.
Result<std::vector<Affected>> find_affected(Write& write, const Message& anchor, MoveMode mode) {
  if (mode == MoveMode::One) return std::vector<Affected>{{anchor.id, anchor.version}};
  const std::string from = mode == MoveMode::Later ? anchor.id : "";
  auto rows =
      write.db.query("SELECT id, version FROM messages WHERE topic_id = ? AND id >= ? ORDER BY id",
                     anchor.topic_id, from);
  std::vector<Affected> affected;
  while (rows.next()) affected.push_back({rows.string(0), rows.integer(1)});
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return affected;
}

Result<std::int64_t> move_one(Write& write, const Message& anchor, const Affected& message,
                              const MoveMessages& request) {
  const std::int64_t version = message.version + 1;
  auto updated = write.db.run("UPDATE messages SET topic_id = ?, version = ? WHERE id = ?",
                              request.to_topic_id, version, message.id);
  if (!updated) return fail(std::move(updated));
  std::string data;
  JsonWriter json(data);
  json.begin_object()
      .member("message_id", message.id)
      .member("old_topic_id", anchor.topic_id)
      .member("new_topic_id", request.to_topic_id)
      .member("channel_id", anchor.channel_id)
      .member("mode", move_mode_name(request.mode))
      .member("version", version)
      .end_object();
  return write.services.events.append(write.db, Event{.name = "message.moved_topic",
                                                      .scope = {.channel_id = anchor.channel_id,
                                                                .topic_id = anchor.topic_id,
                                                                .topic_id2 = request.to_topic_id},
                                                      .entity_type = "message",
                                                      .entity_id = message.id,
                                                      .data_json = std::move(data)});
}

/// The order of these checks is part of the protocol.
Result<void> check_target(Write& write, const Message& anchor, const MoveMessages& request) {
  if (auto same = check_version(request.expected_version, anchor.version); !same) return same;
  const auto target = find_topic(write.db, request.to_topic_id);
  if (!target) return std::unexpected(target.error());
  if (!*target) return fail(Code::NotFound, "Topic not found: " + request.to_topic_id);
  if ((*target)->channel_id != anchor.channel_id) {
    return fail(Code::CrossChannelMove, "Cannot move messages to a topic of another channel");
  }
  return {};
}

}  // namespace

Result<MessagesMoved> move_messages(Write& write, const MoveMessages& request) {
  auto found = find_message(write.db, request.message_id);
  if (!found) return std::unexpected(found.error());
  if (!*found) return fail(Code::NotFound, "Message not found: " + request.message_id);
  const Message& anchor = **found;
  const bool there_already = anchor.topic_id == request.to_topic_id;
  if (there_already && request.mode == MoveMode::One) return MessagesMoved{};
  if (auto valid = check_target(write, anchor, request); !valid) return fail(std::move(valid));
  if (there_already) return MessagesMoved{};

  auto affected = find_affected(write, anchor, request.mode);
  if (!affected) return fail(std::move(affected));
  MessagesMoved moved;
  for (const Affected& message : *affected) {
    auto event_id = move_one(write, anchor, message, request);
    if (!event_id) return fail(std::move(event_id));
    ++moved.affected_count;
    moved.event_ids.push_back(*event_id);
  }
  return moved;
}

}  // namespace perigee::hub

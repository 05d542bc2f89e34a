// What clients ask of the hub and what they get back. Plain data; the rules are in rules.h and in
// the file of each entity.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/hub/types.h"

namespace perigee::hub {

struct NewChannel {
  std::string name;
  std::optional<std::string> description;
};
struct ChannelCreated {
  Channel channel;
  std::int64_t event_id;
};

struct NewTopic {
  std::string channel_id;
  std::string title;
};
struct RenameTopic {
  std::string topic_id;
  std::string title;
};
struct TopicChanged {
  Topic topic;
  std::int64_t event_id;
};

/// The version that a client believes a message to have. Absent means any; anything that is not
/// exactly that number, null and "2" included, is a conflict (hub-protocol §5.8).
using ExpectedVersion = std::optional<Value>;

struct NewMessage {
  std::string topic_id;
  std::string sender;
  std::string content_raw;
};
struct EditMessage {
  std::string message_id;
  std::string content_raw;
  ExpectedVersion expected_version;
};
struct DeleteMessage {
  std::string message_id;
  std::string actor;
  ExpectedVersion expected_version;
};
struct MessageChanged {
  Message message;
  std::optional<std::int64_t> event_id;  ///< Absent when a deleted message was deleted again.
};

enum class MoveMode { One, Later, All };
std::string_view move_mode_name(MoveMode mode);
std::optional<MoveMode> parse_move_mode(std::string_view text);

struct MoveMessages {
  std::string message_id;  ///< The anchor.
  std::string to_topic_id;
  MoveMode mode;
  ExpectedVersion expected_version;
};
struct MessagesMoved {
  std::int64_t affected_count = 0;
  std::vector<std::int64_t> event_ids;  ///< Ascending, one per message.
};

struct NewAttachment {
  std::string topic_id;
  std::string kind;
  std::optional<std::string> key;
  Value value_json;                       ///< An object.
  std::optional<std::string> dedupe_key;  ///< Default: the serialised value_json.
  std::optional<std::string> source_message_id;
};
struct AttachmentAdded {
  Attachment attachment;
  std::optional<std::int64_t> event_id;  ///< Absent when the same attachment was there already.
};

}  // namespace perigee::hub

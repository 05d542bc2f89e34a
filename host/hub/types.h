// The things that the hub holds, as plain data, and their form on the wire (hub-protocol §5).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "host/base/json.h"

namespace perigee::hub {

struct Channel {
  std::string id;
  std::string name;
  std::optional<std::string> description;
  std::string created_at;
};

struct Topic {
  std::string id;
  std::string channel_id;
  std::string title;
  std::string created_at;
  std::string updated_at;
};

struct Message {
  std::string id;
  std::string topic_id;
  std::string channel_id;
  std::string sender;
  std::string content_raw;
  std::int64_t version = 1;
  std::string created_at;
  std::optional<std::string> edited_at;
  std::optional<std::string> deleted_at;
  std::optional<std::string> deleted_by;
};

struct Attachment {
  std::string id;
  std::string topic_id;
  std::string kind;
  std::optional<std::string> key;
  std::string value_json;  ///< Serialised object.
  std::string dedupe_key;
  std::optional<std::string> source_message_id;
  std::string created_at;
};

/// Where an event belongs; subscriptions filter by it.
struct Scope {
  std::optional<std::string> channel_id = {};
  std::optional<std::string> topic_id = {};
  std::optional<std::string> topic_id2 = {};  ///< The new topic of a move.
};

/// A row of the event log (hub-protocol §8).
struct Event {
  std::int64_t id = 0;
  std::string ts = {};
  std::string name = {};
  Scope scope = {};
  std::string entity_type = {};
  std::string entity_id = {};
  std::string data_json = {};  ///< Serialised object.
};

// Wire forms, members in the order of the protocol.
void write_json(JsonWriter& json, const Channel& channel);
void write_json(JsonWriter& json, const Topic& topic);
void write_json(JsonWriter& json, const Message& message);
void write_json(JsonWriter& json, const Attachment& attachment);
void write_json(JsonWriter& json, const Scope& scope);
/// The HTTP form, whose payload is called data_json (hub-protocol §5.10).
void write_json(JsonWriter& json, const Event& event);

}  // namespace perigee::hub

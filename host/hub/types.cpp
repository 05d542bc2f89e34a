#include "host/hub/types.h"

namespace perigee::hub {

void write_json(JsonWriter& json, const Channel& channel) {
  json.begin_object()
      .member("id", channel.id)
      .member("name", channel.name)
      .optional_member("description", channel.description)
      .member("created_at", channel.created_at)
      .end_object();
}

void write_json(JsonWriter& json, const Topic& topic) {
  json.begin_object()
      .member("id", topic.id)
      .member("channel_id", topic.channel_id)
      .member("title", topic.title)
      .member("created_at", topic.created_at)
      .member("updated_at", topic.updated_at)
      .end_object();
}

void write_json(JsonWriter& json, const Message& message) {
  json.begin_object()
      .member("id", message.id)
      .member("topic_id", message.topic_id)
      .member("channel_id", message.channel_id)
      .member("sender", message.sender)
      .member("content_raw", message.content_raw)
      .member("version", message.version)
      .member("created_at", message.created_at)
      .optional_member("edited_at", message.edited_at)
      .optional_member("deleted_at", message.deleted_at)
      .optional_member("deleted_by", message.deleted_by)
      .end_object();
}

void write_json(JsonWriter& json, const Attachment& attachment) {
  json.begin_object()
      .member("id", attachment.id)
      .member("topic_id", attachment.topic_id)
      .member("kind", attachment.kind)
      .optional_member("key", attachment.key)
      .key("value_json")
      .raw(attachment.value_json)
      .member("dedupe_key", attachment.dedupe_key)
      .optional_member("source_message_id", attachment.source_message_id)
      .member("created_at", attachment.created_at)
      .end_object();
}

void write_json(JsonWriter& json, const Scope& scope) {
  json.begin_object()
      .optional_member("channel_id", scope.channel_id)
      .optional_member("topic_id", scope.topic_id)
      .optional_member("topic_id2", scope.topic_id2)
      .end_object();
}

void write_json(JsonWriter& json, const Event& event) {
  json.begin_object()
      .member("event_id", event.id)
      .member("ts", event.ts)
      .member("name", event.name)
      .key("data_json")
      .raw(event.data_json)
      .key("scope");
  write_json(json, event.scope);
  json.key("entity")
      .begin_object()
      .member("type", event.entity_type)
      .member("id", event.entity_id)
      .end_object()
      .end_object();
}

}  // namespace perigee::hub

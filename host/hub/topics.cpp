#include "host/hub/queries.h"
#include "host/hub/write.h"

namespace perigee::hub {
namespace {

/// InvalidInput when another topic of the channel has the title.
Result<void> check_unique(Write& write, const std::string& channel_id, const std::string& title,
                          const std::string& own_id) {
  const auto existing = find_topic_by_title(write.db, channel_id, title);
  if (!existing) return std::unexpected(existing.error());
  if (!*existing || (*existing)->id == own_id) return {};
  return fail(Code::InvalidInput, "title: a topic of this title already exists in the channel");
}

Result<TopicChanged> append(Write& write, Topic topic, std::string_view name, std::string data) {
  auto event_id = write.services.events.append(
      write.db, Event{.name = std::string(name),
                      .scope = {.channel_id = topic.channel_id, .topic_id = topic.id},
                      .entity_type = "topic",
                      .entity_id = topic.id,
                      .data_json = std::move(data)});
  if (!event_id) return fail(std::move(event_id));
  return TopicChanged{std::move(topic), *event_id};
}

}  // namespace

Result<TopicChanged> create_topic(Write& write, const NewTopic& request) {
  const auto channel = find_channel(write.db, request.channel_id);
  if (!channel) return std::unexpected(channel.error());
  if (!*channel) return fail(Code::NotFound, "Channel not found");
  if (auto unique = check_unique(write, request.channel_id, request.title, ""); !unique) {
    return fail(std::move(unique));
  }
  const std::string now = format_time(write.now);
  Topic topic{write.services.ids.next("topic_"), request.channel_id, request.title, now, now};
  auto inserted = write.db.run(
      "INSERT INTO topics (id, channel_id, title, created_at, updated_at) VALUES (?, ?, ?, ?, ?)",
      topic.id, topic.channel_id, topic.title, topic.created_at, topic.updated_at);
  if (!inserted) return fail(std::move(inserted));

  std::string data;
  JsonWriter json(data);
  json.begin_object().key("topic");
  write_json(json, topic);
  json.end_object();
  return append(write, std::move(topic), "topic.created", std::move(data));
}

Result<TopicChanged> rename_topic(Write& write, const RenameTopic& request) {
  auto found = find_topic(write.db, request.topic_id);
  if (!found) return std::unexpected(found.error());
  if (!*found) return fail(Code::NotFound, "Topic not found");
  Topic topic = std::move(**found);
  if (auto unique = check_unique(write, topic.channel_id, request.title, topic.id); !unique) {
    return fail(std::move(unique));
  }
  const std::string old_title = std::exchange(topic.title, request.title);
  topic.updated_at = format_time(write.now);
  auto updated = write.db.run("UPDATE topics SET title = ?, updated_at = ? WHERE id = ?",
                              topic.title, topic.updated_at, topic.id);
  if (!updated) return fail(std::move(updated));

  std::string data;
  JsonWriter json(data);
  json.begin_object()
      .member("topic_id", topic.id)
      .member("old_title", old_title)
      .member("new_title", topic.title)
      .end_object();
  return append(write, std::move(topic), "topic.renamed", std::move(data));
}

}  // namespace perigee::hub

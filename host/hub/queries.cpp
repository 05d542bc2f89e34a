#include "host/hub/queries.h"

#include <algorithm>

namespace perigee::hub {
namespace {

using store::Rows;

Channel read_channel(const Rows& rows) {
  return {rows.string(0), rows.string(1), rows.optional_text(2), rows.string(3)};
}
Topic read_topic(const Rows& rows) {
  return {rows.string(0), rows.string(1), rows.string(2), rows.string(3), rows.string(4)};
}
TopicName read_topic_name(const Rows& rows) {
  return {rows.string(0), rows.string(1), rows.string(2)};
}
Attachment read_attachment(const Rows& rows) {
  return {rows.string(0), rows.string(1), rows.string(2),        rows.optional_text(3),
          rows.string(4), rows.string(5), rows.optional_text(6), rows.string(7)};
}

template <class Read>
auto collect(Rows rows, Read read) -> Result<std::vector<std::invoke_result_t<Read, const Rows&>>> {
  std::vector<std::invoke_result_t<Read, const Rows&>> items;
  while (rows.next()) items.push_back(read(rows));
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return items;
}

template <class Read>
auto first(Rows rows, Read read) -> Result<std::optional<std::invoke_result_t<Read, const Rows&>>> {
  std::optional<std::invoke_result_t<Read, const Rows&>> item;
  if (rows.next()) item = read(rows);
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return item;
}

/// Turns `limit` + 1 rows into a page of `limit`.
template <class T>
Page<T> cut(std::vector<T> items, int limit) {
  const auto keep = static_cast<std::size_t>(limit);
  const bool has_more = items.size() > keep;
  if (has_more) items.erase(items.begin() + limit, items.end());
  return {std::move(items), has_more};
}

}  // namespace

Result<std::vector<Channel>> list_channels(store::Connection& db) {
  return collect(db.query("SELECT id, name, description, created_at FROM channels ORDER BY name"),
                 read_channel);
}

Result<Page<Topic>> list_topics(store::Connection& db, const std::string& channel_id, int limit,
                                int offset) {
  const auto channel = find_channel(db, channel_id);
  if (!channel) return std::unexpected(channel.error());
  if (!*channel) return fail(Code::NotFound, "Channel not found");
  auto topics =
      collect(db.query("SELECT id, channel_id, title, created_at, updated_at FROM topics"
                       " WHERE channel_id = ? ORDER BY updated_at DESC, id LIMIT ? OFFSET ?",
                       channel_id, static_cast<std::int64_t>(limit) + 1, offset),
              read_topic);
  if (!topics) return fail(std::move(topics));
  return cut(std::move(*topics), limit);
}

Result<std::vector<TopicName>> list_topics_by_title(store::Connection& db, const std::string& title,
                                                    int limit) {
  return collect(db.query("SELECT t.id, c.name, t.title FROM topics t JOIN channels c"
                          " ON c.id = t.channel_id WHERE t.title = ?"
                          " ORDER BY t.updated_at DESC, t.id LIMIT ?",
                          title, limit),
                 read_topic_name);
}

Result<std::vector<TopicName>> list_topic_names(store::Connection& db, int limit) {
  return collect(db.query("SELECT t.id, c.name, t.title FROM topics t JOIN channels c"
                          " ON c.id = t.channel_id ORDER BY t.updated_at DESC, t.id LIMIT ?",
                          limit),
                 read_topic_name);
}

Result<std::vector<Attachment>> list_attachments(store::Connection& db, const std::string& topic_id,
                                                 const std::string& kind) {
  const auto topic = find_topic(db, topic_id);
  if (!topic) return std::unexpected(topic.error());
  if (!*topic) return fail(Code::NotFound, "Topic not found");
  return collect(
      db.query("SELECT id, topic_id, kind, key, value_json, dedupe_key, source_message_id,"
               " created_at FROM topic_attachments WHERE topic_id = ? AND (? = '' OR kind = ?)"
               " ORDER BY created_at DESC, id",
               topic_id, kind, kind),
      read_attachment);
}

Result<std::optional<Channel>> find_channel(store::Connection& db, const std::string& id) {
  return first(db.query("SELECT id, name, description, created_at FROM channels WHERE id = ?", id),
               read_channel);
}

Result<std::optional<Channel>> find_channel_by_name(store::Connection& db,
                                                    const std::string& name) {
  return first(
      db.query("SELECT id, name, description, created_at FROM channels WHERE name = ?", name),
      read_channel);
}

Result<std::optional<Topic>> find_topic(store::Connection& db, const std::string& id) {
  return first(db.query("SELECT id, channel_id, title, created_at, updated_at FROM topics"
                        " WHERE id = ?",
                        id),
               read_topic);
}

Result<std::optional<Topic>> find_topic_by_title(store::Connection& db,
                                                 const std::string& channel_id,
                                                 const std::string& title) {
  return first(db.query("SELECT id, channel_id, title, created_at, updated_at FROM topics"
                        " WHERE channel_id = ? AND title = ?",
                        channel_id, title),
               read_topic);
}

}  // namespace perigee::hub

// Attachments of topics (hub-protocol §5.9).
#include "host/hub/attachment_rows.h"
#include "host/hub/queries.h"
#include "host/hub/write.h"

namespace perigee::hub {
namespace {

Result<std::optional<Attachment>> find_same(Write& write, const AttachmentRow& row) {
  const std::string key = row.key.value_or("");  // the rows borrow it
  auto rows = write.db.query(
      "SELECT id, key, value_json, source_message_id, created_at FROM topic_attachments"
      " WHERE topic_id = ? AND kind = ? AND COALESCE(key, '') = ? AND dedupe_key = ?",
      row.topic_id, row.kind, key, row.dedupe_key);
  std::optional<Attachment> same;
  if (rows.next()) {
    same = Attachment{rows.string(0),        row.topic_id,   row.kind,
                      rows.optional_text(1), rows.string(2), row.dedupe_key,
                      rows.optional_text(3), rows.string(4)};
  }
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return same;
}

Result<void> check_source(Write& write, const std::optional<std::string>& message_id) {
  if (!message_id) return {};
  const auto found = find_message(write.db, *message_id);
  if (!found) return std::unexpected(found.error());
  if (!*found) return fail(Code::InvalidInput, "source_message_id: no such message");
  return {};
}

}  // namespace

Result<AttachmentAdded> insert_attachment(Write& write, AttachmentRow row) {
  auto same = find_same(write, row);
  if (!same) return fail(std::move(same));
  if (*same) return AttachmentAdded{std::move(**same), std::nullopt};

  Attachment attachment{write.services.ids.next("att_"),
                        std::move(row.topic_id),
                        std::move(row.kind),
                        std::move(row.key),
                        std::move(row.value_json),
                        std::move(row.dedupe_key),
                        std::move(row.source_message_id),
                        std::move(row.created_at)};
  auto inserted = write.db.run(
      "INSERT INTO topic_attachments (id, topic_id, kind, key, value_json, dedupe_key,"
      " source_message_id, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      attachment.id, attachment.topic_id, attachment.kind, attachment.key, attachment.value_json,
      attachment.dedupe_key, attachment.source_message_id, attachment.created_at);
  if (!inserted) return fail(std::move(inserted));

  std::string data;
  JsonWriter json(data);
  json.begin_object().key("attachment");
  write_json(json, attachment);
  json.end_object();
  auto event_id = write.services.events.append(
      write.db,
      Event{.name = "topic.attachment_added",
            .scope = {.channel_id = std::move(row.channel_id), .topic_id = attachment.topic_id},
            .entity_type = "attachment",
            .entity_id = attachment.id,
            .data_json = std::move(data)});
  if (!event_id) return fail(std::move(event_id));
  return AttachmentAdded{std::move(attachment), *event_id};
}

Result<AttachmentAdded> add_attachment(Write& write, const NewAttachment& request) {
  auto topic = find_topic(write.db, request.topic_id);
  if (!topic) return std::unexpected(topic.error());
  if (!*topic) return fail(Code::NotFound, "Topic not found");
  if (auto source = check_source(write, request.source_message_id); !source) {
    return fail(std::move(source));
  }
  std::string value = to_json(request.value_json);
  std::string dedupe_key = request.dedupe_key.value_or(value);
  return insert_attachment(write, AttachmentRow{.topic_id = request.topic_id,
                                                .channel_id = std::move((*topic)->channel_id),
                                                .kind = request.kind,
                                                .key = request.key,
                                                .value_json = std::move(value),
                                                .dedupe_key = std::move(dedupe_key),
                                                .source_message_id = request.source_message_id,
                                                .created_at = format_time(write.now)});
}

}  // namespace perigee::hub

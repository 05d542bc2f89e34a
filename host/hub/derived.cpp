#include "host/hub/derived.h"

#include <array>

#include "host/hub/attachment_rows.h"
#include "host/hub/queries.h"

namespace perigee::hub {

std::string_view staleness_name(Staleness staleness) {
  static constexpr std::array<std::string_view, 5> kNames = {"FRESH", "MISSING", "DELETED",
                                                             "STALE_VERSION", "STALE_CONTENT"};
  return kNames.at(static_cast<std::size_t>(staleness));
}

Result<GuardResult> guard(Write& write, const Message& snapshot) {
  if (snapshot.id.empty()) {
    return fail(Code::InvalidInput, "messageId must be a non-empty string");
  }
  if (snapshot.version < 1) return fail(Code::InvalidInput, "version must be a positive number");
  auto found = find_message(write.db, snapshot.id);
  if (!found) return fail(std::move(found));
  GuardResult result;
  result.current = std::move(*found);
  const std::string who = "message " + snapshot.id + " ";
  if (!result.current) {
    result.staleness = Staleness::Missing;
    result.detail = who + "no longer exists";
    return result;
  }
  const Message& current = *result.current;
  if (current.deleted_at) {
    result.staleness = Staleness::Deleted;
    result.detail = who + "deleted at " + *current.deleted_at;
  } else if (current.version != snapshot.version) {
    result.staleness = Staleness::StaleVersion;
    result.detail = who + "version changed " + std::to_string(snapshot.version) + " → " +
                    std::to_string(current.version);
  } else if (current.content_raw != snapshot.content_raw) {
    result.staleness = Staleness::StaleContent;
    result.detail = who + "content changed";
  }
  return result;
}

Result<void> remove_enrichments(Write& write, const std::string& message_id,
                                const std::string& plugin) {
  return write.db.run("DELETE FROM enrichments WHERE message_id = ? AND plugin = ?", message_id,
                      plugin);
}

Result<void> insert_enrichments(Write& write, const Message& message, const std::string& plugin,
                                const std::vector<Enrichment>& enrichments) {
  if (enrichments.empty()) return {};
  const std::string now = format_time(write.now);
  std::string items;
  std::string ids;
  for (const Enrichment& enrichment : enrichments) {
    const std::string id = make_ordered_uuid(write.services.random, write.now);
    auto inserted = write.db.run(
        "INSERT INTO enrichments (id, message_id, kind, span_start, span_end, data_json,"
        " created_at, plugin) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        id, message.id, enrichment.kind, enrichment.span_start, enrichment.span_end,
        enrichment.data_json, now, plugin);
    if (!inserted) return inserted;
    if (!items.empty()) {
      items += ',';
      ids += ',';
    }
    items += enrichment.item_json;
    append_json_string(ids, id);
  }
  std::string data;
  JsonWriter(data)
      .begin_object()
      .member("message_id", message.id)
      .member("plugin_name", plugin)
      .key("enrichments")
      .raw("[" + items + "]")
      .key("enrichment_ids")
      .raw("[" + ids + "]")
      .end_object();
  auto event_id = write.services.events.append(
      write.db, Event{.name = "message.enriched",
                      .scope = {.channel_id = message.channel_id, .topic_id = message.topic_id},
                      .entity_type = "message",
                      .entity_id = message.id,
                      .data_json = std::move(data)});
  if (!event_id) return fail(std::move(event_id));
  return {};
}

Result<std::int64_t> insert_derived_attachments(Write& write, const Message& message,
                                                const std::vector<DerivedAttachment>& attachments) {
  std::int64_t added = 0;
  for (const DerivedAttachment& attachment : attachments) {
    auto result = insert_attachment(write, AttachmentRow{.topic_id = message.topic_id,
                                                         .channel_id = message.channel_id,
                                                         .kind = attachment.kind,
                                                         .key = attachment.key,
                                                         .value_json = attachment.value_json,
                                                         .dedupe_key = attachment.dedupe_key,
                                                         .source_message_id = message.id,
                                                         .created_at = format_time(write.now)});
    if (!result) return fail(std::move(result));
    if (result->event_id) ++added;
  }
  return added;
}

}  // namespace perigee::hub

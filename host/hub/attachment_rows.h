// Rows of topic_attachments: the one place where an attachment is inserted, whoever asks for it
// (a client, the URL extraction, a plugin). Identity decides: the same attachment is there once.
#pragma once

#include "host/hub/write.h"

namespace perigee::hub {

/// Everything about an attachment but its id.
struct AttachmentRow {
  std::string topic_id;
  std::string channel_id;  ///< Of the topic, for the event's scope.
  std::string kind;
  std::optional<std::string> key;
  std::string value_json;
  std::string dedupe_key;
  std::optional<std::string> source_message_id;
  std::string created_at;
};

/// Inserts the row and its event, or returns the stored one, without an event, when an attachment
/// of the same identity (topic, kind, key or "", dedupe_key) exists.
Result<AttachmentAdded> insert_attachment(Write& write, AttachmentRow row);

}  // namespace perigee::hub

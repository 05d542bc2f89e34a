#include "host/hub/attach_urls.h"

#include "host/base/limits.h"
#include "host/base/text.h"
#include "host/hub/attachment_rows.h"
#include "host/hub/url.h"

namespace perigee::hub {

Result<void> attach_urls(Write& write, const Message& message) {
  for (std::string& url : extract_urls(message.content_raw)) {
    std::string value;
    JsonWriter(value).begin_object().member("url", url).end_object();
    if (utf16_length(value) > limits::kAttachmentValueUnits) continue;
    AttachmentRow row{.topic_id = message.topic_id,
                      .channel_id = message.channel_id,
                      .kind = "url",
                      .key = std::nullopt,
                      .value_json = std::move(value),
                      .dedupe_key = std::move(url),
                      .source_message_id = message.id,
                      .created_at = message.created_at};
    if (auto added = insert_attachment(write, std::move(row)); !added) {
      return fail(std::move(added));
    }
  }
  return {};
}

}  // namespace perigee::hub

// Reading the hub's tables (hub-protocol §5, hub-data §3.3). Works on any connection and sees what
// that connection sees.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/hub/types.h"
#include "host/store/connection.h"

namespace perigee::hub {

/// A stretch of a list, and whether more follows.
template <class T>
struct Page {
  std::vector<T> items;
  bool has_more = false;
};

/// All channels by name, byte order.
Result<std::vector<Channel>> list_channels(store::Connection& db);

/// Topics of a channel, most recently updated first. NotFound for an unknown channel.
Result<Page<Topic>> list_topics(store::Connection& db, const std::string& channel_id, int limit,
                                int offset);

/// Where to look and from where; topic_id wins over channel_id, before_id over after_id.
struct MessageQuery {
  std::string topic_id;
  std::string channel_id;
  std::string before_id;
  std::string after_id;
  int limit = 50;
};

/// Messages newest first. With after_id the `limit` + 1 smallest ids above it are taken and the
/// newest `limit` of them kept, as existing clients expect (hub-protocol §5.6). With both cursors
/// the page is ascending. Unknown ids give an empty page.
Result<Page<Message>> list_messages(store::Connection& db, const MessageQuery& query);

/// Attachments of a topic, newest first; kind "" means all. NotFound for an unknown topic.
Result<std::vector<Attachment>> list_attachments(store::Connection& db, const std::string& topic_id,
                                                 const std::string& kind);

/// What people call a topic.
struct TopicName {
  std::string id;
  std::string channel;  ///< The name of its channel.
  std::string title;
};

/// Topics of any channel with that title, the most recently updated first.
Result<std::vector<TopicName>> list_topics_by_title(store::Connection& db, const std::string& title,
                                                    int limit);
/// Topics of all channels, the most recently updated first.
Result<std::vector<TopicName>> list_topic_names(store::Connection& db, int limit);

// Single rows; absent when there is none.
Result<std::optional<Channel>> find_channel(store::Connection& db, const std::string& id);
Result<std::optional<Channel>> find_channel_by_name(store::Connection& db, const std::string& name);
Result<std::optional<Topic>> find_topic(store::Connection& db, const std::string& id);
Result<std::optional<Topic>> find_topic_by_title(store::Connection& db,
                                                 const std::string& channel_id,
                                                 const std::string& title);
Result<std::optional<Message>> find_message(store::Connection& db, const std::string& id);

/// How many messages there are, deleted ones included. Costs the same however many they are.
Result<std::int64_t> count_messages(store::Connection& db);

}  // namespace perigee::hub

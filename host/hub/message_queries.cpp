// Paging through messages (hub-protocol §5.6).
#include <algorithm>

#include "host/hub/message_rows.h"
#include "host/hub/queries.h"

namespace perigee::hub {
namespace {

#define PERIGEE_SELECT "SELECT " PERIGEE_MESSAGE_COLUMNS " FROM messages m WHERE "

/// One statement per shape, so that each is prepared once and walks one index.
store::Rows start(store::Connection& db, const MessageQuery& q, bool by_topic, bool upwards) {
  const std::string& scope = by_topic ? q.topic_id : q.channel_id;
  const std::int64_t limit = static_cast<std::int64_t>(q.limit) + 1;
  if (upwards) {
    return by_topic ? db.query(PERIGEE_SELECT "topic_id = ? AND id > ? ORDER BY id LIMIT ?", scope,
                               q.after_id, limit)
                    : db.query(PERIGEE_SELECT "channel_id = ? AND id > ? ORDER BY id LIMIT ?",
                               scope, q.after_id, limit);
  }
  if (q.before_id.empty()) {
    return by_topic
               ? db.query(PERIGEE_SELECT "topic_id = ? ORDER BY id DESC LIMIT ?", scope, limit)
               : db.query(PERIGEE_SELECT "channel_id = ? ORDER BY id DESC LIMIT ?", scope, limit);
  }
  return by_topic ? db.query(PERIGEE_SELECT "topic_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
                             scope, q.before_id, limit)
                  : db.query(PERIGEE_SELECT "channel_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
                             scope, q.before_id, limit);
}

}  // namespace

Message read_message(const store::Rows& rows, int first) {
  return {
      rows.string(first),           rows.string(first + 1),        rows.string(first + 2),
      rows.string(first + 3),       rows.string(first + 4),        rows.integer(first + 5),
      rows.string(first + 6),       rows.optional_text(first + 7), rows.optional_text(first + 8),
      rows.optional_text(first + 9)};
}

Result<Page<Message>> list_messages(store::Connection& db, const MessageQuery& query) {
  const bool by_topic = !query.topic_id.empty();
  if (!by_topic && query.channel_id.empty()) {
    return fail(Code::InvalidInput, "topic_id or channel_id is required");
  }
  const bool upwards = query.before_id.empty() && !query.after_id.empty();
  Page<Message> page;
  {
    auto rows = start(db, query, by_topic, upwards);
    while (rows.next()) page.items.push_back(read_message(rows));
    if (auto status = rows.status(); !status) return fail(std::move(status));
  }
  page.has_more = page.items.size() > static_cast<std::size_t>(query.limit);
  // Newest first; then the row beyond the page goes, which upwards is the one beside the cursor.
  if (upwards) std::ranges::reverse(page.items);
  if (page.has_more) page.items.resize(static_cast<std::size_t>(query.limit));
  if (!query.before_id.empty() && !query.after_id.empty()) std::ranges::reverse(page.items);
  return page;
}

Result<std::optional<Message>> find_message(store::Connection& db, const std::string& id) {
  auto rows = db.query(PERIGEE_SELECT "id = ?", id);
  std::optional<Message> message;
  if (rows.next()) message = read_message(rows);
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return message;
}

Result<std::int64_t> count_messages(store::Connection& db) {
  // Row numbers rise by one, and rows never go away.
  auto rows = db.query("SELECT coalesce(max(rowid), 0) FROM messages");
  const std::int64_t count = rows.next() ? rows.integer(0) : 0;
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return count;
}

}  // namespace perigee::hub

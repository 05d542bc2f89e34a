#include "host/plugins/event_feed.h"

#include <algorithm>

#include "host/base/limits.h"
#include "host/hub/event_queries.h"
#include "host/hub/message_rows.h"

namespace perigee::plugins {
namespace {

/// Columns: event_id, then the message, null when there is nothing to run on.
MessageEvent read_event(const store::Rows& rows) {
  MessageEvent event{.event_id = rows.integer(0), .message = nullptr};
  if (rows.is_null(1)) return event;
  event.message = std::make_shared<hub::Message>(hub::read_message(rows, 1));
  return event;
}

/// The message events in a range of ids, ascending.
Result<std::vector<MessageEvent>> read_range(store::Connection& db, std::int64_t after,
                                             std::int64_t until, std::size_t limit) {
  auto rows =
      db.query("SELECT e.event_id, " PERIGEE_MESSAGE_COLUMNS
               " FROM events e LEFT JOIN messages m ON m.id = e.entity_id AND m.deleted_at IS NULL"
               "   AND NOT EXISTS (SELECT 1 FROM events later WHERE later.name = 'message.edited'"
               "     AND later.entity_id = e.entity_id AND later.event_id > e.event_id)"
               " WHERE e.event_id > ? AND e.event_id <= ?"
               " AND e.name IN ('message.created', 'message.edited') ORDER BY e.event_id LIMIT ?",
               after, until, static_cast<std::int64_t>(limit));
  std::vector<MessageEvent> events;
  while (rows.next()) events.push_back(read_event(rows));
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return events;
}

}  // namespace

void EventFeed::publish(const hub::CommittedEvents& events) {
  const std::lock_guard lock(mutex_);
  for (const auto& committed : events) {
    newest_ = committed->event.id;
    if (committed->message == nullptr) continue;
    // Edits of tombstones bring no run (plugin-pipeline §3).
    const bool deleted = committed->message->deleted_at.has_value();
    tail_.push_back({committed->event.id, deleted ? nullptr : committed->message});
    if (tail_.size() > limits::kEventTail) {
      covered_after_ = tail_.front().event_id;
      tail_.pop_front();
    }
  }
}

std::int64_t EventFeed::newest() const {
  const std::lock_guard lock(mutex_);
  return newest_;
}

Result<Fetched> EventFeed::fetch(store::Connection& db, std::int64_t after,
                                 std::size_t limit) const {
  {
    const std::lock_guard lock(mutex_);
    if (after >= covered_after_) {
      Fetched fetched;
      auto next = std::ranges::upper_bound(tail_, after, {}, &MessageEvent::event_id);
      for (; next != tail_.end() && fetched.events.size() < limit; ++next) {
        fetched.events.push_back(*next);
      }
      const bool all = next == tail_.end();
      fetched.scanned_until = all ? std::max(after, newest_) : fetched.events.back().event_id;
      return fetched;
    }
  }
  return fetch_stored(db, after, limit);
}

Result<Fetched> EventFeed::fetch_stored(store::Connection& db, std::int64_t after,
                                        std::size_t limit) {
  const auto newest = hub::newest_event_id(db);
  if (!newest) return std::unexpected(newest.error());
  auto events = read_range(db, after, *newest, limit);
  if (!events) return fail(std::move(events));
  const bool all = events->size() < limit;
  const std::int64_t until = all ? std::max(after, *newest) : events->back().event_id;
  return Fetched{.events = std::move(*events), .scanned_until = until};
}

Result<MessageEvent> EventFeed::fetch_one(store::Connection& db, std::int64_t event_id) {
  auto events = read_range(db, event_id - 1, event_id, 1);
  if (!events) return fail(std::move(events));
  return events->empty() ? MessageEvent{event_id, nullptr} : std::move(events->front());
}

}  // namespace perigee::plugins

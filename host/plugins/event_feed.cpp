#include "host/plugins/event_feed.h"

#include <algorithm>

#include "host/base/limits.h"
#include "host/hub/event_queries.h"
#include "host/hub/message_rows.h"

namespace perigee::plugins {
namespace {

/// Whether the message still has the text of the event. Versions decide almost always; when they
/// differ, the message may just have been moved, and then it is still this event that must run.
bool has_text_of_event(const hub::Message& message, std::string_view name, std::string_view data) {
  const bool created = name == "message.created";
  if (created && message.version == 1) return true;
  const auto parsed = parse_json(data);
  if (!parsed) return false;
  const Value* holder = created ? parsed->find("message") : &*parsed;
  if (holder == nullptr) return false;
  const Value* text = holder->find(created ? "content_raw" : "new_content");
  return text != nullptr && text->is_string() && text->as_string() == message.content_raw;
}

/// Columns: event_id, name, data_json, then the message, null when it is gone.
MessageEvent read_event(const store::Rows& rows) {
  MessageEvent event{.event_id = rows.integer(0), .message = nullptr};
  if (rows.is_null(3)) return event;
  auto message = std::make_shared<hub::Message>(hub::read_message(rows, 3));
  if (message->deleted_at || !has_text_of_event(*message, rows.text(1), rows.text(2))) return event;
  event.message = std::move(message);
  return event;
}

/// The message events in a range of ids, ascending.
Result<std::vector<MessageEvent>> read_range(store::Connection& db, std::int64_t after,
                                             std::int64_t until, std::size_t limit) {
  auto rows =
      db.query("SELECT e.event_id, e.name, e.data_json, " PERIGEE_MESSAGE_COLUMNS
               " FROM events e LEFT JOIN messages m ON m.id = e.entity_id"
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
  Fetched fetched;
  {
    const std::lock_guard lock(mutex_);
    if (after >= covered_after_) {
      auto next = std::ranges::upper_bound(tail_, after, {}, &MessageEvent::event_id);
      for (; next != tail_.end() && fetched.events.size() < limit; ++next) {
        fetched.events.push_back(*next);
      }
      const bool all = next == tail_.end();
      fetched.scanned_until = all ? std::max(after, newest_) : fetched.events.back().event_id;
      return fetched;
    }
  }
  const auto newest = hub::newest_event_id(db);
  if (!newest) return std::unexpected(newest.error());
  auto events = read_range(db, after, *newest, limit);
  if (!events) return fail(std::move(events));
  fetched.events = std::move(*events);
  fetched.scanned_until =
      fetched.events.size() < limit ? std::max(after, *newest) : fetched.events.back().event_id;
  return fetched;
}

Result<MessageEvent> EventFeed::fetch_one(store::Connection& db, std::int64_t event_id) {
  auto events = read_range(db, event_id - 1, event_id, 1);
  if (!events) return fail(std::move(events));
  return events->empty() ? MessageEvent{event_id, nullptr} : std::move(events->front());
}

}  // namespace perigee::plugins

// Where plugins read the event log: the newest message events from memory, older ones from the
// database. Thread-safe; every reader brings its own cursor.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "host/hub/event_log.h"

namespace perigee::plugins {

/// A message that was created or edited.
struct MessageEvent {
  std::int64_t event_id = 0;
  /// The message to run on; null when there is nothing to do, because it is deleted or was edited
  /// after this event: the text of now belongs to its last edit alone, also if it is an old text
  /// again.
  std::shared_ptr<const hub::Message> message;
};

struct Fetched {
  std::vector<MessageEvent> events;
  /// Everything up to here was looked at; the reader's next cursor.
  std::int64_t scanned_until = 0;
};

class EventFeed {
 public:
  /// `newest` is the id of the newest event that is already in the database.
  explicit EventFeed(std::int64_t newest) : covered_after_(newest), newest_(newest) {}

  /// Takes committed events over; called in id order.
  void publish(const hub::CommittedEvents& events);

  /// Id of the newest event.
  std::int64_t newest() const;

  /// The next message events after a cursor, `limit` at the most. `db` is the caller's own reader
  /// and only used when memory does not reach back far enough.
  Result<Fetched> fetch(store::Connection& db, std::int64_t after, std::size_t limit) const;

  /// The same from the database in any case, with the messages as they are now: memory has them as
  /// they were, and a message may have been moved since.
  static Result<Fetched> fetch_stored(store::Connection& db, std::int64_t after, std::size_t limit);

  /// One event by id, from the database, with its message as it is now.
  static Result<MessageEvent> fetch_one(store::Connection& db, std::int64_t event_id);

 private:
  mutable std::mutex mutex_;
  std::deque<MessageEvent> tail_;
  std::int64_t covered_after_;  ///< tail_ has every message event after this one.
  std::int64_t newest_;
};

}  // namespace perigee::plugins

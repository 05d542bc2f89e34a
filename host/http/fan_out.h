// Brings committed events to the subscribers that want them: each event is serialised once, into
// bytes that all of them share. An index by scope finds the subscribers, so that an event costs as
// much as it has readers. Belongs to the loop.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "host/http/subscription.h"
#include "host/hub/event_log.h"
#include "host/loop/tcp_stream.h"

namespace perigee::http {

/// A reader of live events.
class EventReader {
 public:
  virtual ~EventReader() = default;
  /// An event that the reader wants, as a frame. May be called twice with the same one.
  virtual void deliver(std::int64_t event_id, const loop::Slice& frame) = 0;
};

/// What was sent to subscribers since start.
struct FanOutStats {
  std::uint64_t frames = 0;
  std::uint64_t bytes = 0;
  std::uint64_t slow_closes = 0;
};

class FanOut {
 public:
  /// Adds a reader, which must be removed before it is destroyed. The subscription is the same in
  /// both calls.
  void add(EventReader& reader, const Subscription& subscription);
  void remove(EventReader& reader, const Subscription& subscription);

  /// Delivers events in their order.
  void publish(const hub::CommittedEvents& events);

  /// Id of the newest event that was published; 0 before the first.
  std::int64_t newest() const { return newest_; }

  /// A reader took a frame of that size; it may be offered one twice and take it once.
  void note_taken(std::size_t bytes) {
    ++stats_.frames;
    stats_.bytes += bytes;
  }
  /// A reader was cut off because it fell behind.
  void note_slow_close() { ++stats_.slow_closes; }
  const FanOutStats& stats() const { return stats_; }

 private:
  using Readers = std::vector<EventReader*>;
  using Index = std::unordered_map<std::string, Readers>;
  struct Frames;

  static void erase(Index& index, const std::string& id, EventReader& reader);
  void publish_one(const hub::Event& event, Frames& frames);

  Readers everything_;
  Index by_channel_;
  Index by_topic_;
  std::int64_t newest_ = 0;
  FanOutStats stats_;
};

}  // namespace perigee::http

// The append-only log of everything that happened. A change and its events share one transaction;
// after the commit the events are handed, in id order, to whoever listens. Ids are the order,
// timestamps only inform (hub-data §3.1).
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "host/base/clock.h"
#include "host/hub/types.h"
#include "host/store/writer.h"

namespace perigee::hub {

/// An event that is committed, with the message as it was then when the event is about its text.
struct CommittedEvent {
  Event event;
  std::shared_ptr<const Message> message;  ///< For message.created and message.edited, else null.
};
using CommittedEvents = std::vector<std::shared_ptr<const CommittedEvent>>;

class EventLog final : public store::BatchObserver {
 public:
  /// Called on the writer thread, after the commit and before the answers.
  using Listener = std::function<void(const CommittedEvents&)>;

  explicit EventLog(const Clock& clock) : clock_(clock) {}

  /// Reads the newest id; call once before the writer starts.
  Result<void> open(store::Connection& db);

  /// Adds a listener; call before the writer starts.
  void listen(Listener listener) { listeners_.push_back(std::move(listener)); }

  /// Appends an event in the transaction of the writer and returns its id. `event.id` and
  /// `event.ts` are set here. Errors: InvalidInput when a name, an entity or a scope that the
  /// event's name requires is missing, or data is not an object.
  Result<std::int64_t> append(store::Connection& db, Event event,
                              std::shared_ptr<const Message> message = nullptr);

  /// For work that may be undone within one mutation: remember the place, then drop what was
  /// appended since. Writer thread only.
  std::size_t mark() const { return pending_.size(); }
  void undo_to(std::size_t mark) { pending_.resize(mark); }

  /// Id of the newest committed event; 0 when there is none. Any thread.
  std::int64_t newest() const { return newest_; }

  void mutation_begins() override { mark_ = pending_.size(); }
  void mutation_undone() override { pending_.resize(mark_); }
  void batch_committed() override;
  void batch_undone() override { pending_.clear(); }

 private:
  const Clock& clock_;
  std::vector<Listener> listeners_;
  CommittedEvents pending_;  ///< Of the open transaction; writer thread only.
  std::size_t mark_ = 0;
  std::atomic<std::int64_t> newest_ = 0;
};

}  // namespace perigee::hub

// Fills the full-text index behind the writer's back: a thread that waits for new messages and has
// the writer take them into the index a step at a time. While others write, it leaves them nine
// tenths of the writer's time. Never touches a connection itself.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "host/hub/hub.h"
#include "host/hub/search_index.h"

namespace perigee::hub {

class SearchIndexer {
 public:
  /// Listens to the log, so it must be made before the writer starts, and outlive it.
  explicit SearchIndexer(EventLog& events);
  /// Stops as stop() does.
  ~SearchIndexer();
  SearchIndexer(const SearchIndexer&) = delete;
  SearchIndexer& operator=(const SearchIndexer&) = delete;

  /// Starts the thread. The hub must live until stop().
  void start(Hub& hub);
  /// Finishes the step under way and ends the thread; what is missing in the index is taken up by
  /// the next start. Idempotent. Call it before the writer stops.
  void stop();

 private:
  void note(const CommittedEvents& events);
  void work(Hub& hub);
  void catch_up(Hub& hub);
  /// Sleeps; false when the indexer is to stop.
  bool pause(std::chrono::nanoseconds time);

  std::mutex mutex_;
  std::condition_variable wake_;
  bool has_news_ = true;  ///< What an earlier process left is news as well.
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace perigee::hub

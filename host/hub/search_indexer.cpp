#include "host/hub/search_indexer.h"

#include <algorithm>

#include "host/base/log.h"

namespace perigee::hub {

SearchIndexer::SearchIndexer(EventLog& events) {
  events.listen([this](const CommittedEvents& committed) { note(committed); });
}

SearchIndexer::~SearchIndexer() {
  stop();
}

void SearchIndexer::start(Hub& hub) {
  thread_ = std::thread([this, &hub] { work(hub); });
}

void SearchIndexer::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void SearchIndexer::note(const CommittedEvents& events) {
  const bool created = std::ranges::any_of(
      events, [](const auto& committed) { return committed->event.name == "message.created"; });
  if (!created) return;
  const std::lock_guard lock(mutex_);
  if (std::exchange(has_news_, true)) return;
  wake_.notify_one();
}

void SearchIndexer::work(Hub& hub) {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return has_news_ || stopping_; });
    }
    // Messages that come together are indexed together.
    if (!pause(limits::kIndexDelay)) return;
    {
      const std::lock_guard lock(mutex_);
      has_news_ = false;
    }
    catch_up(hub);
  }
}

void SearchIndexer::catch_up(Hub& hub) {
  using Clock = std::chrono::steady_clock;
  std::uint64_t seen = hub.writer().stats().mutations;
  bool failed = false;
  for (;;) {
    const auto begun = Clock::now();
    const auto left = hub.run([](Write& write) { return index_messages(write.db); });
    std::chrono::nanoseconds rest = limits::kIndexRetry;
    if (left) {
      if (*left == 0) return;
      failed = false;
      // Others wrote since the last step: the next one waits nine times as long as this one took.
      const std::uint64_t mutations = hub.writer().stats().mutations;
      const bool is_busy = mutations > seen + 1;
      seen = mutations;
      rest = is_busy ? (Clock::now() - begun) * limits::kIndexRest : Clock::duration::zero();
    } else if (std::exchange(failed, true) == false) {
      log::warn("the search index cannot be filled: {}", log::describe(left.error()));
    }
    if (!pause(rest)) return;
  }
}

bool SearchIndexer::pause(std::chrono::nanoseconds time) {
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, time, [this] { return stopping_; });
}

}  // namespace perigee::hub

// What others ask of the pipeline, and when which lane has its turn; the threads are in
// pipeline_workers.cpp.
#include "host/plugins/pipeline.h"

#include <algorithm>

namespace perigee::plugins {
namespace {

/// After an error of the store: long enough not to spin, short enough not to be noticed.
constexpr std::chrono::milliseconds kStoreRetry{100};
constexpr int kStoreRetryDoublings = 5;

}  // namespace

Pipeline::Pipeline(hub::Hub& hub, EventFeed& feed, const Clock& clock, Options options)
    : hub_(hub), feed_(feed), clock_(clock), options_(std::move(options)) {
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < std::max<std::size_t>(1, options_.workers); ++i) start_worker();
  supervisor_ = std::thread([this] { supervise(); });
}

Pipeline::~Pipeline() {
  stop();
}

// --- From outside --------------------------------------------------------------------------------

void Pipeline::add(std::unique_ptr<Lane> lane) {
  const std::string name = lane->name();
  remove(name);
  const std::lock_guard lock(mutex_);
  auto entry = std::make_shared<Entry>();
  entry->position = lane->position();
  entry->requests = true;
  entry->lane = std::move(lane);
  entries_[name] = entry;
  enqueue(entry);
}

bool Pipeline::replace(const std::string& plugin, std::unique_ptr<Generation> generation) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(plugin);
  if (found == entries_.end()) return false;
  found->second->lane->replace(std::move(generation));
  enqueue(found->second);
  return true;
}

void Pipeline::remove(const std::string& plugin) {
  EntryPtr removed;  // its state is closed after the mutex is free again
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(plugin);
  if (found == entries_.end()) return;
  removed = std::move(found->second);
  removed->removed = true;
  entries_.erase(found);
  lanes_changed_.notify_all();
}

void Pipeline::attend(const std::string& plugin) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(plugin);
  if (found == entries_.end()) return;
  found->second->requests = true;
  enqueue(found->second);
}

void Pipeline::nudge() {
  const std::lock_guard lock(mutex_);
  for (auto& [name, entry] : entries_) {
    if (entry->phase == Phase::Idle) enqueue(entry);
  }
}

void Pipeline::wait_until_caught_up(const std::function<bool()>& stop) {
  while (!stop()) {  // without the lock: it may ask for the status
    std::unique_lock lock(mutex_);
    if (all_caught_up()) return;
    lanes_changed_.wait_for(lock, std::chrono::milliseconds(100));
  }
}

void Pipeline::wait_for_room(std::int64_t events) {
  std::unique_lock lock(mutex_);
  lanes_changed_.wait_for(lock, limits::kHookWall, [&] {
    const std::int64_t newest = feed_.newest();
    return stopping_ || std::ranges::all_of(entries_, [&](const auto& item) {
             const Entry& entry = *item.second;
             return entry.phase == Phase::Waiting || newest - entry.position <= events;
           });
  });
}

std::vector<LaneStatus> Pipeline::status() const {
  const std::lock_guard lock(mutex_);
  const std::int64_t newest = feed_.newest();
  std::vector<LaneStatus> all;
  for (const auto& [name, entry] : entries_) {
    const std::int64_t lag = std::max<std::int64_t>(0, newest - entry->position);
    const bool held_up = entry->phase == Phase::Waiting && !entry->paused;
    all.push_back({name, entry->position, lag, lag == 0, entry->paused, held_up, entry->stats});
  }
  return all;
}

std::size_t Pipeline::workers() const {
  const std::lock_guard lock(mutex_);
  return live_workers_;
}

void Pipeline::stop() {
  {
    std::unique_lock lock(mutex_);
    stopping_ = true;
    for (const Worker& worker : workers_) {
      if (worker.busy_with) worker.busy_with->lane->interrupt();
    }
    ready_changed_.notify_all();
    supervisor_wake_.notify_all();
    lanes_changed_.wait(lock, [this] { return live_workers_ == 0 && commits_under_way_ == 0; });
  }
  if (supervisor_.joinable()) supervisor_.join();
  std::unique_lock lock(mutex_);
  join_done_workers(lock);
}

bool Pipeline::all_caught_up() const {
  const std::int64_t newest = feed_.newest();
  return std::ranges::all_of(entries_, [&](const auto& item) {
    const Entry& entry = *item.second;
    if (entry.phase == Phase::Waiting) return entry.paused;
    return entry.phase == Phase::Idle && entry.position >= newest && !entry.retries &&
           !entry.requests;
  });
}

// --- Scheduling; mutex_ is held ------------------------------------------------------------------

void Pipeline::enqueue(const EntryPtr& entry) {
  if (entry->removed || stopping_) return;
  if (entry->phase == Phase::Running || entry->phase == Phase::Committing) {
    entry->again = true;
    return;
  }
  if (entry->phase == Phase::Queued) return;
  entry->phase = Phase::Queued;
  entry->paused = false;
  entry->again = false;
  ready_.push_back(entry);
  ready_changed_.notify_one();
  if (idle_workers_ == 0) supervisor_wake_.notify_one();
}

/// The lane has nothing to do, unless something came up meanwhile.
void Pipeline::pause_or_rest(const EntryPtr& entry) {
  if (const auto end = entry->lane->paused_until()) {
    wait(*entry, *end, /*paused=*/true);
    return;
  }
  entry->phase = Phase::Idle;
  if (entry->again || entry->retries || entry->requests || entry->position < feed_.newest()) {
    enqueue(entry);
  }
  lanes_changed_.notify_all();
}

void Pipeline::wait(Entry& entry, SteadyTime until, bool paused) {
  entry.phase = Phase::Waiting;
  entry.wait_end = until;
  entry.paused = paused;
  lanes_changed_.notify_all();
  supervisor_wake_.notify_one();
}

/// The store cannot be read or written: the lane waits, and longer each time, until it can.
void Pipeline::back_off(Entry& entry) {
  const int doublings = std::min(entry.store_failures, kStoreRetryDoublings);
  entry.store_failures = doublings + 1;
  wait(entry, clock_.steady_now() + kStoreRetry * (1 << doublings), /*paused=*/false);
}

}  // namespace perigee::plugins

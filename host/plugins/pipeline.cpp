#include "host/plugins/pipeline.h"

#include <algorithm>

#include "host/base/log.h"

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
  const std::lock_guard lock(mutex_);
  auto entry = std::make_shared<Entry>();
  entry->position = lane->position();
  entry->requests = true;
  entry->lane = std::move(lane);
  entries_[entry->lane->name()] = entry;
  enqueue(*entry);
}

bool Pipeline::replace(const std::string& plugin, std::unique_ptr<Generation> generation) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(plugin);
  if (found == entries_.end()) return false;
  found->second->lane->replace(std::move(generation));
  enqueue(*found->second);
  return true;
}

void Pipeline::remove(const std::string& plugin) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(plugin);
  if (found == entries_.end()) return;
  found->second->removed = true;
  entries_.erase(found);
  lanes_changed_.notify_all();
}

void Pipeline::attend(const std::string& plugin) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(plugin);
  if (found == entries_.end()) return;
  found->second->requests = true;
  enqueue(*found->second);
}

void Pipeline::nudge() {
  const std::lock_guard lock(mutex_);
  for (auto& [name, entry] : entries_) {
    if (entry->phase == Phase::Idle) enqueue(*entry);
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
    all.push_back({name, entry->position, entry->position >= newest, entry->paused, entry->stats});
  }
  return all;
}

void Pipeline::stop() {
  {
    std::unique_lock lock(mutex_);
    stopping_ = true;
    ready_changed_.notify_all();
    supervisor_wake_.notify_all();
    lanes_changed_.wait(lock, [this] { return live_workers_ == 0 && commits_under_way_ == 0; });
  }
  if (supervisor_.joinable()) supervisor_.join();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
  threads_.clear();
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

void Pipeline::enqueue(Entry& entry) {
  if (entry.removed || stopping_) return;
  if (entry.phase == Phase::Running || entry.phase == Phase::Committing) {
    entry.again = true;
    return;
  }
  if (entry.phase == Phase::Queued) return;
  entry.phase = Phase::Queued;
  entry.paused = false;
  entry.again = false;
  ready_.push_back(entries_.at(entry.lane->name()));
  ready_changed_.notify_one();
  if (idle_workers_ == 0) supervisor_wake_.notify_one();
}

/// The lane has nothing to do, unless something came up meanwhile.
void Pipeline::rest(Entry& entry) {
  entry.phase = Phase::Idle;
  if (entry.again || entry.retries || entry.requests || entry.position < feed_.newest())
    enqueue(entry);
  lanes_changed_.notify_all();
}

void Pipeline::wait(Entry& entry, SteadyTime until, bool paused) {
  entry.phase = Phase::Waiting;
  entry.since = until;
  entry.paused = paused;
  lanes_changed_.notify_all();
  supervisor_wake_.notify_one();
}

std::size_t Pipeline::stuck_workers() const {
  const SteadyTime long_ago = clock_.steady_now() - limits::kPipelineSlice - limits::kWorkerStall;
  return static_cast<std::size_t>(std::ranges::count_if(entries_, [&](const auto& item) {
    return item.second->phase == Phase::Running && item.second->since < long_ago;
  }));
}

void Pipeline::start_worker() {
  ++live_workers_;
  threads_.emplace_back([this] { work(); });
}

/// Ends waits that are over, and starts a worker when every one of them hangs in a run.
void Pipeline::supervise() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const SteadyTime now = clock_.steady_now();
    bool anybody_waits = false;
    for (auto& [name, entry] : entries_) {
      if (entry->phase != Phase::Waiting) continue;
      if (now >= entry->since) {
        enqueue(*entry);
      } else {
        anybody_waits = true;
      }
    }
    const bool starved = !ready_.empty() && idle_workers_ == 0;
    if (starved && live_workers_ < limits::kWorkersMax && stuck_workers() >= live_workers_) {
      start_worker();
    }
    if (starved) {
      supervisor_wake_.wait_for(lock, limits::kWorkerStall);
    } else if (anybody_waits) {
      supervisor_wake_.wait_for(lock, kStoreRetry);
    } else {
      supervisor_wake_.wait(lock);
    }
  }
}

// --- Workers -------------------------------------------------------------------------------------

void Pipeline::work() {
  auto db = store::Connection::open(options_.database, store::OpenMode::ReadOnly);
  PERIGEE_CHECK(db.has_value(), "a plugin worker cannot open the database");
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (live_workers_ > std::max<std::size_t>(1, options_.workers) + stuck_workers()) break;
    if (ready_.empty()) {
      ++idle_workers_;
      ready_changed_.wait(lock, [this] { return stopping_ || !ready_.empty(); });
      --idle_workers_;
      continue;
    }
    const std::shared_ptr<Entry> entry = std::move(ready_.front());
    ready_.pop_front();
    if (entry->removed) continue;
    entry->phase = Phase::Running;
    entry->since = clock_.steady_now();
    // From here on somebody must watch that this run does not keep the others waiting.
    if (!ready_.empty() && idle_workers_ == 0) supervisor_wake_.notify_one();
    lock.unlock();
    run(entry, *db);
    lock.lock();
  }
  --live_workers_;
  lanes_changed_.notify_all();
}

Result<std::optional<Batch>> Pipeline::next_batch(Entry& entry, store::Connection& db) {
  bool requests = false;
  bool retries = false;
  {
    const std::lock_guard lock(mutex_);
    requests = std::exchange(entry.requests, false);
    retries = std::exchange(entry.retries, false) || requests;
  }
  if (requests) {
    const auto cursor = hub_.run(
        [&entry](hub::Write& write) { return take_requests(write.db, entry.lane->name()); });
    if (!cursor) return std::unexpected(cursor.error());
    entry.lane->rewind(cursor->event_id);
  }
  if (retries) {
    auto batch = entry.lane->run_retries(db);
    if (!batch || *batch) return batch;
  }
  return entry.lane->run_slice(feed_, db);
}

void Pipeline::run(const std::shared_ptr<Entry>& entry, store::Connection& db) {
  auto batch = next_batch(*entry, db);
  if (batch && *batch) {
    commit(entry, std::move(**batch));
    return;
  }
  const std::lock_guard lock(mutex_);
  entry->position = entry->lane->position();
  if (!batch) {
    log::warn("{}: events cannot be read: {}", entry->lane->name(), log::describe(batch.error()));
    wait(*entry, clock_.steady_now() + kStoreRetry, /*paused=*/false);
  } else if (entry->lane->breaker().is_open()) {
    wait(*entry, entry->lane->breaker().open_until(), /*paused=*/true);
  } else {
    rest(*entry);
  }
}

void Pipeline::commit(const std::shared_ptr<Entry>& entry, Batch batch) {
  {
    const std::lock_guard lock(mutex_);
    entry->phase = Phase::Committing;
    ++commits_under_way_;
  }
  const bool moves_cursor = batch.moves_cursor;
  hub_.submit([batch = std::move(batch)](hub::Write& write) { return commit_batch(write, batch); },
              [this, entry, moves_cursor](Result<Committed> outcome) {
                const std::lock_guard lock(mutex_);
                settle(*entry, moves_cursor, outcome);
                --commits_under_way_;
                lanes_changed_.notify_all();
              });
}

void Pipeline::settle(Entry& entry, bool moves_cursor, const Result<Committed>& outcome) {
  if (!outcome) {
    // Nothing was written and nothing is lost: the same events run again.
    const int doublings = std::min(entry.store_failures++, kStoreRetryDoublings);
    if (!moves_cursor) entry.retries = true;
    if (outcome.error().code != Code::ShuttingDown) {
      log::warn("{}: outputs could not be written and will be tried again: {}", entry.lane->name(),
                log::describe(outcome.error()));
    }
    wait(entry, clock_.steady_now() + kStoreRetry * (1 << doublings), /*paused=*/false);
    return;
  }
  entry.store_failures = 0;
  entry.stats.merge(outcome->stats);
  if (moves_cursor) {
    entry.lane->settle(outcome->until);
    entry.position = outcome->until;
  } else {
    entry.retries = true;  // there may be more of them
  }
  if (entry.lane->breaker().is_open()) {
    wait(entry, entry.lane->breaker().open_until(), /*paused=*/true);
  } else {
    rest(entry);
  }
}

}  // namespace perigee::plugins

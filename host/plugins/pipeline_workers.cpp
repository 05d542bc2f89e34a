// The threads of the pipeline: workers take lanes in turn and run them, a supervisor ends waits and
// starts another worker when every one of them hangs.
#include <algorithm>
#include <system_error>

#include "host/base/log.h"
#include "host/plugins/pipeline.h"
#include "host/plugins/progress.h"

namespace perigee::plugins {
namespace {

/// Between two looks at whether waits are over.
constexpr std::chrono::milliseconds kWaitPoll{100};

}  // namespace

// --- The supervisor ------------------------------------------------------------------------------

void Pipeline::supervise() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (join_done_workers(lock)) continue;
    const bool anybody_waits = end_waits();
    const bool starved = !ready_.empty() && idle_workers_ == 0;
    if (starved && live_workers_ < limits::kWorkersMax && stuck_workers() >= live_workers_) {
      start_worker();
    }
    if (starved) {
      supervisor_wake_.wait_for(lock, limits::kWorkerStall);
    } else if (anybody_waits) {
      supervisor_wake_.wait_for(lock, kWaitPoll);
    } else {
      supervisor_wake_.wait(lock);
    }
  }
}

/// Whether any wait goes on.
bool Pipeline::end_waits() {
  const SteadyTime now = clock_.steady_now();
  bool goes_on = false;
  for (auto& [name, entry] : entries_) {
    if (entry->phase != Phase::Waiting) continue;
    if (now >= entry->wait_end) {
      enqueue(entry);
    } else {
      goes_on = true;
    }
  }
  return goes_on;
}

std::size_t Pipeline::stuck_workers() const {
  const SteadyTime long_ago = clock_.steady_now() - limits::kPipelineSlice - limits::kWorkerStall;
  return static_cast<std::size_t>(std::ranges::count_if(
      workers_, [&](const Worker& worker) { return worker.busy_with && worker.since < long_ago; }));
}

void Pipeline::start_worker() {
  Worker& worker = workers_.emplace_back();
  try {
    worker.thread = std::thread([this, &worker] { work(worker); });
    ++live_workers_;
  } catch (const std::system_error& error) {
    workers_.pop_back();
    log::warn("no further thread for plugins: {}", error.what());
  }
}

/// Whether there were any; then the lock was given up meanwhile.
bool Pipeline::join_done_workers(std::unique_lock<std::mutex>& lock) {
  std::list<Worker> done;
  for (auto next = workers_.begin(); next != workers_.end();) {
    const auto worker = next++;
    if (worker->done) done.splice(done.end(), workers_, worker);
  }
  if (done.empty()) return false;
  lock.unlock();
  for (Worker& worker : done) worker.thread.join();
  lock.lock();
  return true;
}

// --- Workers -------------------------------------------------------------------------------------

void Pipeline::work(Worker& self) {
  std::optional<store::Connection> db;
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (live_workers_ > std::max<std::size_t>(1, options_.workers) + stuck_workers()) break;
    if (ready_.empty()) {
      ++idle_workers_;
      ready_changed_.wait(lock, [this] { return stopping_ || !ready_.empty(); });
      --idle_workers_;
      continue;
    }
    EntryPtr entry = std::move(ready_.front());
    ready_.pop_front();
    if (entry->removed) continue;
    entry->phase = Phase::Running;
    self.busy_with = entry;
    self.since = clock_.steady_now();
    // From here on somebody must watch that this run does not keep the others waiting.
    if (!ready_.empty() && idle_workers_ == 0) supervisor_wake_.notify_one();
    lock.unlock();
    run(entry, db);
    lock.lock();
    self.busy_with.reset();
  }
  self.done = true;
  --live_workers_;
  supervisor_wake_.notify_one();
  lanes_changed_.notify_all();
}

// --- One turn of a lane --------------------------------------------------------------------------

void Pipeline::run(const EntryPtr& entry, std::optional<store::Connection>& db) {
  auto batch = next_batch(*entry, db);
  if (batch && *batch) {
    commit(entry, std::move(**batch));
    return;
  }
  const std::lock_guard lock(mutex_);
  entry->position = entry->lane->position();
  if (!batch) {
    log::warn("{}: events cannot be read: {}", entry->lane->name(), log::describe(batch.error()));
    back_off(*entry);
    return;
  }
  entry->store_failures = 0;
  pause_or_rest(entry);
}

/// What the lane has to write. What was asked of it stays asked until it is done.
Result<std::optional<Batch>> Pipeline::next_batch(Entry& entry,
                                                  std::optional<store::Connection>& db) {
  if (!db) {
    auto opened = store::Connection::open(options_.database, store::OpenMode::ReadOnly);
    if (!opened) return fail(std::move(opened));
    db.emplace(std::move(*opened));
  }
  Lane& lane = *entry.lane;
  if (lane.ready()) {
    if (auto taken = take_requests_of(entry); !taken) return fail(std::move(taken));
    if (entry.retries) {
      auto batch = lane.run_retries(*db);
      if (!batch || *batch) return batch;
      if (lane.ready()) {
        const std::lock_guard lock(mutex_);
        entry.retries = false;
      }
    }
  }
  return lane.run_slice(feed_, *db);
}

Result<void> Pipeline::take_requests_of(Entry& entry) {
  {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(entry.requests, false)) return {};
  }
  const auto cursor =
      hub_.run([&entry](hub::Write& write) { return take_requests(write.db, entry.lane->name()); });
  const std::lock_guard lock(mutex_);
  if (!cursor) {
    entry.requests = true;
    return std::unexpected(cursor.error());
  }
  entry.retries = true;
  entry.lane->rewind(cursor->event_id);
  return {};
}

void Pipeline::commit(const EntryPtr& entry, Batch batch) {
  {
    const std::lock_guard lock(mutex_);
    entry->phase = Phase::Committing;
    ++commits_under_way_;
  }
  const auto shared = std::make_shared<const Batch>(std::move(batch));
  hub_.submit([shared](hub::Write& write) { return commit_batch(write, *shared); },
              [this, entry, shared](const Result<Committed>& outcome) {
                const std::lock_guard lock(mutex_);
                settle(entry, *shared, outcome);
                --commits_under_way_;
                lanes_changed_.notify_all();
              });
}

/// On the writer's thread, or at once when the batch is refused; mutex_ is held.
void Pipeline::settle(const EntryPtr& entry, const Batch& batch, const Result<Committed>& outcome) {
  Lane& lane = *entry->lane;
  if (!outcome) {
    // Nothing was written and nothing is lost: the same events run again.
    if (outcome.error().code != Code::ShuttingDown) {
      log::warn("{}: outputs could not be written and will be tried again: {}", lane.name(),
                log::describe(outcome.error()));
    }
    back_off(*entry);
    return;
  }
  lane.settle(batch, *outcome);
  entry->store_failures = 0;
  entry->stats.merge(outcome->stats);
  entry->position = lane.position();
  pause_or_rest(entry);
}

}  // namespace perigee::plugins

// Runs every plugin over the event log: worker threads take lanes in turn, so that no plugin waits
// for another; a run that hangs gets company in the form of another worker. Outputs go to the hub
// in one transaction with the cursor. Never touches HTTP, and runs no plugin on the loop.
#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "host/hub/hub.h"
#include "host/plugins/lane.h"

namespace perigee::plugins {

/// Where a plugin stands; a copy.
struct LaneStatus {
  std::string plugin;
  std::int64_t position = 0;
  std::int64_t lag = 0;  ///< Events after its position.
  bool caught_up = false;
  bool paused = false;   ///< By its breaker.
  bool held_up = false;  ///< By the store, which can not be read or written.
  RunStats stats;        ///< Of this host since it started.
};

class Pipeline {
 public:
  struct Options {
    std::filesystem::path database;
    std::size_t workers = 1;
  };

  /// Everything must outlive the pipeline. `feed` must get every committed event, and nudge() be
  /// called after it did.
  Pipeline(hub::Hub& hub, EventFeed& feed, const Clock& clock, Options options);
  /// Stops as stop() does.
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  /// Lets a plugin run from its cursor on. One of the same name that runs already ends.
  void add(std::unique_ptr<Lane> lane);
  /// Lets a new generation take over; false when there is no such plugin.
  bool replace(const std::string& plugin, std::unique_ptr<Generation> generation);
  /// Ends a plugin's runs; the one under way is finished, and its outputs are written unless the
  /// plugin was added again meanwhile.
  void remove(const std::string& plugin);
  /// Has a plugin look at what is asked of it from outside (progress.h).
  void attend(const std::string& plugin);

  /// New events are committed. Cheap; called by the writer after each commit.
  void nudge();

  /// Waits until every plugin has seen all events or is paused by its breaker, or until `stop`
  /// returns true (asked ten times a second).
  void wait_until_caught_up(const std::function<bool()>& stop);

  /// Waits while some plugin that runs is more than `events` behind, so that a fast source does
  /// not push the newest events out of memory before the plugins have read them.
  void wait_for_room(std::int64_t events);

  std::vector<LaneStatus> status() const;
  /// Threads that run plugins: those that were asked for, and more while these hang.
  std::size_t workers() const;

  /// Interrupts the runs under way, which happen again when a host starts; waits for the commits of
  /// what was run before them, then ends the threads. Idempotent.
  void stop();

 private:
  enum class Phase { Idle, Queued, Running, Committing, Waiting };

  /// A lane and what the scheduler knows about it; guarded by mutex_, except the lane's inside.
  struct Entry {
    std::unique_ptr<Lane> lane;
    Phase phase = Phase::Idle;
    SteadyTime wait_end{};  ///< Of Waiting.
    std::int64_t position = 0;
    bool retries = false;   ///< Failed events may be waiting; set by whoever holds the lane.
    bool requests = false;  ///< Something may be asked of it from outside.
    bool again = false;     ///< Something happened while it was busy.
    bool removed = false;
    bool paused = false;
    int store_failures = 0;  ///< In a row.
    RunStats stats;
  };
  using EntryPtr = std::shared_ptr<Entry>;

  /// A thread that runs lanes; guarded by mutex_.
  struct Worker {
    std::thread thread;
    EntryPtr busy_with;
    SteadyTime since{};  ///< When it took the lane.
    bool done = false;   ///< Its thread ends and can be joined.
  };

  // Scheduling; mutex_ is held.
  void enqueue(const EntryPtr& entry);
  void pause_or_rest(const EntryPtr& entry);
  void wait(Entry& entry, SteadyTime until, bool paused);
  void back_off(Entry& entry);
  bool all_caught_up() const;

  // Workers and their supervisor.
  void start_worker();
  void work(Worker& self);
  void supervise();
  bool end_waits();
  bool join_done_workers(std::unique_lock<std::mutex>& lock);
  std::size_t stuck_workers() const;

  // One turn of a lane.
  void run(const EntryPtr& entry, std::optional<store::Connection>& db);
  Result<std::optional<Batch>> next_batch(Entry& entry, std::optional<store::Connection>& db);
  Result<void> take_requests_of(Entry& entry);
  void commit(const EntryPtr& entry, Batch batch);
  void settle(const EntryPtr& entry, const Batch& batch, const Result<Committed>& outcome);

  hub::Hub& hub_;
  EventFeed& feed_;
  const Clock& clock_;
  const Options options_;

  mutable std::mutex mutex_;
  std::condition_variable ready_changed_;  ///< For workers.
  std::condition_variable lanes_changed_;  ///< For wait_until_caught_up and stop.
  std::condition_variable supervisor_wake_;
  std::map<std::string, EntryPtr, std::less<>> entries_;
  std::deque<EntryPtr> ready_;
  std::list<Worker> workers_;
  std::size_t idle_workers_ = 0;
  std::size_t live_workers_ = 0;
  std::size_t commits_under_way_ = 0;
  bool stopping_ = false;
  std::thread supervisor_;
};

}  // namespace perigee::plugins

// Keeps the write-ahead log short without stalling commits. A thread with a connection of its own
// copies pages into the database while the writer goes on; when little is left, the writer copies
// that between two commits, after which SQLite starts the log over. Writes no rows.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "host/base/limits.h"
#include "host/base/metrics.h"
#include "host/store/connection.h"

namespace perigee::store {

/// When to copy; sizes are those of the log in bytes.
struct CheckpointOptions {
  std::size_t start = limits::kCheckpointBytes;       ///< From here on the thread copies.
  std::size_t force = limits::kCheckpointForceBytes;  ///< From here on commits wait for readers.
  std::chrono::milliseconds wait = limits::kCheckpointWait;  ///< How long they wait at a time.
};

/// What was copied since start; any thread.
struct CheckpointMetrics {
  metrics::Counter background;               ///< By the thread.
  metrics::Counter finishing;                ///< Of the rest, between two commits.
  metrics::Counter forced;                   ///< While commits waited.
  std::atomic<std::uint64_t> log_bytes = 0;  ///< Of the log after the last commit.
};

class Checkpointer {
 public:
  /// Starts the thread; `db` must be a read-write connection to the writer's file.
  Checkpointer(Connection db, CheckpointOptions options);
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

  /// Called by the writer between two transactions, with its own connection.
  void after_commit(Connection& writer);

  const CheckpointMetrics& metrics() const { return metrics_; }

 private:
  void work();
  void request();

  Connection db_;
  const CheckpointOptions options_;
  CheckpointMetrics metrics_;
  std::size_t next_force_;  ///< Used by the writer's thread only.
  std::mutex mutex_;
  std::condition_variable wake_;
  bool requested_ = false;
  bool stopping_ = false;
  std::atomic<bool> busy_ = false;         ///< The thread is copying.
  std::atomic<bool> nearly_done_ = false;  ///< What is left is for the writer.
  std::thread thread_;
};

}  // namespace perigee::store

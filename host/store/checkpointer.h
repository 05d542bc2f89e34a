// Keeps the write-ahead log short without stalling commits. A thread with a connection of its own
// copies pages into the database while the writer goes on; when little is left, the writer copies
// that between two commits, after which SQLite starts the log over. Writes no rows.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "host/store/connection.h"

namespace perigee::store {

class Checkpointer {
 public:
  /// Starts the thread; `db` must be a read-write connection to the writer's file.
  explicit Checkpointer(Connection db);
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

  /// Called by the writer between two transactions, with its own connection.
  void after_commit(Connection& writer);

 private:
  void work();
  void request();

  Connection db_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool requested_ = false;
  bool stopping_ = false;
  std::atomic<bool> busy_ = false;         ///< The thread is copying.
  std::atomic<bool> nearly_done_ = false;  ///< What is left is for the writer.
  std::thread thread_;
};

}  // namespace perigee::store

// A few threads with a read-only connection each, for everything that may read more than a handful
// of rows. Jobs see committed data only, and keep their transactions short so that checkpoints can
// start the log over.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "host/store/connection.h"

namespace perigee::store {

class ReadPool {
 public:
  using Job = std::move_only_function<void(Connection&)>;

  static Result<std::unique_ptr<ReadPool>> start(const std::filesystem::path& file,
                                                 std::size_t threads);
  /// Finishes the jobs that were submitted.
  ~ReadPool();
  ReadPool(const ReadPool&) = delete;
  ReadPool& operator=(const ReadPool&) = delete;

  /// Runs a job on one of the threads. False when too many wait; the job is then dropped.
  bool submit(Job job);

  /// Jobs that wait for a thread. Any thread.
  std::size_t queued() const;

 private:
  explicit ReadPool(std::vector<Connection> connections);
  void work(Connection& db);

  std::vector<Connection> connections_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace perigee::store

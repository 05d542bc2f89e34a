// The writer: one thread that owns the only connection through which rows change. It takes every
// mutation that waits, runs each in a savepoint of one transaction, commits once and answers after
// the commit (group commit): acknowledged means durable. It never runs plugin code and knows
// nothing of what the mutations mean.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "host/base/error.h"
#include "host/base/limits.h"
#include "host/base/metrics.h"
#include "host/store/checkpointer.h"
#include "host/store/connection.h"

namespace perigee::store {

/// One change of the database and what to do when its fate is known.
class Mutation {
 public:
  virtual ~Mutation() = default;
  /// Makes the change, on the writer thread, inside a savepoint. An error undoes just this one.
  virtual Result<void> apply(Connection& db) = 0;
  /// Called on the writer thread after the commit, or with the reason why nothing was written.
  virtual void finish(const Result<void>& outcome) = 0;
};

/// Follows the batches of a writer, on its thread. The event log is one.
class BatchObserver {
 public:
  virtual ~BatchObserver() = default;
  virtual void mutation_begins() = 0;
  virtual void mutation_undone() = 0;
  virtual void batch_committed() = 0;
  virtual void batch_undone() = 0;
};

/// What a commit promises. `Full` survives a power cut, `Normal` a crash of the process.
enum class Durability { Full, Normal };

struct WriterOptions {
  Durability durability = Durability::Full;
  std::size_t batch = limits::kWriterBatch;
  std::size_t queue = limits::kWriterQueue;
  CheckpointOptions checkpoints = {};
};

/// Counters since start; read from any thread.
struct WriterStats {
  std::uint64_t mutations = 0;
  std::uint64_t failed = 0;
  std::uint64_t commits = 0;
  std::size_t queued = 0;
};

/// How commits went since start; any thread.
struct WriterMetrics {
  metrics::Histogram batch_mutations{1, 2, 4, 8, 16, 32, 64, 128, 256};
  metrics::Histogram batch_seconds{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
                                   0.025,  0.05,    0.1,    0.25,  0.5,    1,     2.5};
};

class Writer {
 public:
  /// Takes the connection over and starts the thread. The observer must outlive the writer.
  static Result<std::unique_ptr<Writer>> start(const std::filesystem::path& file, Connection db,
                                               BatchObserver& observer, WriterOptions options = {});
  /// Stops as stop() does.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Queues a mutation. When the queue is full or the writer stops, finish() is called at once, on
  /// the caller's thread, with Overloaded or ShuttingDown. Thread-safe, never blocks on the disk.
  void submit(std::unique_ptr<Mutation> mutation);

  /// Queues `apply`, and `done` with what it returned once that is durable.
  ///   apply: Result<T>(Connection&)      done: void(Result<T>), on the writer thread
  template <class Apply, class Done>
  void submit(Apply apply, Done done);

  /// Queues `apply` and waits. Never call it from the writer thread or a loop.
  template <class Apply>
  auto run(Apply apply) -> std::invoke_result_t<Apply&, Connection&>;

  /// Commits everything that was submitted, then stops the thread and checkpoints. Idempotent.
  void stop();

  WriterStats stats() const;
  const WriterMetrics& metrics() const { return metrics_; }
  /// Not after stop().
  const CheckpointMetrics& checkpoints() const { return checkpointer_->metrics(); }

 private:
  Writer(Connection db, BatchObserver& observer, WriterOptions options);
  void work();
  std::vector<std::unique_ptr<Mutation>> take();
  void note_health(const Result<void>& whole, std::size_t changes);
  void process(std::vector<std::unique_ptr<Mutation>>& batch);
  Result<void> apply_one(Mutation& mutation);

  Connection db_;
  BatchObserver& observer_;
  const WriterOptions options_;
  std::unique_ptr<Checkpointer> checkpointer_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<std::unique_ptr<Mutation>> queue_;
  bool sleeping_ = false;
  bool stopping_ = false;

  std::size_t lost_ = 0;  ///< Changes refused since writing began to fail; of the thread.

  std::atomic<std::uint64_t> mutations_ = 0;
  std::atomic<std::uint64_t> failed_ = 0;
  std::atomic<std::uint64_t> commits_ = 0;
  WriterMetrics metrics_;
  std::thread thread_;
};

namespace detail {

template <class T, class Apply, class Done>
class FunctionMutation final : public Mutation {
 public:
  FunctionMutation(Apply apply, Done done) : apply_(std::move(apply)), done_(std::move(done)) {}

  Result<void> apply(Connection& db) override {
    result_ = apply_(db);
    if (!result_) return std::unexpected(result_.error());
    return {};
  }
  void finish(const Result<void>& outcome) override {
    if (!outcome) result_ = std::unexpected(outcome.error());
    done_(std::move(result_));
  }

 private:
  Apply apply_;
  Done done_;
  Result<T> result_ = std::unexpected(Error{});
};

}  // namespace detail

template <class Apply, class Done>
void Writer::submit(Apply apply, Done done) {
  using T = typename std::invoke_result_t<Apply&, Connection&>::value_type;
  submit(std::make_unique<detail::FunctionMutation<T, Apply, Done>>(std::move(apply),
                                                                    std::move(done)));
}

template <class Apply>
auto Writer::run(Apply apply) -> std::invoke_result_t<Apply&, Connection&> {
  using R = std::invoke_result_t<Apply&, Connection&>;
  std::mutex mutex;
  std::condition_variable ready;
  std::optional<R> result;
  submit(std::move(apply), [&](R outcome) {
    const std::lock_guard lock(mutex);
    result = std::move(outcome);
    ready.notify_one();
  });
  std::unique_lock lock(mutex);
  ready.wait(lock, [&] { return result.has_value(); });
  return std::move(*result);
}

}  // namespace perigee::store

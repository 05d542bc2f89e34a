#include "host/store/checkpointer.h"

#include "host/base/log.h"

namespace perigee::store {
namespace {

/// Copying faster than the writer appends halves the rest in every round; more rounds gain nothing.
constexpr int kRounds = 4;
/// A rest that the writer copies in a few milliseconds.
constexpr std::size_t kRestBytes = 2 * limits::kMiB;

std::size_t wal_bytes(const Connection& db) {
  return static_cast<std::size_t>(db.wal_pages()) * static_cast<std::size_t>(db.page_size());
}

void report(const Result<CheckpointResult>& done) {
  if (!done) log::warn("{}", log::describe(done.error()));
}

}  // namespace

Checkpointer::Checkpointer(Connection db, CheckpointOptions options)
    : db_(std::move(db)),
      options_(options),
      next_force_(options.force),
      thread_([this] { work(); }) {}

Checkpointer::~Checkpointer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Checkpointer::request() {
  busy_ = true;
  {
    const std::lock_guard lock(mutex_);
    requested_ = true;
  }
  wake_.notify_one();
}

void Checkpointer::after_commit(Connection& writer) {
  const std::size_t bytes = wal_bytes(writer);
  metrics_.log_bytes.store(bytes, std::memory_order_relaxed);
  if (bytes < options_.force) next_force_ = options_.force;
  if (bytes >= next_force_) {
    // The log outgrew everything else: wait for readers, rather than fill the disk. One that
    // outlasts the wait must not hold up each commit from now on.
    next_force_ = bytes + options_.start;
    busy_.wait(true);
    metrics_.forced.add();
    report(writer.checkpoint(CheckpointMode::Restart, options_.wait));
  } else if (nearly_done_.exchange(false)) {
    metrics_.finishing.add();
    report(writer.checkpoint(CheckpointMode::Passive));
  } else if (bytes >= options_.start && !busy_) {
    request();
  }
}

void Checkpointer::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return requested_ || stopping_; });
    if (stopping_) return;
    requested_ = false;
    lock.unlock();
    metrics_.background.add();
    const auto page_size = static_cast<std::size_t>(db_.page_size());
    for (int round = 0; round < kRounds; ++round) {
      const auto result = db_.checkpoint(CheckpointMode::Passive);
      if (!result) {
        log::warn("{}", log::describe(result.error()));
        break;
      }
      const int rest = result->log_pages - result->done_pages;
      if (static_cast<std::size_t>(rest) * page_size <= kRestBytes) break;
    }
    nearly_done_ = true;
    busy_ = false;
    busy_.notify_one();
    lock.lock();
  }
}

}  // namespace perigee::store

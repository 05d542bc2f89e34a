#include "host/store/read_pool.h"

#include "host/base/limits.h"

namespace perigee::store {

Result<std::unique_ptr<ReadPool>> ReadPool::start(const std::filesystem::path& file,
                                                  std::size_t threads) {
  std::vector<Connection> connections;
  for (std::size_t i = 0; i < threads; ++i) {
    auto db = Connection::open(file, OpenMode::ReadOnly);
    if (!db) return fail(std::move(db));
    connections.push_back(std::move(*db));
  }
  return std::unique_ptr<ReadPool>(new ReadPool(std::move(connections)));
}

ReadPool::ReadPool(std::vector<Connection> connections) : connections_(std::move(connections)) {
  for (Connection& db : connections_) threads_.emplace_back([this, &db] { work(db); });
}

ReadPool::~ReadPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool ReadPool::submit(Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (jobs_.size() >= limits::kReadQueue) return false;
    jobs_.push_back(std::move(job));
  }
  wake_.notify_one();
  return true;
}

std::size_t ReadPool::queued() const {
  const std::lock_guard lock(mutex_);
  return jobs_.size();
}

void ReadPool::work(Connection& db) {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
    if (jobs_.empty()) return;
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job(db);
    lock.lock();
  }
}

}  // namespace perigee::store

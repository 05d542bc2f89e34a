#include "host/store/writer.h"

#include "host/base/log.h"
#include "host/store/checkpointer.h"

namespace perigee::store {

Result<std::unique_ptr<Writer>> Writer::start(const std::filesystem::path& file, Connection db,
                                              BatchObserver& observer, WriterOptions options) {
  // A database that was taken over may have triggers that fill a full-text index, which SQLite
  // counts as unsafe. Nobody but the host writes this schema.
  std::string settings = "PRAGMA trusted_schema = ON;";
  settings += options.durability == Durability::Full ? "PRAGMA synchronous = FULL;"
                                                     : "PRAGMA synchronous = NORMAL;";
  settings += "PRAGMA cache_size = -" + std::to_string(limits::kWriterCache / limits::kKiB) + ";";
  if (auto done = db.execute(settings); !done) return fail(std::move(done));
  auto checkpoint_db = Connection::open(file, OpenMode::ReadWrite);
  if (!checkpoint_db) return fail(std::move(checkpoint_db));
  std::unique_ptr<Writer> writer(new Writer(std::move(db), observer, options));
  writer->checkpointer_ =
      std::make_unique<Checkpointer>(std::move(*checkpoint_db), options.checkpoints);
  writer->thread_ = std::thread([w = writer.get()] { w->work(); });
  return writer;
}

Writer::Writer(Connection db, BatchObserver& observer, WriterOptions options)
    : db_(std::move(db)), observer_(observer), options_(options) {}

Writer::~Writer() {
  stop();
}

void Writer::submit(std::unique_ptr<Mutation> mutation) {
  Result<void> refused;
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) {
      refused = fail(Code::ShuttingDown, "the hub is stopping");
    } else if (queue_.size() >= options_.queue) {
      refused = fail(Code::Overloaded, "too many changes wait to be written", "try again later");
    } else {
      queue_.push_back(std::move(mutation));
      wake = std::exchange(sleeping_, false);
    }
  }
  if (wake) wake_.notify_one();
  if (!refused) mutation->finish(refused);
}

void Writer::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    sleeping_ = false;
  }
  wake_.notify_one();
  if (!thread_.joinable()) return;
  thread_.join();
  checkpointer_.reset();
  if (auto done = db_.checkpoint(CheckpointMode::Truncate, options_.checkpoints.wait); !done) {
    log::warn("{}", log::describe(done.error()));
  }
}

WriterStats Writer::stats() const {
  const std::lock_guard lock(mutex_);
  return {mutations_, failed_, commits_, queue_.size()};
}

std::vector<std::unique_ptr<Mutation>> Writer::take() {
  std::unique_lock lock(mutex_);
  while (queue_.empty() && !stopping_) {
    sleeping_ = true;
    wake_.wait(lock, [this] { return !sleeping_; });
  }
  if (queue_.size() <= options_.batch) return std::exchange(queue_, {});
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(options_.batch);
  std::vector<std::unique_ptr<Mutation>> batch(std::move_iterator(queue_.begin()),
                                               std::move_iterator(end));
  queue_.erase(queue_.begin(), end);
  return batch;
}

void Writer::work() {
  for (;;) {
    auto batch = take();
    if (batch.empty()) return;  // stopping, and nothing is left
    process(batch);
    checkpointer_->after_commit(db_);
  }
}

Result<void> Writer::apply_one(Mutation& mutation) {
  Savepoint savepoint(db_);
  if (!savepoint.status()) return savepoint.status();
  observer_.mutation_begins();
  auto outcome = mutation.apply(db_);
  if (outcome) outcome = savepoint.release();
  if (!outcome) observer_.mutation_undone();
  return outcome;
}

/// Says when writing begins to fail and when it works again, not once for every change.
void Writer::note_health(const Result<void>& whole, std::size_t changes) {
  if (!whole) {
    if (lost_ == 0) log::error("nothing can be written: {}", log::describe(whole.error()));
    lost_ += changes;
  } else if (lost_ > 0) {
    log::info("writing works again; {} changes were refused meanwhile", std::exchange(lost_, 0));
  }
}

void Writer::process(std::vector<std::unique_ptr<Mutation>>& batch) {
  using Clock = std::chrono::steady_clock;
  const auto begun = Clock::now();
  std::vector<Result<void>> outcomes(batch.size());
  auto whole = db_.run("BEGIN IMMEDIATE");
  for (std::size_t i = 0; i < batch.size() && whole; ++i) {
    outcomes[i] = apply_one(*batch[i]);
    // A full disk or an I/O error makes SQLite roll everything back by itself.
    if (!outcomes[i] && !db_.in_transaction()) whole = outcomes[i];
  }
  if (whole) whole = db_.run("COMMIT");
  if (whole) {
    ++commits_;
    metrics_.batch_mutations.observe(static_cast<double>(batch.size()));
    metrics_.batch_seconds.observe(std::chrono::duration<double>(Clock::now() - begun).count());
    observer_.batch_committed();
  } else {
    if (db_.in_transaction()) static_cast<void>(db_.run("ROLLBACK"));
    observer_.batch_undone();
  }
  note_health(whole, batch.size());
  mutations_ += batch.size();
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const Result<void>& outcome = outcomes[i] && !whole ? whole : outcomes[i];
    if (!outcome) ++failed_;
    batch[i]->finish(outcome);
  }
}

}  // namespace perigee::store

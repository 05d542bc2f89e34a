#include "host/plugins/batch.h"

#include <array>

#include "host/base/log.h"
#include "host/hub/event_queries.h"
#include "host/plugins/grants.h"
#include "host/plugins/progress.h"

namespace perigee::plugins {
namespace {

/// What the staleness guard means for a run.
enum class Verdict {
  Fresh,
  Dropped,   ///< The message changed; the newer event brings its own run.
  RunAgain,  ///< The message only moved; nothing else will bring a run.
};

/// Writes the runs of a batch, one by one.
class BatchWriter {
 public:
  BatchWriter(hub::Write& write, const Batch& batch, const Cursor& cursor)
      : write_(write), batch_(batch), high_(cursor.high_event_id), stats_(batch.stats) {}

  /// False when nothing was written because the run must happen again.
  Result<bool> write_run(const Run& run);
  const RunStats& stats() const { return stats_; }

 private:
  bool is_retry() const { return batch_.kind == BatchKind::Retries; }
  /// Whether the plugin may have run on the event before.
  bool ran_before(const Run& run) const { return is_retry() || run.event_id <= high_; }
  /// Whether earlier enrichments of the message may exist.
  bool may_replace(const Run& run) const { return run.message->version > 1 || ran_before(run); }
  bool has_rows(const Run& run, Hook hook) const;
  Result<Verdict> judge(const Run& run, hub::Message& current);
  Result<void> write_outputs(const Run& run, const hub::Message& current,
                             std::optional<RunFailure>& failure);
  Result<std::optional<Error>> write_rows(const Run& run, Hook hook, const hub::Message& current);
  Result<std::int64_t> insert_rows(const Run& run, Hook hook, const hub::Message& current);
  Result<void> note_outcome(const Run& run, const std::optional<RunFailure>& failure);

  hub::Write& write_;
  const Batch& batch_;
  const std::int64_t high_;
  RunStats stats_;
};

Result<bool> BatchWriter::write_run(const Run& run) {
  if (is_retry()) {
    const auto due = retry_is_due(write_.db, batch_.plugin, run.event_id);
    if (!due || !*due) return due ? Result<bool>(true) : due;
  }
  std::optional<RunFailure> failure = run.failure;
  if (has_rows(run, Hook::Enrich) || has_rows(run, Hook::Extract)) {
    hub::Message current;
    const auto verdict = judge(run, current);
    if (!verdict) return std::unexpected(verdict.error());
    if (*verdict == Verdict::RunAgain) return false;
    if (*verdict == Verdict::Fresh) {
      auto written = write_outputs(run, current, failure);
      if (!written) return fail(std::move(written));
    }
  }
  if (auto noted = note_outcome(run, failure); !noted) return fail(std::move(noted));
  return true;
}

bool BatchWriter::has_rows(const Run& run, Hook hook) const {
  if (hook == Hook::Extract) return run.attachments && !run.attachments->empty();
  return run.enrichments && (!run.enrichments->empty() || may_replace(run));
}

/// `current` becomes the message as it is now.
Result<Verdict> BatchWriter::judge(const Run& run, hub::Message& current) {
  auto guarded = hub::guard(write_, *run.message);
  if (!guarded) return fail(std::move(guarded));
  if (guarded->staleness == hub::Staleness::Fresh) {
    current = std::move(*guarded->current);
    return Verdict::Fresh;
  }
  log::debug("{}: outputs of event {} discarded: {}, {}", batch_.plugin, run.event_id,
             hub::staleness_name(guarded->staleness), guarded->detail);
  if (guarded->staleness != hub::Staleness::StaleVersion) return Verdict::Dropped;
  const auto edited = hub::edited_after(write_.db, run.message->id, run.event_id);
  if (!edited) return std::unexpected(edited.error());
  return *edited ? Verdict::Dropped : Verdict::RunAgain;
}

/// Rows that the database refuses are a failure of the hook that they came from; the other hook's
/// rows stay. The first of two failures is the one that is told.
Result<void> BatchWriter::write_outputs(const Run& run, const hub::Message& current,
                                        std::optional<RunFailure>& failure) {
  for (const Hook hook : {Hook::Enrich, Hook::Extract}) {
    if (!has_rows(run, hook)) continue;
    auto refusal = write_rows(run, hook, current);
    if (!refusal) return fail(std::move(refusal));
    if (!*refusal) continue;
    ++stats_.failures;
    if (!failure || hook < failure->hook) failure = RunFailure{hook, std::move(**refusal)};
  }
  return {};
}

/// On a savepoint of their own; what the database says against the rows, if it refuses them.
Result<std::optional<Error>> BatchWriter::write_rows(const Run& run, Hook hook,
                                                     const hub::Message& current) {
  store::Savepoint savepoint(write_.db);
  if (!savepoint.status()) return std::unexpected(savepoint.status().error());
  const std::size_t mark = write_.services.events.mark();
  auto added = insert_rows(run, hook, current);
  if (added) {
    if (auto released = savepoint.release(); !released) return fail(std::move(released));
    (hook == Hook::Enrich ? stats_.enrichments : stats_.attachments) += *added;
    return std::nullopt;
  }
  Error& error = added.error();
  // A store that cannot be written is nobody's fault, and a transaction that has ended took the
  // runs before this one with it.
  if (error.code == Code::ServiceUnavailable || !write_.db.in_transaction()) {
    return fail(std::move(added));
  }
  write_.services.events.undo_to(mark);
  error.code = Code::InvalidOutput;
  error.where.plugin = batch_.plugin;
  error.where.hook = hook_name(hook);
  log::warn("event {}: {}", run.event_id, log::describe(error));
  return std::optional(std::move(error));
}

/// Returns how many are new.
Result<std::int64_t> BatchWriter::insert_rows(const Run& run, Hook hook,
                                              const hub::Message& current) {
  if (hook == Hook::Extract) {
    return hub::insert_derived_attachments(write_, current, *run.attachments);
  }
  if (may_replace(run)) {
    auto removed = hub::remove_enrichments(write_, current.id, batch_.plugin);
    if (!removed) return fail(std::move(removed));
  }
  auto inserted = hub::insert_enrichments(write_, current, batch_.plugin, *run.enrichments);
  if (!inserted) return fail(std::move(inserted));
  return static_cast<std::int64_t>(run.enrichments->size());
}

Result<void> BatchWriter::note_outcome(const Run& run, const std::optional<RunFailure>& failure) {
  if (failure) {
    Failure row;
    row.event_id = run.event_id;
    row.hook = hook_name(failure->hook);
    row.code = code_name(failure->error.code);
    row.message = failure->error.describe();
    return record_failure(write_, batch_.plugin, row);
  }
  if (!ran_before(run)) return {};
  return clear_failure(write_.db, batch_.plugin, run.event_id);
}

}  // namespace

Result<Committed> commit_batch(hub::Write& write, const Batch& batch) {
  const bool moves_cursor = batch.kind == BatchKind::Events;
  const auto cursor = open_cursor(write.db, batch.plugin, batch.from);
  if (!cursor) return std::unexpected(cursor.error());
  if (moves_cursor && cursor->event_id != batch.from) {
    // The plugin was started twice, or sent back, while these ran.
    return Committed{.until = cursor->event_id, .outdated = true, .stats = {}};
  }
  BatchWriter writer(write, batch, *cursor);
  Committed committed{.until = batch.until, .outdated = false, .stats = {}};
  for (const Run& run : batch.runs) {
    const auto done = writer.write_run(run);
    if (!done) return std::unexpected(done.error());
    if (*done || !moves_cursor) continue;
    committed.until = run.event_id - 1;
    committed.outdated = true;
    break;
  }
  committed.stats = writer.stats();
  if (batch.paused) {
    auto stored = store_pause(write.db, batch.plugin, *batch.paused);
    if (!stored) return fail(std::move(stored));
  }
  if (batch.used_grants) {
    auto stored = store_used_grants(write.db, batch.plugin, grant_list(*batch.used_grants));
    if (!stored) return fail(std::move(stored));
  }
  if (auto added = add_stats(write.db, batch.plugin, committed.stats); !added) {
    return fail(std::move(added));
  }
  if (moves_cursor) {
    auto moved = move_cursor(write.db, batch.plugin, committed.until);
    if (!moved) return fail(std::move(moved));
  }
  return committed;
}

}  // namespace perigee::plugins

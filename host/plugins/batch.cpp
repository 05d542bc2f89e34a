#include "host/plugins/batch.h"

#include "host/base/limits.h"
#include "host/base/log.h"
#include "host/base/text.h"
#include "host/plugins/progress.h"

namespace perigee::plugins {
namespace {

enum class Fate {
  Written,
  Dropped,   ///< The message changed; the newer event brings its own run.
  RunAgain,  ///< The message only moved; nothing else will bring a run.
};

/// Whether earlier enrichments of this event may exist: after an edit, a retry or a backfill.
bool may_replace(const Batch& batch, const Run& run) {
  return run.message->version > 1 || run.is_retry || run.event_id <= batch.high;
}

bool has_outputs(const Run& run) {
  return (run.enrichments && !run.enrichments->empty()) ||
         (run.attachments && !run.attachments->empty());
}

Result<void> write_outputs(hub::Write& write, const Batch& batch, const Run& run,
                           const hub::Message& current, RunStats& stats) {
  if (run.enrichments) {
    if (may_replace(batch, run)) {
      auto removed = hub::remove_enrichments(write, current.id, batch.plugin);
      if (!removed) return removed;
    }
    auto inserted = hub::insert_enrichments(write, current, batch.plugin, *run.enrichments);
    if (!inserted) return inserted;
    stats.enrichments += static_cast<std::int64_t>(run.enrichments->size());
  }
  if (run.attachments) {
    const auto added = hub::insert_derived_attachments(write, current, *run.attachments);
    if (!added) return std::unexpected(added.error());
    stats.attachments += *added;
  }
  return {};
}

bool needs_writing(const Batch& batch, const Run& run) {
  return has_outputs(run) || (run.enrichments && may_replace(batch, run));
}

Result<Fate> write_run(hub::Write& write, const Batch& batch, const Run& run, RunStats& stats) {
  const auto guarded = hub::guard(write, *run.message);
  if (!guarded) return std::unexpected(guarded.error());
  if (guarded->staleness != hub::Staleness::Fresh) {
    log::debug("{}: outputs of event {} discarded: {}, {}", batch.plugin, run.event_id,
               hub::staleness_name(guarded->staleness), guarded->detail);
    const bool moved = guarded->staleness == hub::Staleness::StaleVersion && guarded->same_text;
    return moved ? Fate::RunAgain : Fate::Dropped;
  }
  auto written = write_outputs(write, batch, run, *guarded->current, stats);
  if (!written) return fail(std::move(written));
  return Fate::Written;
}

/// A run on its own savepoint: outputs that the database refuses are that run's failure.
Result<Fate> write_guarded(hub::Write& write, const Batch& batch, const Run& run, RunStats& stats,
                           std::optional<Error>& refused) {
  if (!needs_writing(batch, run)) return Fate::Written;
  store::Savepoint savepoint(write.db);
  if (!savepoint.status()) return std::unexpected(savepoint.status().error());
  const std::size_t mark = write.services.events.mark();
  auto fate = write_run(write, batch, run, stats);
  if (fate) {
    if (auto released = savepoint.release(); !released) return fail(std::move(released));
    return fate;
  }
  write.services.events.undo_to(mark);
  if (fate.error().code == Code::ServiceUnavailable) return fate;  // concerns everybody: try later
  refused = std::move(fate.error());
  refused->code = Code::InvalidOutput;
  return Fate::Written;
}

Result<void> write_failure(hub::Write& write, const Batch& batch, const Run& run,
                           const Error& error) {
  Failure failure;
  failure.event_id = run.event_id;
  failure.hook = hook_name(run.failed_hook);
  failure.code = code_name(error.code);
  failure.message = error.describe();
  return record_failure(write, batch.plugin, failure);
}

}  // namespace

Result<Committed> commit_batch(hub::Write& write, const Batch& batch) {
  Committed committed{.until = batch.until, .stats = batch.stats};
  for (const Run& run : batch.runs) {
    std::optional<Error> failure = run.failure;
    const auto fate = write_guarded(write, batch, run, committed.stats, failure);
    if (!fate) return std::unexpected(fate.error());
    if (*fate == Fate::RunAgain && batch.moves_cursor) {
      committed.until = run.event_id - 1;
      break;
    }
    if (failure) {
      if (auto stored = write_failure(write, batch, run, *failure); !stored) {
        return fail(std::move(stored));
      }
    } else if (run.is_retry && *fate != Fate::RunAgain) {
      if (auto cleared = clear_failure(write.db, batch.plugin, run.event_id); !cleared) {
        return fail(std::move(cleared));
      }
    }
  }
  if (batch.paused) {
    auto stored = store_pause(write.db, batch.plugin, *batch.paused);
    if (!stored) return fail(std::move(stored));
  }
  if (auto added = add_stats(write.db, batch.plugin, committed.stats); !added) {
    return fail(std::move(added));
  }
  if (batch.moves_cursor) {
    auto moved = move_cursor(write.db, batch.plugin, committed.until);
    if (!moved) return fail(std::move(moved));
  }
  return committed;
}

}  // namespace perigee::plugins

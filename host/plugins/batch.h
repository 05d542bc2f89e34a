// What a slice of runs of one plugin produced, and how it becomes durable: outputs, failures,
// statistics and the new cursor in one mutation, each run behind the staleness guard. So derived
// rows are written exactly once: a crash repeats runs, never results.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "host/hub/derived.h"
#include "host/plugins/hooks.h"
#include "host/plugins/run_stats.h"

namespace perigee::plugins {

/// Why a run counts as failed.
struct RunFailure {
  Hook hook;
  Error error;
};

/// The run of a plugin on one event.
struct Run {
  std::int64_t event_id = 0;
  /// What the hooks saw; null when nothing was left to run.
  std::shared_ptr<const hub::Message> message;
  std::optional<std::vector<hub::Enrichment>> enrichments;         ///< Set when enrich succeeded.
  std::optional<std::vector<hub::DerivedAttachment>> attachments;  ///< Set when extract succeeded.
  std::optional<RunFailure> failure;  ///< Of the first hook that has one.
};

enum class BatchKind {
  Events,   ///< The next events of the log; moves the cursor.
  Retries,  ///< Single events again; leaves the cursor alone.
};

struct Batch {
  std::string plugin;
  BatchKind kind = BatchKind::Events;
  std::vector<Run> runs;
  /// The stored cursor that the runs set out from.
  std::int64_t from = 0;
  /// Everything up to here is dealt with once the batch is durable.
  std::int64_t until = 0;
  RunStats stats;
  /// Set when the stored state must say anew whether the plugin is paused.
  std::optional<bool> paused;
};

struct Committed {
  /// Where the cursor is now: `until`, or less when runs are void and must happen again.
  std::int64_t until = 0;
  /// Set when runs are void because they saw what is no longer so: the message was moved, or
  /// somebody else moved the cursor. The next runs must look at the rows.
  bool outdated = false;
  RunStats stats;
};

/// Writes a batch; runs on the writer thread. Outputs that the database refuses become the failure
/// of their run. Any other error of the store ends the whole: nothing is written then, and the
/// same events must run again.
Result<Committed> commit_batch(hub::Write& write, const Batch& batch);

}  // namespace perigee::plugins

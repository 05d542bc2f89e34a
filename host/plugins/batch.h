// What a slice of runs of one plugin produced, and how it becomes durable: outputs, failures,
// statistics and the new cursor in one mutation, each run behind the staleness guard. So derived
// rows are written exactly once: a crash repeats runs, never results.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "host/hub/derived.h"
#include "host/plugins/hooks.h"
#include "host/plugins/run_stats.h"

namespace perigee::plugins {

/// The run of a plugin on one event.
struct Run {
  std::int64_t event_id = 0;
  std::shared_ptr<const hub::Message> message;
  std::optional<std::vector<hub::Enrichment>> enrichments;         ///< Set when enrich succeeded.
  std::optional<std::vector<hub::DerivedAttachment>> attachments;  ///< Set when extract succeeded.
  std::optional<Error> failure;
  Hook failed_hook = Hook::Enrich;
  bool is_retry = false;
};

struct Batch {
  std::string plugin;
  std::vector<Run> runs;
  /// Everything up to here is dealt with once the batch is durable.
  std::int64_t until = 0;
  /// At or below it, earlier outputs of the same events may exist and are replaced.
  std::int64_t high = 0;
  /// Whether the cursor moves; retries of single events leave it alone.
  bool moves_cursor = true;
  RunStats stats;
  /// Set when the breaker opened or closed in this batch, for those who look from outside.
  std::optional<bool> paused;
};

struct Committed {
  /// Where the cursor is now: `until`, or less when a message was moved while its plugin ran; the
  /// runs after that are void and happen again.
  std::int64_t until = 0;
  RunStats stats;
};

/// Writes a batch; runs on the writer thread.
Result<Committed> commit_batch(hub::Write& write, const Batch& batch);

}  // namespace perigee::plugins

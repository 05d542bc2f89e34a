// A plugin on its way through the event log: its generation, its place, its breaker. A lane is run
// by one worker at a time, slice by slice; the pipeline decides when.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "host/plugins/batch.h"
#include "host/plugins/breaker.h"
#include "host/plugins/event_feed.h"
#include "host/plugins/generation.h"

namespace perigee::plugins {

/// Runs the hooks of one plugin on messages. replace() and interrupt() may be called from any
/// thread; everything else belongs to the worker that holds the lane.
class Lane {
 public:
  /// `cursor` is what is stored (progress.h). What is passed by reference must outlive the lane.
  Lane(std::string name, std::int64_t cursor, std::unique_ptr<Generation> generation,
       const ContextFactory& make_context, const Clock& clock);

  const std::string& name() const { return name_; }

  /// Takes over before the next slice. The breaker starts anew.
  void replace(std::unique_ptr<Generation> generation);

  /// Ends the run under way, which then never happened: it is no failure, and the cursor stays
  /// before its event. Nothing runs after it.
  void interrupt();

  /// Whether runs may start now; false while the breaker is open. A new generation takes over.
  bool ready();

  /// The next events are run until `limits::kPipelineSlice` is over, the breaker opens, or there
  /// are no more. Absent when there is nothing to write; position() may have moved nevertheless.
  Result<std::optional<Batch>> run_slice(const EventFeed& feed, store::Connection& db);

  /// The failed events that somebody asked to run again; absent when there are none.
  Result<std::optional<Batch>> run_retries(store::Connection& db);

  /// The batch is durable. One that could not be written is forgotten: its events run again.
  void settle(const Batch& batch, const Committed& committed);

  /// Everything up to here is dealt with.
  std::int64_t position() const { return position_; }
  /// Takes over the cursor that is stored now.
  void rewind(std::int64_t cursor) { position_ = stored_ = cursor; }
  /// When the breaker closes, if it is open.
  std::optional<SteadyTime> paused_until();

 private:
  Batch new_batch(BatchKind kind) const;
  void install(std::unique_ptr<Generation> generation);
  bool run_event(const MessageEvent& event, Batch& batch);
  Result<void> run_hook(Hook hook, const Value& message, Run& run, RunStats& stats);
  void note_failure(Run& run, Hook hook, Error error);
  void revive();
  std::optional<Batch> complete(Batch batch);
  void note_used_grants();

  const std::string name_;
  std::int64_t position_;  ///< At or after stored_: what brings no run is passed without a write.
  std::int64_t stored_;
  std::unique_ptr<Generation> generation_;  ///< Changed under mutex_ only.
  const ContextFactory& make_context_;
  const Clock& clock_;
  Breaker breaker_;
  /// What the stored state says; unknown after a reload, or when it could not be written.
  std::optional<bool> shown_paused_ = false;
  std::vector<std::string> used_grants_;  ///< By all runs since the code was loaded.
  std::size_t shown_grants_ = 0;          ///< So many of them the stored state says.
  bool outdated_ = false;                 ///< The last runs saw what was no longer so.

  std::mutex mutex_;
  std::unique_ptr<Generation> replacement_;
  bool interrupted_ = false;
};

/// The message as a hook sees it (plugin-pipeline §4): what is in it when the run starts.
Value message_for_plugin(const hub::Message& message);

}  // namespace perigee::plugins

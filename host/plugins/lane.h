// A plugin on its way through the event log: its generation, its place, its breaker. A lane is run
// by one worker at a time, slice by slice; the pipeline decides when.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "host/plugins/batch.h"
#include "host/plugins/breaker.h"
#include "host/plugins/event_feed.h"
#include "host/plugins/generation.h"
#include "host/plugins/progress.h"

namespace perigee::plugins {

/// Runs the hooks of one plugin on messages. The generation may be replaced from any thread;
/// everything else belongs to the worker that holds the lane.
class Lane {
 public:
  Lane(std::string name, Cursor cursor, std::unique_ptr<Generation> generation,
       const ContextFactory& make_context, const Clock& clock);

  const std::string& name() const { return name_; }

  /// Takes over before the next slice. The breaker starts anew.
  void replace(std::unique_ptr<Generation> generation);

  /// The next events are run until `limits::kPipelineSlice` is over, the breaker opens, or there
  /// are no more. Absent when there was nothing to run; the cursor may have moved nevertheless.
  Result<std::optional<Batch>> run_slice(const EventFeed& feed, store::Connection& db);

  /// The failed events that somebody asked to run again; absent when there are none.
  Result<std::optional<Batch>> run_retries(store::Connection& db);

  /// Called when the batch is durable, or was not written (`until` = the batch's start).
  void settle(std::int64_t until);

  std::int64_t position() const { return cursor_.event_id; }
  void rewind(std::int64_t event_id) { cursor_.event_id = event_id; }
  Breaker& breaker() { return breaker_; }

 private:
  void adopt_replacement();
  Run run_event(const MessageEvent& event, const Value& message, Batch& batch);
  Result<void> run_hook(Hook hook, const Value& message, Run& run, Batch& batch);
  void note_failure(Run& run, Hook hook, Error error);
  void revive();
  void note_pause(Batch& batch);

  const std::string name_;
  Cursor cursor_;
  std::unique_ptr<Generation> generation_;
  const ContextFactory& make_context_;
  const Clock& clock_;
  Breaker breaker_;
  bool shown_paused_ = false;  ///< What the stored state says.

  std::mutex replacement_mutex_;
  std::unique_ptr<Generation> replacement_;
};

/// The message as a hook sees it (plugin-pipeline §4): what is in it when the run starts.
Value message_for_plugin(const hub::Message& message);

}  // namespace perigee::plugins

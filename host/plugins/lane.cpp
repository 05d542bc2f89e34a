#include "host/plugins/lane.h"

#include "host/base/log.h"
#include "host/plugins/outputs.h"

namespace perigee::plugins {

Value message_for_plugin(const hub::Message& message) {
  Object fields;
  fields.reserve(7);
  fields.emplace_back("id", message.id);
  fields.emplace_back("content", message.content_raw);
  fields.emplace_back("content_raw", message.content_raw);
  fields.emplace_back("sender", message.sender);
  fields.emplace_back("topic_id", message.topic_id);
  fields.emplace_back("channel_id", message.channel_id);
  fields.emplace_back("created_at", message.created_at);
  return fields;
}

Lane::Lane(std::string name, Cursor cursor, std::unique_ptr<Generation> generation,
           const ContextFactory& make_context, const Clock& clock)
    : name_(std::move(name)),
      cursor_(cursor),
      generation_(std::move(generation)),
      make_context_(make_context),
      clock_(clock),
      breaker_(clock) {}

void Lane::replace(std::unique_ptr<Generation> generation) {
  const std::lock_guard lock(replacement_mutex_);
  replacement_ = std::move(generation);
}

void Lane::adopt_replacement() {
  const std::lock_guard lock(replacement_mutex_);
  if (replacement_ == nullptr) return;
  generation_ = std::move(replacement_);
  breaker_.reset();
  shown_paused_ = false;  // the registry stores a new state with a new generation
}

Result<std::optional<Batch>> Lane::run_slice(const EventFeed& feed, store::Connection& db) {
  adopt_replacement();
  if (breaker_.is_open()) return std::nullopt;
  auto fetched = feed.fetch(db, cursor_.event_id, limits::kPipelineBatch);
  if (!fetched) return fail(std::move(fetched));
  Batch batch;
  batch.plugin = name_;
  batch.until = fetched->scanned_until;
  batch.high = cursor_.high_event_id;
  const SteadyTime end = clock_.steady_now() + limits::kPipelineSlice;
  for (const MessageEvent& event : fetched->events) {
    if (event.message == nullptr) continue;
    batch.runs.push_back(run_event(event, message_for_plugin(*event.message), batch));
    if (!breaker_.is_open() && clock_.steady_now() < end) continue;
    if (&event != &fetched->events.back()) batch.until = event.event_id;
    break;
  }
  if (batch.runs.empty()) {
    cursor_.event_id = batch.until;
    return std::nullopt;
  }
  note_pause(batch);
  return batch;
}

Result<std::optional<Batch>> Lane::run_retries(store::Connection& db) {
  adopt_replacement();
  if (breaker_.is_open()) return std::nullopt;
  const auto events = requested_retries(db, name_, static_cast<int>(limits::kPipelineBatch));
  if (!events) return std::unexpected(events.error());
  Batch batch;
  batch.plugin = name_;
  batch.moves_cursor = false;
  for (const std::int64_t event_id : *events) {
    auto event = EventFeed::fetch_one(db, event_id);
    if (!event) return fail(std::move(event));
    if (event->message == nullptr) {  // deleted or edited since: nothing is left to do
      Run done;
      done.event_id = event_id;
      done.is_retry = true;
      batch.runs.push_back(std::move(done));
      continue;
    }
    Run run = run_event(*event, message_for_plugin(*event->message), batch);
    run.is_retry = true;
    batch.runs.push_back(std::move(run));
    if (breaker_.is_open()) break;
  }
  if (batch.runs.empty()) return std::nullopt;
  note_pause(batch);
  return batch;
}

void Lane::note_pause(Batch& batch) {
  if (breaker_.is_open() != shown_paused_) batch.paused = shown_paused_ = !shown_paused_;
}

Run Lane::run_event(const MessageEvent& event, const Value& message, Batch& batch) {
  Run run;
  run.event_id = event.event_id;
  run.message = event.message;
  for (const Hook hook : {Hook::Enrich, Hook::Extract}) {
    if (!generation_->manifest().has(hook)) continue;
    if (auto done = run_hook(hook, message, run, batch); !done) {
      note_failure(run, hook, std::move(done.error()));
      ++batch.stats.failures;
      if (generation_->dead()) revive();
    }
  }
  if (!run.failure) breaker_.on_success();
  return run;
}

Result<void> Lane::run_hook(Hook hook, const Value& message, Run& run, Batch& batch) {
  auto result = generation_->run(hook, message);
  const auto wall = generation_->last_cost().wall;
  ++batch.stats.runs;
  batch.stats.total_us += std::chrono::duration_cast<std::chrono::microseconds>(wall).count();
  batch.stats.times.add(wall);
  if (!result) return fail(std::move(result));
  if (hook == Hook::Enrich) {
    auto checked = check_enrichments(*result, run.message->content_raw);
    if (!checked) return fail(std::move(checked));
    run.enrichments = std::move(*checked);
  } else {
    std::vector<std::string> skipped;
    auto checked = check_attachments(*result, skipped);
    if (!checked) return fail(std::move(checked));
    for (const std::string& what : skipped) {
      log::info("{}.extract on event {}: skipped {}", name_, run.event_id, what);
    }
    run.attachments = std::move(*checked);
  }
  return {};
}

void Lane::note_failure(Run& run, Hook hook, Error error) {
  const PluginPath& path = generation_->blueprint()->source.path;
  if (error.where.plugin.empty()) error.where.plugin = name_;
  if (error.where.hook.empty()) error.where.hook = hook_name(hook);
  if (error.where.file.empty()) error.where.file = path.entry.string();
  log::warn("event {}: {}", run.event_id, log::describe(error));
  if (breaker_.on_failure()) {
    log::warn("{} failed {} times in a row and is paused for {} s; its events wait", name_,
              breaker_.failures(), limits::kBreakerCooldown.count() / 1000);
  }
  if (run.failure) return;  // the first of two is what is stored
  run.failure = std::move(error);
  run.failed_hook = hook;
}

/// A state that ran out of time or memory is never used again: the same code starts afresh.
void Lane::revive() {
  auto fresh = Generation::load(generation_->blueprint(), make_context_, clock_);
  if (fresh) {
    generation_ = std::move(*fresh);
  } else {
    log::error("{} could not be started afresh: {}", name_, log::describe(fresh.error()));
  }
}

void Lane::settle(std::int64_t until) {
  cursor_.event_id = until;
  cursor_.high_event_id = std::max(cursor_.high_event_id, until);
}

}  // namespace perigee::plugins

#include "host/plugins/lane.h"

#include "host/base/log.h"
#include "host/plugins/outputs.h"
#include "host/plugins/progress.h"

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

Lane::Lane(std::string name, std::int64_t cursor, std::unique_ptr<Generation> generation,
           const ContextFactory& make_context, const Clock& clock)
    : name_(std::move(name)),
      position_(cursor),
      stored_(cursor),
      generation_(std::move(generation)),
      make_context_(make_context),
      clock_(clock),
      breaker_(clock) {}

void Lane::replace(std::unique_ptr<Generation> generation) {
  const std::lock_guard lock(mutex_);
  replacement_ = std::move(generation);
}

void Lane::interrupt() {
  const std::lock_guard lock(mutex_);
  interrupted_ = true;
  generation_->interrupt();
}

void Lane::install(std::unique_ptr<Generation> generation) {
  const std::lock_guard lock(mutex_);
  if (interrupted_) generation->interrupt();
  generation_ = std::move(generation);
}

bool Lane::ready() {
  std::unique_ptr<Generation> replacement;
  {
    const std::lock_guard lock(mutex_);
    if (interrupted_) return false;
    replacement = std::move(replacement_);
  }
  if (replacement != nullptr) {
    install(std::move(replacement));
    breaker_.reset();
    shown_paused_.reset();
  }
  return !breaker_.is_open();
}

Result<std::optional<Batch>> Lane::run_slice(const EventFeed& feed, store::Connection& db) {
  Batch batch = new_batch(BatchKind::Events);
  if (!ready()) return complete(std::move(batch));
  auto fetched = outdated_ ? EventFeed::fetch_stored(db, position_, limits::kPipelineBatch)
                           : feed.fetch(db, position_, limits::kPipelineBatch);
  if (!fetched) return fail(std::move(fetched));
  outdated_ = false;
  batch.until = fetched->scanned_until;
  const SteadyTime end = clock_.steady_now() + limits::kPipelineSlice;
  for (const MessageEvent& event : fetched->events) {
    if (event.message == nullptr) continue;
    if (!run_event(event, batch)) {
      batch.until = event.event_id - 1;
      break;
    }
    if (!breaker_.is_open() && clock_.steady_now() < end) continue;
    if (&event != &fetched->events.back()) batch.until = event.event_id;
    break;
  }
  if (batch.runs.empty()) position_ = batch.until;
  return complete(std::move(batch));
}

Result<std::optional<Batch>> Lane::run_retries(store::Connection& db) {
  Batch batch = new_batch(BatchKind::Retries);
  if (!ready()) return std::nullopt;
  const auto events = requested_retries(db, name_, static_cast<int>(limits::kPipelineBatch));
  if (!events) return std::unexpected(events.error());
  for (const std::int64_t event_id : *events) {
    auto event = EventFeed::fetch_one(db, event_id);
    if (!event) return fail(std::move(event));
    if (event->message == nullptr) {  // deleted or edited since: nothing is left to do
      Run& done = batch.runs.emplace_back();
      done.event_id = event_id;
    } else if (!run_event(*event, batch) || breaker_.is_open()) {
      break;
    }
  }
  if (batch.runs.empty()) return std::nullopt;
  return complete(std::move(batch));
}

Batch Lane::new_batch(BatchKind kind) const {
  Batch batch;
  batch.plugin = name_;
  batch.kind = kind;
  batch.from = stored_;
  batch.until = position_;
  return batch;
}

/// Absent when the batch holds nothing to write.
std::optional<Batch> Lane::complete(Batch batch) {
  const bool paused = breaker_.is_open();
  if (shown_paused_ != paused) batch.paused = paused;
  if (batch.runs.empty() && !batch.paused) return std::nullopt;
  return batch;
}

/// Adds the run to the batch; false when it was interrupted, and so never happened.
bool Lane::run_event(const MessageEvent& event, Batch& batch) {
  Run run;
  run.event_id = event.event_id;
  run.message = event.message;
  const Value message = message_for_plugin(*event.message);
  for (const Hook hook : {Hook::Enrich, Hook::Extract}) {
    if (!generation_->manifest().has(hook)) continue;
    auto done = run_hook(hook, message, run, batch.stats);
    if (done) continue;
    if (done.error().code == Code::ShuttingDown) return false;
    note_failure(run, hook, std::move(done.error()));
    ++batch.stats.failures;
    if (generation_->dead()) revive();
  }
  if (!run.failure) breaker_.on_success();
  batch.runs.push_back(std::move(run));
  return true;
}

Result<void> Lane::run_hook(Hook hook, const Value& message, Run& run, RunStats& stats) {
  auto result = generation_->run(hook, message);
  if (!result && result.error().code == Code::ShuttingDown) return fail(std::move(result));
  const lua::RunCost& cost = generation_->last_cost();
  ++stats.runs;
  stats.total_us += std::chrono::duration_cast<std::chrono::microseconds>(cost.wall).count();
  stats.times.add(cost.wall);
  stats.fuel += cost.fuel;
  stats.peak_bytes = std::max(stats.peak_bytes, cost.peak_bytes);
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
  if (!run.failure) run.failure = RunFailure{hook, std::move(error)};  // the first of two is told
}

/// A state that ran out of time or memory is never used again: the same code starts afresh.
void Lane::revive() {
  auto fresh = Generation::load(generation_->blueprint(), make_context_, clock_);
  if (fresh) {
    install(std::move(*fresh));
  } else {
    log::error("{} could not be started afresh: {}", name_, log::describe(fresh.error()));
  }
}

void Lane::settle(const Batch& batch, const Committed& committed) {
  outdated_ = committed.outdated;
  if (batch.paused && !committed.outdated) shown_paused_ = batch.paused;
  if (batch.kind == BatchKind::Events) rewind(committed.until);
}

std::optional<SteadyTime> Lane::paused_until() {
  if (!breaker_.is_open()) return std::nullopt;
  return breaker_.open_until();
}

}  // namespace perigee::plugins

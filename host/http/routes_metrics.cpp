// GET /metrics: how the host fares, in the text format of Prometheus. Everything in it is at hand:
// counters, queue lengths and three reads of single rows.
#include "host/base/metrics.h"
#include "host/http/services.h"
#include "host/hub/queries.h"
#include "host/hub/search_index.h"

namespace perigee::http {
namespace {

constexpr std::string_view kMetricsText = "text/plain; version=0.0.4; charset=utf-8";

Result<void> write_hub(metrics::Text& text, Services& services) {
  const auto messages = hub::count_messages(services.reader);
  if (!messages) return std::unexpected(messages.error());
  const auto unindexed = hub::unindexed_messages(services.reader);
  if (!unindexed) return std::unexpected(unindexed.error());
  text.counter("perigee_messages_total", "Messages that were ever posted.").sample(*messages);
  text.counter("perigee_events_total", "Events that were ever appended to the log.")
      .sample(services.hub.events().newest());
  text.gauge("perigee_search_unindexed_messages", "Messages that search does not find yet.")
      .sample(*unindexed);
  return {};
}

void write_store(metrics::Text& text, Services& services) {
  const store::Writer& writer = services.hub.writer();
  const store::WriterStats stats = writer.stats();
  const store::CheckpointMetrics& checkpoints = writer.checkpoints();
  text.counter("perigee_mutations_total", "Changes that were asked for, failed ones included.")
      .sample(stats.mutations);
  text.counter("perigee_mutations_failed_total", "Changes of which nothing was written.")
      .sample(stats.failed);
  text.counter("perigee_commits_total", "Transactions that were committed.").sample(stats.commits);
  text.histogram("perigee_commit_batch_mutations", "Changes that one commit took.",
                 writer.metrics().batch_mutations);
  text.histogram("perigee_commit_duration_seconds", "Time of a transaction with its commit.",
                 writer.metrics().batch_seconds);
  text.gauge("perigee_queue_length", "What waits, by queue.")
      .sample(std::uint64_t{stats.queued}, {{"queue", "writer"}})
      .sample(std::uint64_t{services.pool.queued()}, {{"queue", "readers"}});
  text.counter("perigee_checkpoints_total", "Checkpoints of the write-ahead log, by kind.")
      .sample(checkpoints.background.value(), {{"kind", "background"}})
      .sample(checkpoints.finishing.value(), {{"kind", "finishing"}})
      .sample(checkpoints.forced.value(), {{"kind", "forced"}});
  text.gauge("perigee_log_size_bytes", "Size of the write-ahead log after the last commit.")
      .sample(checkpoints.log_bytes.load(std::memory_order_relaxed));
}

void write_front(metrics::Text& text, const ServerView& server) {
  const FanOutStats& stats = server.fan_out_stats();
  text.gauge("perigee_connections", "Open connections, those of subscribers included.")
      .sample(std::uint64_t{server.connection_count()});
  text.gauge("perigee_subscribers", "Open WebSockets.")
      .sample(std::uint64_t{server.subscriber_count()});
  text.counter("perigee_fanout_frames_total", "Live events that were handed to subscribers.")
      .sample(stats.frames);
  text.counter("perigee_fanout_bytes_total", "Bytes of these.").sample(stats.bytes);
  text.counter("perigee_subscribers_dropped_total", "Subscribers cut off for reading too slowly.")
      .sample(stats.slow_closes);
}

void show(Services& services, Call& call) {
  metrics::Text text;
  if (auto written = write_hub(text, services); !written) {
    return call.respond.send(error_response(written.error()));
  }
  write_store(text, services);
  write_front(text, services.server);
  if (services.options.more_metrics) services.options.more_metrics(text);
  call.respond.send({.body = text.text(), .content_type = kMetricsText});
}

}  // namespace

void add_metrics_route(Router& router, Services& services) {
  router.add({.method = "GET",
              .pattern = "/metrics",
              .handle = [&services](Call& call) { show(services, call); },
              .needs_token = true});
}

}  // namespace perigee::http

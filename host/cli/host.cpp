#include "host/cli/host.h"

#include <thread>

#include "bindings/context.h"
#include "host/base/log.h"
#include "host/store/migrations.h"

namespace perigee::cli {
namespace {

Result<lua::Ref> make_context(lua::State& state, const plugins::ContextRequest& request) {
  bindings::ContextOptions options;
  options.plugin = request.plugin;
  options.config = request.config;
  return bindings::make_context(state, std::move(options));
}

std::size_t worker_count() {
  return std::max(1U, std::thread::hardware_concurrency() - 1);
}

}  // namespace

Host::Host(HostOptions options, const Clock& clock, store::DataLock lock)
    : options_(std::move(options)),
      clock_(clock),
      lock_(std::move(lock)),
      events_(clock),
      services_(clock, system_random(), events_) {}

Result<std::unique_ptr<Host>> Host::start(HostOptions options, const Clock& clock,
                                          hub::EventLog::Listener listener) {
  auto lock = store::DataLock::take(options.data, clock);
  if (!lock) return fail(std::move(lock));
  std::unique_ptr<Host> host(new Host(std::move(options), clock, std::move(*lock)));
  if (auto opened = host->open_store(std::move(listener)); !opened) return fail(std::move(opened));
  if (auto opened = host->open_plugins(); !opened) return fail(std::move(opened));
  return host;
}

Result<void> Host::open_store(hub::EventLog::Listener listener) {
  const auto file = options_.data.database();
  auto db = store::Connection::open(file, store::OpenMode::ReadWrite);
  if (!db) return fail(std::move(db));
  const auto migrated = store::migrate(*db, store::core_migrations(), clock_);
  if (!migrated) return std::unexpected(migrated.error());
  if (auto opened = services_.open(*db); !opened) return opened;
  feed_ = std::make_unique<plugins::EventFeed>(events_.newest());
  events_.listen([this](const hub::CommittedEvents& events) {
    feed_->publish(events);
    if (auto* pipeline = nudged_.load()) pipeline->nudge();
  });
  if (listener) events_.listen(std::move(listener));
  auto writer = store::Writer::start(file, std::move(*db), events_,
                                     {.durability = options_.config.durability});
  if (!writer) return fail(std::move(writer));
  writer_ = std::move(*writer);
  hub_ = std::make_unique<hub::Hub>(*writer_, services_);
  indexer_.start(*hub_);
  return {};
}

Result<void> Host::open_plugins() {
  pipeline_ = std::make_unique<plugins::Pipeline>(
      *hub_, *feed_, clock_, plugins::Pipeline::Options{options_.data.database(), worker_count()});
  nudged_ = pipeline_.get();
  registry_ = std::make_unique<plugins::Registry>(
      *hub_, *pipeline_, make_context, clock_,
      plugins::RegistryOptions{options_.plugin_folders, options_.config});
  const auto summary = registry_->scan();
  if (!summary) return std::unexpected(summary.error());
  log::info("plugins: {} running, {} disabled, {} with errors", summary->running, summary->disabled,
            summary->failed);
  return {};
}

Host::~Host() {
  stop();
}

void Host::stop() {
  if (pipeline_) pipeline_->stop();
  indexer_.stop();
  if (writer_) writer_->stop();
}

}  // namespace perigee::cli

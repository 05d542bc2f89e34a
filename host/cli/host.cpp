#include "host/cli/host.h"

#include <thread>

#include "host/base/log.h"
#include "host/cli/foreign_hub.h"
#include "host/cli/plugin_context.h"
#include "host/hub/database.h"
#include "host/plugins/plugin_data.h"

namespace perigee::cli {
namespace {

std::size_t worker_count() {
  return std::max(1U, std::thread::hardware_concurrency() - 1);
}

}  // namespace

Host::Host(HostOptions options, const Clock& clock, store::DataLock lock)
    : options_(std::move(options)),
      clock_(clock),
      lock_(std::move(lock)),
      events_(clock),
      services_(clock, system_random(), events_),
      start_stamp_(store::copy_stamp(clock.now())) {}

Result<std::unique_ptr<Host>> Host::start(HostOptions options, const Clock& clock,
                                          hub::EventLog::Listener listener) {
  auto lock = store::DataLock::take(options.data, clock, [&](const store::LeftLock& left) {
    return check_no_foreign_hub(options.data, left);
  });
  if (!lock) return fail(std::move(lock));
  std::unique_ptr<Host> host(new Host(std::move(options), clock, std::move(*lock)));
  if (auto opened = host->open_store(std::move(listener)); !opened) return fail(std::move(opened));
  return host;
}

Result<void> Host::open_store(hub::EventLog::Listener listener) {
  const auto file = options_.data.database();
  auto db = hub::open_database(options_.data, clock_, start_stamp_, [this] {
    return plugins::copy_plugin_databases({.data = options_.data, .copy_stamp = start_stamp_},
                                          clock_);
  });
  if (!db) return fail(std::move(db));
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
  auto tasks = tasks::Service::open(*hub_, clock_, file);
  if (!tasks) return fail(std::move(tasks));
  tasks_ = std::move(*tasks);
  return {};
}

Result<void> Host::load_plugins() {
  pipeline_ = std::make_unique<plugins::Pipeline>(
      *hub_, *feed_, clock_, plugins::Pipeline::Options{options_.data.database(), worker_count()});
  nudged_ = pipeline_.get();
  registry_ = std::make_unique<plugins::Registry>(
      *hub_, *pipeline_,
      [this](lua::State& state, const plugins::ContextRequest& request) {
        auto opened = plugins::open_plugin_data({.data = options_.data,
                                                 .migrations = options_.config.migrations,
                                                 .copy_stamp = starting_ ? start_stamp_ : ""},
                                                request, clock_);
        if (!opened) return Result<lua::Ref>(fail(std::move(opened)));
        return make_context(state, request, std::move(opened->database), tasks_.get(), clock_);
      },
      clock_, plugins::RegistryOptions{options_.plugin_folders, options_.config});
  // What is upgraded at the start is one upgrade; a plugin that is saved later is another.
  starting_ = true;
  const auto summary = registry_->scan();
  starting_ = false;
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

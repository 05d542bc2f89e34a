#include "host/cli/host.h"

#include <thread>

#include "bindings/context.h"
#include "host/base/log.h"
#include "host/cli/foreign_hub.h"
#include "host/hub/database.h"
#include "host/plugins/plugin_data.h"

namespace perigee::cli {
namespace {

/// Makes the ctx of a plugin, with its database opened and brought up to date.
Result<lua::Ref> make_context(lua::State& state, const plugins::ContextRequest& request,
                              const store::DataPaths& data, const Clock& clock,
                              tasks::Service& tasks) {
  auto database = plugins::open_plugin_data(data, request, clock);
  if (!database) return fail(std::move(database));
  bindings::ContextOptions options;
  options.plugin = request.plugin;
  options.config = request.config;
  options.declared = request.declared;
  options.grants = request.grants;
  options.on_grant_used = request.on_grant_used;
  options.database = std::move(*database);
  options.clock = &clock;
  options.tasks = [&tasks, caller = tasks::Caller{.actor = "plugin:" + request.plugin,
                                                  .scope = request.plugin}](
                      std::string_view operation, const Value& arguments) {
    return tasks.call(caller, operation, arguments);
  };
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
  auto db = hub::open_database(file, clock_);
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
        return make_context(state, request, options_.data, clock_, *tasks_);
      },
      clock_, plugins::RegistryOptions{options_.plugin_folders, options_.config});
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

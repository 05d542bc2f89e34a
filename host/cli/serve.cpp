#include "host/cli/serve.h"

#include <unistd.h>

#include <csignal>
#include <cstdio>

#include "host/base/log.h"
#include "host/cli/access_log.h"
#include "host/cli/idle_watch.h"
#include "host/cli/stop_signals.h"
#include "host/http/bind.h"
#include "host/http/server.h"
#include "host/hub/database.h"
#include "host/loop/open_files.h"
#include "host/loop/signal.h"
#include "host/plugins/metrics.h"
#include "host/plugins/watcher.h"

namespace perigee::cli {
namespace {

constexpr std::size_t kReaders = 2;  // a long replay does not keep a short search waiting

/// Everything that serves, built in order and taken down in the opposite one.
class Serving {
 public:
  Serving(HostOptions options, ServeOptions serving)
      : options_(std::move(options)),
        serving_(std::move(serving)),
        access_log_(STDOUT_FILENO, clock_) {}
  ~Serving() { static_cast<void>(close()); }
  Serving(const Serving&) = delete;
  Serving& operator=(const Serving&) = delete;

  Result<void> start();
  /// Announces the address and serves until a signal comes or nobody does.
  Result<void> run();

 private:
  Result<void> watch_signals();
  Result<void> start_front();
  http::ServerOptions server_options();
  Result<void> write_file();
  void stop();
  Result<void> close();

  const HostOptions options_;
  const ServeOptions serving_;
  const SystemClock clock_;
  AccessLog access_log_;
  http::ServerFile file_;
  bool file_written_ = false;
  std::atomic<http::HttpServer*> front_ = nullptr;
  std::unique_ptr<loop::Loop> loop_;
  std::vector<loop::Signal> signals_;
  std::unique_ptr<Host> host_;
  std::unique_ptr<store::ReadPool> pool_;
  std::unique_ptr<http::HttpServer> server_;
};

Result<void> Serving::start() {
  const auto bound = http::bind_address(serving_.address.host, /*allow_network=*/false);
  if (!bound) return std::unexpected(bound.error());
  loop::raise_open_file_limit();
  auto loop = loop::Loop::create();
  if (!loop) return fail(std::move(loop));
  loop_ = std::move(*loop);
  if (auto watched = watch_signals(); !watched) return watched;
  auto host = Host::start(options_, clock_, [this](const hub::CommittedEvents& events) {
    if (auto* server = front_.load()) server->publish(events);
  });
  if (!host) return fail(std::move(host));
  host_ = std::move(*host);
  if (auto started = start_front(); !started) return started;
  // Before the plugins, which take their time: other implementations judge by this file alone.
  if (auto written = write_file(); !written) return written;
  return host_->load_plugins();
}

/// From the beginning, so that a signal during the start stops in order as well.
Result<void> Serving::watch_signals() {
  for (const int number : {SIGINT, SIGTERM}) {
    auto watched = loop::Signal::watch(*loop_, number, [this] { stop(); });
    if (!watched) return fail(std::move(watched));
    signals_.push_back(std::move(*watched));
  }
  return {};
}

http::ServerOptions Serving::server_options() {
  http::ServerOptions server;
  server.host = serving_.address.host;
  server.port = serving_.address.port;
  server.instance_id = file_.instance_id;
  server.db_id = file_.db_id;
  server.token = file_.auth_token;
  const plugins::RequestLimits& requests = options_.config.requests;
  server.rate_limits.enabled = requests.enabled;
  server.rate_limits.client.limit = requests.per_client;
  server.rate_limits.global.limit = requests.all;
  const plugins::FrontLimits& front = options_.config.front;
  server.max_connections = front.connections.value_or(server.max_connections);
  server.max_body = front.body.value_or(server.max_body);
  server.max_attachment_body = front.attachment_body.value_or(server.max_attachment_body);
  server.subscriber_queue = front.subscriber_queue.value_or(server.subscriber_queue);
  if (serving_.logs_requests) server.access_log = access_log_.sink(file_.instance_id);
  server.more_metrics = [this](metrics::Text& text) {
    plugins::write_metrics(text, host_->pipeline().status());
  };
  return server;
}

Result<void> Serving::start_front() {
  const auto file = options_.data.database();
  auto pool = store::ReadPool::start(file, kReaders);
  if (!pool) return fail(std::move(pool));
  pool_ = std::move(*pool);
  auto reader = store::Connection::open(file, store::OpenMode::ReadOnly);
  if (!reader) return fail(std::move(reader));
  const auto facts = hub::read_database_facts(*reader);
  if (!facts) return std::unexpected(facts.error());
  file_.db_id = facts->db_id.value_or("");
  file_.instance_id = make_uuid(system_random());
  file_.auth_token = http::reuse_or_make_token(options_.data.directory, system_random());
  auto server = http::HttpServer::start(*loop_, host_->hub(), std::move(*reader), *pool_, clock_,
                                        server_options());
  if (!server) return fail(std::move(server));
  server_ = std::move(*server);
  front_ = server_.get();
  return {};
}

Result<void> Serving::write_file() {
  file_.host = serving_.address.host;
  file_.port = server_->port();
  file_.pid = ::getpid();
  file_.started_at = format_time(clock_.now());
  auto written = http::write_server_file(options_.data.directory, file_, system_random());
  file_written_ = written.has_value();
  return written;
}

Result<void> Serving::run() {
  {
    const plugins::Watcher watcher(*loop_, host_->registry());
    std::optional<IdleWatch> idle;
    if (serving_.idle_shutdown) {
      idle.emplace(*loop_, *server_, clock_, *serving_.idle_shutdown, [this] {
        log::info("nobody used the hub for a while: it stops");
        access_log_.note("idle_shutdown", file_.instance_id);
        stop();
      });
    }
    std::fputs(serving_.announcement(file_).c_str(), stdout);
    std::fflush(stdout);
    loop_->run();
  }
  log::info("stopping: plugins finish what they run; a second signal does not wait for them");
  signals_.clear();
  die_by_signal();
  return close();
}

void Serving::stop() {
  access_log_.set_stopping();
  server_->stop([this] { loop_->stop(); });
}

/// The store is closed before server.json goes, and the lock is the last (hub-data §7.2).
Result<void> Serving::close() {
  if (host_) host_->stop();
  front_ = nullptr;
  server_.reset();
  pool_.reset();
  Result<void> removed;
  if (std::exchange(file_written_, false)) {
    removed = http::remove_server_file(options_.data.directory);
  }
  host_.reset();
  return removed;
}

}  // namespace

Result<void> serve(HostOptions options, ServeOptions serving) {
  Serving everything(std::move(options), std::move(serving));
  if (auto started = everything.start(); !started) return started;
  return everything.run();
}

}  // namespace perigee::cli

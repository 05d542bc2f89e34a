#include "host/cli/run_serve.h"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

#include "host/base/log.h"
#include "host/cli/command.h"
#include "host/cli/stop_signals.h"
#include "host/http/server.h"
#include "host/http/server_file.h"
#include "host/loop/open_files.h"
#include "host/loop/signal.h"
#include "host/plugins/watcher.h"

namespace perigee::cli {
namespace {

constexpr std::size_t kReaders = 2;  // a long replay does not keep a short search waiting

/// What the front is started with, apart from the database's own facts.
http::ServerOptions server_options(const HostOptions& options, const ListenAddress& address) {
  http::ServerOptions server;
  server.host = address.host;
  server.port = address.port;
  server.instance_id = make_uuid(system_random());
  server.token = http::reuse_or_make_token(options.data.directory, system_random());
  const plugins::RequestLimits& requests = options.config.requests;
  server.rate_limits.enabled = requests.enabled;
  server.rate_limits.client.limit = requests.per_client;
  server.rate_limits.global.limit = requests.all;
  return server;
}

Result<std::string> read_db_id(store::Connection& db) {
  auto rows = db.query("SELECT value FROM meta WHERE key = 'db_id'");
  std::string id;
  if (rows.next()) id = rows.string(0);
  if (auto status = rows.status(); !status) return fail(std::move(status));
  return id;
}

/// Everything that serves, built in order and taken down in the opposite one.
class Serving {
 public:
  Serving(HostOptions options, const ListenAddress& address)
      : options_(std::move(options)), server_options_(server_options(options_, address)) {}

  Result<void> start();
  /// Announces the address and serves until a signal comes.
  Result<void> run(bool json);

 private:
  Result<void> start_front();
  Result<void> write_file() const;
  void announce(bool json) const;

  const HostOptions options_;
  const SystemClock clock_;
  http::ServerOptions server_options_;
  std::atomic<http::HttpServer*> front_ = nullptr;
  std::unique_ptr<loop::Loop> loop_;
  std::unique_ptr<Host> host_;
  std::unique_ptr<store::ReadPool> pool_;
  std::unique_ptr<http::HttpServer> server_;
};

Result<void> Serving::start() {
  loop::raise_open_file_limit();
  auto loop = loop::Loop::create();
  if (!loop) return fail(std::move(loop));
  loop_ = std::move(*loop);
  auto host = Host::start(options_, clock_, [this](const hub::CommittedEvents& events) {
    if (auto* server = front_.load()) server->publish(events);
  });
  if (!host) return fail(std::move(host));
  host_ = std::move(*host);
  return start_front();
}

Result<void> Serving::start_front() {
  const auto file = options_.data.database();
  auto pool = store::ReadPool::start(file, kReaders);
  if (!pool) return fail(std::move(pool));
  pool_ = std::move(*pool);
  auto reader = store::Connection::open(file, store::OpenMode::ReadOnly);
  if (!reader) return fail(std::move(reader));
  auto db_id = read_db_id(*reader);
  if (!db_id) return fail(std::move(db_id));
  server_options_.db_id = std::move(*db_id);
  auto server = http::HttpServer::start(*loop_, host_->hub(), std::move(*reader), *pool_, clock_,
                                        server_options_);
  if (!server) return fail(std::move(server));
  server_ = std::move(*server);
  front_ = server_.get();
  return write_file();
}

Result<void> Serving::write_file() const {
  http::ServerFile file;
  file.instance_id = server_options_.instance_id;
  file.db_id = server_options_.db_id;
  file.host = server_options_.host;
  file.port = server_->port();
  file.auth_token = *server_options_.token;
  file.pid = ::getpid();
  file.started_at = format_time(clock_.now());
  return http::write_server_file(options_.data.directory, file, system_random());
}

Result<void> Serving::run(bool json) {
  const auto stop = [this] {
    server_->stop([this] { loop_->stop(); });
  };
  const auto interrupted = loop::Signal::watch(*loop_, SIGINT, stop);
  if (!interrupted) return std::unexpected(interrupted.error());
  const auto terminated = loop::Signal::watch(*loop_, SIGTERM, stop);
  if (!terminated) return std::unexpected(terminated.error());
  {
    const plugins::Watcher watcher(*loop_, host_->registry());
    announce(json);
    loop_->run();
  }
  log::info("stopping: plugins finish what they run; a second signal does not wait for them");
  die_by_signal();
  host_->stop();
  front_ = nullptr;
  if (auto removed = http::remove_server_file(options_.data.directory); !removed) return removed;
  log::info("stopped; everything that was acknowledged is stored");
  return {};
}

void Serving::announce(bool json) const {
  const std::string& host = server_options_.host;
  const bool v6 = host.find(':') != std::string::npos;
  const std::string url =
      fmt::format("http://{}:{}", v6 ? "[" + host + "]" : host, server_->port());
  if (json) {
    std::string text;
    JsonWriter(text)
        .begin_object()
        .member("status", "running")
        .member("host", host)
        .member("port", server_->port())
        .member("data", options_.data.directory.string())
        .member("instance_id", server_options_.instance_id)
        .end_object();
    std::printf("%s\n", text.c_str());
  } else {
    std::printf("perigee serves %s; the token is in %s\n", url.c_str(),
                options_.data.server_file().c_str());
  }
  std::fflush(stdout);
}

}  // namespace

int run_serve(HostOptions options, const ListenAddress& address, bool json) {
  Serving serving(std::move(options), address);
  auto done = serving.start();
  if (done) done = serving.run(json);
  return done ? 0 : report_error(done.error());
}

}  // namespace perigee::cli

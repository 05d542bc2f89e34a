// A hub without plugins for the tests of the wire: makes a database in a directory of its own,
// serves it, and prints {"port":…,"token":…,…} as its first line. Ends on SIGTERM, SIGINT or when
// its input closes.
//
//   test_hub [--rate-limits] [--no-token] [--queue BYTES] [--fast-timeouts] [--data DIR]
//            [--ui DIR] [--normal]
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <thread>

#include "host/base/ids.h"
#include "host/base/log.h"
#include "host/http/server.h"
#include "host/hub/search_indexer.h"
#include "host/hub/write.h"
#include "host/loop/open_files.h"
#include "host/loop/signal.h"
#include "host/store/migrations.h"

using namespace perigee;

namespace {

struct Arguments {
  http::ServerOptions server;
  store::WriterOptions writer;
  std::filesystem::path data;
  bool removes_data = true;
};

http::Timeouts fast_timeouts() {
  using std::chrono::milliseconds;
  return {.idle = milliseconds(400),
          .head = milliseconds(300),
          .request = milliseconds(600),
          .write = milliseconds(2000),
          .linger = milliseconds(300),
          .drain = milliseconds(2000),
          .ping = milliseconds(200),
          .silence = milliseconds(1000)};
}

Arguments parse(int count, char** values) {
  Arguments arguments;
  arguments.server.rate_limits.enabled = false;
  arguments.server.token = make_token(system_random());
  arguments.server.instance_id = make_uuid(system_random());
  arguments.data =
      std::filesystem::temp_directory_path() / ("perigee-test-" + make_token(system_random(), 8));
  for (int i = 1; i < count; ++i) {
    const std::string_view option = values[i];
    if (option == "--rate-limits") arguments.server.rate_limits.enabled = true;
    if (option == "--no-token") arguments.server.token.reset();
    if (option == "--fast-timeouts") arguments.server.timeouts = fast_timeouts();
    if (option == "--normal") arguments.writer.durability = store::Durability::Normal;
    if (option == "--queue" && i + 1 < count) {
      arguments.server.subscriber_queue = std::stoul(values[++i]);
    }
    if (option == "--ui" && i + 1 < count) arguments.server.ui_directory = values[++i];
    if (option == "--data" && i + 1 < count) {
      arguments.data = values[++i];
      arguments.removes_data = false;
    }
  }
  return arguments;
}

void announce(const http::ServerOptions& options, int port) {
  std::string line;
  JsonWriter(line)
      .begin_object()
      .member("port", port)
      .optional_member("token", options.token)
      .member("instance_id", options.instance_id)
      .member("db_id", options.db_id)
      .end_object();
  std::printf("%s\n", line.c_str());
  std::fflush(stdout);
}

/// Ends the loop when whoever started this process is gone.
std::thread watch_input(loop::Loop& loop, std::function<void()> ended) {
  std::thread watcher([mailbox = loop.mailbox(), ended = std::move(ended)] {
    char buffer[64];
    while (read(STDIN_FILENO, buffer, sizeof buffer) > 0) {
    }
    mailbox->post([ended] { ended(); });
  });
  return watcher;
}

Result<void> serve(Arguments& arguments) {
  const SystemClock clock;
  const auto file = arguments.data / "db.sqlite3";
  auto db = store::Connection::open(file, store::OpenMode::ReadWrite);
  if (!db) return fail(std::move(db));
  if (auto migrated = store::migrate(*db, store::core_migrations(), clock); !migrated) {
    return fail(std::move(migrated));
  }
  arguments.server.db_id = "00000000-0000-4000-8000-000000000000";

  auto loop = loop::Loop::create();
  if (!loop) return fail(std::move(loop));
  std::atomic<http::HttpServer*> front = nullptr;
  hub::EventLog events(clock);
  hub::WriteServices services(clock, system_random(), events);
  if (auto opened = services.open(*db); !opened) return fail(std::move(opened));
  events.listen([&front](const hub::CommittedEvents& committed) {
    if (http::HttpServer* server = front) server->publish(committed);
  });
  hub::SearchIndexer indexer(events);
  auto pool = store::ReadPool::start(file, 1);
  if (!pool) return fail(std::move(pool));
  auto reader = store::Connection::open(file, store::OpenMode::ReadOnly);
  if (!reader) return fail(std::move(reader));
  auto writer = store::Writer::start(file, std::move(*db), events, arguments.writer);
  if (!writer) return fail(std::move(writer));
  hub::Hub hub(**writer, services);
  indexer.start(hub);
  auto server =
      http::HttpServer::start(**loop, hub, std::move(*reader), **pool, clock, arguments.server);
  if (!server) return fail(std::move(server));
  front = server->get();
  const auto stop = [&] {
    (*server)->stop([&] { (*loop)->stop(); });
  };
  auto terminated = loop::Signal::watch(**loop, SIGTERM, stop);
  auto interrupted = loop::Signal::watch(**loop, SIGINT, stop);
  watch_input(**loop, stop).detach();
  announce(arguments.server, (*server)->port());
  (*loop)->run();
  indexer.stop();
  (*writer)->stop();
  front = nullptr;
  return {};
}

}  // namespace

int main(int count, char** values) {
  log::set_level(log::Level::Error);
  loop::raise_open_file_limit();
  Arguments arguments = parse(count, values);
  std::filesystem::create_directories(arguments.data);
  const auto served = serve(arguments);
  if (arguments.removes_data) std::filesystem::remove_all(arguments.data);
  if (served) return 0;
  log::error("{}", log::describe(served.error()));
  return 1;
}

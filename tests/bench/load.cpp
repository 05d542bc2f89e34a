// Loads a hub from a process of its own and prints one JSON object per measurement.
//
//   bench_load                                    starts hubs and runs the usual series
//   bench_load --port P --token T [--mode post|list|ping|fanout] [--connections N] [--seconds S]
//              [--subscribers N]                  measures a hub that runs
//
// post: messages of 200 bytes to one topic. list: the newest 50 messages. fanout: posts while N
// WebSockets follow everything; counts what they receive.
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <vector>

#include "host/base/json.h"
#include "tests/bench/load_client.h"
#include "tests/bench/own_hub.h"

using namespace perigee;
using namespace perigee::bench;

namespace {

struct Target {
  int port = 0;
  pid_t pid = 0;  ///< 0 when unknown.
  std::string token;
  std::string durability;  ///< Of a hub of our own, for the report.
  std::string topic_id;
};

struct Options {
  std::string mode = "post";
  int connections = 64;
  int subscribers = 0;
  double seconds = 5;
};

struct Outcome {
  std::uint64_t requests = 0;
  std::uint64_t errors = 0;
  std::uint64_t deliveries = 0;
  double seconds = 0;
  double hub_cpu = 0;  ///< Seconds of processor time that the hub used.
  std::vector<std::uint32_t> micros;

  std::uint32_t percentile(double part) {
    if (micros.empty()) return 0;
    const auto at = static_cast<std::ptrdiff_t>(part * static_cast<double>(micros.size() - 1));
    std::nth_element(micros.begin(), micros.begin() + at, micros.end());
    return micros[static_cast<std::size_t>(at)];
  }
};

std::string post_request(const Target& hub, const std::string& path, const std::string& body) {
  return "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + hub.token +
         "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

std::string id_in(const std::string& answer, const char* entity) {
  const auto parsed = parse_json(answer);
  const Value* made = parsed ? parsed->find(entity) : nullptr;
  if (made == nullptr) {
    std::fprintf(stderr, "unexpected answer: %s\n", answer.c_str());
    std::exit(1);
  }
  return made->find("id")->as_string();
}

void make_topic(Target& hub) {
  const std::string name = "load-" + std::to_string(Clock::now().time_since_epoch().count());
  const std::string channel =
      ask(hub.port, post_request(hub, "/api/v1/channels", "{\"name\":\"" + name + "\"}"));
  const std::string topic = ask(hub.port, post_request(hub, "/api/v1/topics",
                                                       "{\"title\":\"t\",\"channel_id\":\"" +
                                                           id_in(channel, "channel") + "\"}"));
  hub.topic_id = id_in(topic, "topic");
}

std::string request_of(const Target& hub, const std::string& mode) {
  const std::string message = "{\"topic_id\":\"" + hub.topic_id +
                              "\",\"sender\":\"load\",\"content_raw\":\"" + std::string(200, 'x') +
                              "\"}";
  if (mode == "ping") {
    return post_request(hub, "/api/v1/_ping", "{\"echo\":\"" + std::string(60, 'x') + "\"}");
  }
  if (mode == "list") {
    return "GET /api/v1/messages?topic_id=" + hub.topic_id +
           "&limit=50 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
  }
  return post_request(hub, "/api/v1/messages", message);
}

/// Connections that each have one request under way.
class Requesters {
 public:
  Requesters(const Target& hub, std::string request, int count, const Poll& poll)
      : request_(std::move(request)) {
    for (int i = 0; i < count; ++i) {
      connections_.push_back({connect_to(hub.port), {}, {}});
      poll.add(connections_.back().fd, static_cast<std::uint32_t>(i));
    }
  }
  ~Requesters() {
    for (const Connection& connection : connections_) close(connection.fd);
  }
  std::size_t count() const { return connections_.size(); }

  void start() {
    for (Connection& connection : connections_) send(connection);
  }
  void ready(std::uint32_t tag, Outcome& outcome) {
    Connection& connection = connections_[tag];
    if (!read_some(connection.fd, connection.input)) die("the hub closed a connection");
    if (response_size(connection.input) == 0) return;
    const auto took = Clock::now() - connection.sent;
    outcome.micros.push_back(static_cast<std::uint32_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(took).count()));
    ++outcome.requests;
    if (response_status(connection.input) >= 300) ++outcome.errors;
    connection.input.clear();
    send(connection);
  }

 private:
  struct Connection {
    int fd;
    std::string input;
    Clock::time_point sent;
  };
  void send(Connection& connection) {
    connection.sent = Clock::now();
    write_all(connection.fd, request_);
  }

  std::string request_;
  std::vector<Connection> connections_;
};

/// WebSockets that follow everything from now on and count what they get.
class Followers {
 public:
  Followers(const Target& hub, int count, const Poll& poll, std::uint32_t first_tag)
      : first_tag_(first_tag) {
    // Masked with zeros, which changes nothing.
    const std::string hello = R"({"type":"hello","after_event_id":9007199254740991})";
    std::string frame = {'\x81', static_cast<char>(0x80 | hello.size()), 0, 0, 0, 0};
    frame += hello;
    for (int i = 0; i < count; ++i) {
      const int fd = connect_to(hub.port);
      write_all(fd, "GET /ws?token=" + hub.token +
                        " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: "
                        "Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                        "dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" +
                        frame);
      std::string input;
      while (input.find("hello_ok") == std::string::npos) {
        if (!read_some(fd, input)) die("the hub refused a subscriber");
      }
      sockets_.push_back({fd, {}});
      poll.add(fd, first_tag_ + static_cast<std::uint32_t>(i));
    }
  }
  ~Followers() {
    for (const Socket& socket : sockets_) close(socket.fd);
  }

  void ready(std::uint32_t tag, Outcome& outcome) {
    Socket& socket = sockets_[tag - first_tag_];
    if (!read_some(socket.fd, socket.input)) die("the hub closed a subscriber");
    std::string_view rest = socket.input;
    for (std::size_t size; (size = frame_size(rest)) > 0;) {
      rest.remove_prefix(size);
      ++outcome.deliveries;
    }
    socket.input.erase(0, socket.input.size() - rest.size());
  }

 private:
  struct Socket {
    int fd;
    std::string input;
  };
  std::uint32_t first_tag_;
  std::vector<Socket> sockets_;
};

/// Processor time that a process has used so far, in seconds.
double cpu_of(pid_t pid) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
  std::string field;
  double ticks = 0;
  for (int i = 1; i <= 15 && in >> field; ++i) {
    if (i >= 14) ticks += std::stod(field);
  }
  return ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

Outcome measure(const Target& hub, const Options& options) {
  const Poll poll;
  Outcome outcome;
  outcome.micros.reserve(1 << 20);
  const auto first_tag = static_cast<std::uint32_t>(options.connections);
  Followers followers(hub, options.subscribers, poll, first_tag);
  Requesters requesters(hub, request_of(hub, options.mode), options.connections, poll);
  const double cpu = cpu_of(hub.pid);
  const auto begin = Clock::now();
  const auto end = begin + std::chrono::duration<double>(options.seconds);
  requesters.start();
  while (Clock::now() < end) {
    poll.wait([&](std::uint32_t tag) {
      if (tag < first_tag) {
        requesters.ready(tag, outcome);
      } else {
        followers.ready(tag, outcome);
      }
    });
  }
  outcome.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  outcome.hub_cpu = cpu_of(hub.pid) - cpu;
  return outcome;
}

void print(const Target& hub, const Options& options, Outcome outcome) {
  const auto per_second = [&](std::uint64_t count) {
    return static_cast<std::int64_t>(static_cast<double>(count) / outcome.seconds);
  };
  std::string line;
  JsonWriter json(line);
  json.begin_object().member("mode", options.mode);
  if (!hub.durability.empty()) json.member("durability", hub.durability);
  json.member("connections", options.connections)
      .member("requests", static_cast<std::int64_t>(outcome.requests))
      .key("seconds")
      .number(outcome.seconds)
      .member("per_second", per_second(outcome.requests))
      .member("p50_us", static_cast<std::int64_t>(outcome.percentile(0.5)))
      .member("p99_us", static_cast<std::int64_t>(outcome.percentile(0.99)))
      .member("errors", static_cast<std::int64_t>(outcome.errors));
  if (options.subscribers > 0) {
    json.member("subscribers", options.subscribers)
        .member("deliveries_per_second", per_second(outcome.deliveries));
  }
  if (hub.pid != 0 && outcome.requests > 0) {
    json.key("hub_cpu_us_per_request")
        .number(std::round(outcome.hub_cpu * 1e7 / static_cast<double>(outcome.requests)) / 10);
  }
  json.end_object();
  std::printf("%s\n", line.c_str());
  std::fflush(stdout);
}

void run(Target& hub, const Options& options) {
  make_topic(hub);
  if (options.mode == "list") {
    for (int i = 0; i < 100; ++i) ask(hub.port, request_of(hub, "post"));
  }
  print(hub, options, measure(hub, options));
}

/// Start and memory, of a hub with nothing in it and of one that took 10,000 messages.
void print_footprint(OwnHub& own, Target& hub) {
  const double idle = own.resident_mib();
  for (int posted = 0; posted < 10'000;) {
    Options options{.connections = 16, .seconds = 0.1};
    posted += static_cast<int>(measure(hub, options).requests);
  }
  std::string line;
  JsonWriter(line)
      .begin_object()
      .member("mode", "footprint")
      .key("start_ms")
      .number(std::round(own.seconds_to_healthy() * 1e4) / 10)
      .key("idle_mib")
      .number(std::round(idle * 10) / 10)
      .key("after_10000_messages_mib")
      .number(std::round(own.resident_mib() * 10) / 10)
      .end_object();
  std::printf("%s\n", line.c_str());
}

void run_series(const std::string& durability) {
  OwnHub own(PERIGEE_BINARY, durability);
  Target hub{own.port(), own.pid(), own.token(), durability, {}};
  make_topic(hub);
  print_footprint(own, hub);
  for (const int connections : {1, 16, 64}) {
    run(hub, {.mode = "post", .connections = connections});
  }
  if (durability != "full") return;  // reading does not depend on it
  run(hub, {.mode = "list", .connections = 64});
  run(hub, {.mode = "ping", .connections = 64});
  for (const int subscribers : {1, 10, 100, 1000}) {
    run(hub, {.mode = "fanout", .connections = 16, .subscribers = subscribers});
  }
}

}  // namespace

int main(int count, char** values) {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  Target hub;
  Options options;
  const std::map<std::string_view, std::function<void(const char*)>> known = {
      {"--port",
       [&](const char* v) {
         hub.port = std::atoi(v);
       }},
      {"--pid",
       [&](const char* v) {
         hub.pid = std::atoi(v);
       }},
      {"--token",
       [&](const char* v) {
         hub.token = v;
       }},
      {"--mode",
       [&](const char* v) {
         options.mode = v;
       }},
      {"--connections",
       [&](const char* v) {
         options.connections = std::atoi(v);
       }},
      {"--subscribers",
       [&](const char* v) {
         options.subscribers = std::atoi(v);
       }},
      {"--seconds",
       [&](const char* v) {
         options.seconds = std::atof(v);
       }},
  };
  for (int i = 1; i + 1 < count; i += 2) {
    const auto found = known.find(values[i]);
    if (found == known.end()) {
      std::fprintf(stderr, "unknown option %s\n", values[i]);
      return 2;
    }
    found->second(values[i + 1]);
  }
  if (hub.port == 0) {
    for (const char* durability : {"full", "normal"}) run_series(durability);
  } else {
    run(hub, options);
  }
  return 0;
}

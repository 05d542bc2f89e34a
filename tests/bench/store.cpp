// How many posts per second the store takes, and what each of its indexes costs. A post is what a
// message inserts: its row, the time of its topic and its event. No HTTP, no rules, no links.
//
//   bench_store --outstanding 1,64 --durability full
//   bench_store --drop idx_events_scope_topic --add "CREATE INDEX i ON messages (created_at)"
//   bench_store --direct --no-savepoint        one connection, no threads, batches of one size
#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <random>
#include <semaphore>

#include "host/base/ids.h"
#include "host/base/json.h"
#include "host/store/migrations.h"
#include "host/store/writer.h"
#include "tests/support/temp_dir.h"

using namespace perigee;
using namespace perigee::store;

namespace {

using Seconds = std::chrono::duration<double>;

struct Options {
  std::vector<Durability> durabilities = {Durability::Full, Durability::Normal};
  std::vector<int> outstanding = {1, 16, 64, 256};
  int messages = 50'000;  ///< Per figure; with one outstanding a fifth of it.
  int preload = 200'000;  ///< Messages that are there already.
  int topics = 1000;
  std::vector<std::string> drop;
  std::vector<std::string> add;
  bool autoincrement = true;
  bool direct = false;
  bool savepoint = true;
  std::string variant = "as it is";
};

[[noreturn]] void stop_with(const std::string& why) {
  std::fprintf(stderr, "bench_store: %s\n", why.c_str());
  std::exit(1);
}

template <class T>
T need(Result<T> result) {
  if (!result) stop_with(result.error().describe());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

int number(std::string_view text) {
  int value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || value < 1) {
    stop_with("not a number: " + std::string(text));
  }
  return value;
}

Options parse(std::span<char*> arguments) {
  Options options;
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const std::string_view name = arguments[i];
    const auto value = [&]() -> std::string {
      if (++i == arguments.size()) stop_with(std::string(name) + " needs a value");
      return arguments[i];
    };
    if (name == "--messages") {
      options.messages = number(value());
    } else if (name == "--preload") {
      options.preload = number(value());
    } else if (name == "--topics") {
      options.topics = number(value());
    } else if (name == "--outstanding") {
      options.outstanding.clear();
      for (std::string list = value() + ","; !list.empty(); list.erase(0, list.find(',') + 1)) {
        options.outstanding.push_back(number(list.substr(0, list.find(','))));
      }
    } else if (name == "--durability") {
      const std::string durability = value();
      if (durability != "full" && durability != "normal") stop_with("full or normal?");
      options.durabilities = {durability == "full" ? Durability::Full : Durability::Normal};
    } else if (name == "--drop") {
      options.drop.push_back(value());
    } else if (name == "--add") {
      options.add.push_back(value());
    } else if (name == "--no-autoincrement") {
      options.autoincrement = false;
    } else if (name == "--direct") {
      options.direct = true;
    } else if (name == "--no-savepoint") {
      options.savepoint = false;
    } else if (name == "--variant") {
      options.variant = value();
    } else {
      stop_with("unknown option " + std::string(name));
    }
  }
  if (!options.savepoint && !options.direct) stop_with("--no-savepoint needs --direct");
  return options;
}

/// Writes posts to random topics. One thread at a time.
class Poster {
 public:
  explicit Poster(int topics) : topics_(topics) {}

  Result<std::int64_t> post(Connection& db) {
    const std::string topic = "topic_" + std::to_string(random_() % topics_);
    std::string channel;
    if (auto rows = db.query("SELECT channel_id FROM topics WHERE id = ?", topic); rows.next()) {
      channel = rows.string(0);
    }
    const std::string id = ids_.next("msg_");
    const std::string now = format_time(clock_.now());
    auto done = db.run(
        "INSERT INTO messages (id, topic_id, channel_id, sender, content_raw, version, created_at)"
        " VALUES (?, ?, ?, 'somebody', ?, 1, ?)",
        id, topic, channel, content_, now);
    if (done) done = db.run("UPDATE topics SET updated_at = ? WHERE id = ?", now, topic);
    if (done) {
      done = db.run(
          "INSERT INTO events (ts, name, scope_channel_id, scope_topic_id, entity_type, entity_id,"
          " data_json) VALUES (?, 'message.created', ?, ?, 'message', ?, ?)",
          now, channel, topic, id, data(id, topic, channel, now));
    }
    if (!done) return fail(std::move(done));
    return db.last_insert_rowid();
  }

 private:
  std::string data(const std::string& id, const std::string& topic, const std::string& channel,
                   const std::string& now) const {
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("message").begin_object();
    json.member("id", id).member("topic_id", topic).member("channel_id", channel);
    json.member("sender", "somebody").member("content_raw", content_).member("version", 1);
    json.member("created_at", now).end_object().end_object();
    return out;
  }

  SystemClock clock_;
  IdGenerator ids_{clock_, system_random()};
  std::minstd_rand random_{1};
  std::uint_fast32_t topics_;
  std::string content_ = std::string(200, 'x');
};

void prepare(Connection& db, Poster& poster, const Options& options) {
  std::vector<std::string> texts;
  std::vector<Migration> migrations;
  for (const Migration& migration : core_migrations()) {
    std::string& text = texts.emplace_back(migration.sql);
    const std::size_t at = text.find("AUTOINCREMENT");
    if (!options.autoincrement && at != text.npos) text.erase(at, 13);
  }
  for (std::size_t i = 0; i < texts.size(); ++i) {
    migrations.push_back({core_migrations()[i].number, core_migrations()[i].name, texts[i]});
  }
  need(migrate(db, migrations, SystemClock()));
  for (const std::string& index : options.drop) need(db.execute("DROP INDEX " + index));
  for (const std::string& statement : options.add) need(db.execute(statement));
  need(db.execute("PRAGMA synchronous = OFF; BEGIN"));
  for (int i = 0; i < options.topics; ++i) {
    const std::string channel = "ch_" + std::to_string(i % 20);
    need(db.run("INSERT OR IGNORE INTO channels VALUES (?1, ?1, NULL, '')", channel));
    need(db.run("INSERT INTO topics VALUES (?1, ?2, ?1, '', '')", "topic_" + std::to_string(i),
                channel));
  }
  for (int i = 0; i < options.preload; ++i) need(poster.post(db));
  need(db.execute("COMMIT"));
  need(db.checkpoint(CheckpointMode::Truncate));
}

struct Figure {
  double seconds = 0;
  double cpu_seconds = 0;
  std::vector<double> latencies;  ///< Seconds, of each message or batch.
  std::int64_t log_pages = 0;     ///< Written to the log; only known when writing directly.
};

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Keeps `outstanding` posts under way, as a loop with that many clients would.
Figure through_writer(Writer& writer, Poster& poster, int messages, int outstanding) {
  Figure figure;
  std::counting_semaphore<> room(outstanding);
  const double cpu = cpu_seconds();
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < messages; ++i) {
    room.acquire();
    const auto submitted = std::chrono::steady_clock::now();
    writer.submit([&poster](Connection& db) { return poster.post(db); },
                  [&figure, &room, submitted](Result<std::int64_t> id) {
                    need(std::move(id));
                    const Seconds taken = std::chrono::steady_clock::now() - submitted;
                    figure.latencies.push_back(taken.count());
                    room.release();
                  });
  }
  for (int i = 0; i < outstanding; ++i) room.acquire();
  figure.seconds = Seconds(std::chrono::steady_clock::now() - start).count();
  figure.cpu_seconds = cpu_seconds() - cpu;
  return figure;
}

/// The same work in transactions of `batch` posts, on this thread.
Figure directly(Connection& db, Poster& poster, int messages, int batch, bool savepoint) {
  Figure figure;
  int pages = db.wal_pages();
  const double cpu = cpu_seconds();
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < messages; i += batch) {
    const auto begun = std::chrono::steady_clock::now();
    need(db.run("BEGIN IMMEDIATE"));
    for (int j = 0; j < batch; ++j) {
      if (savepoint) {
        Savepoint point(db);
        need(poster.post(db));
        need(point.release());
      } else {
        need(poster.post(db));
      }
    }
    need(db.run("COMMIT"));
    figure.latencies.push_back(Seconds(std::chrono::steady_clock::now() - begun).count());
    const int before = std::exchange(pages, db.wal_pages());
    figure.log_pages += pages < before ? pages : pages - before;  // fewer: it started over
    if (pages > 4096) need(db.checkpoint(CheckpointMode::Passive));
  }
  figure.seconds = Seconds(std::chrono::steady_clock::now() - start).count();
  figure.cpu_seconds = cpu_seconds() - cpu;
  return figure;
}

void print(const Options& options, Durability durability, int outstanding, int messages,
           Figure figure) {
  std::ranges::sort(figure.latencies);
  const auto at = [&](double share) {
    const auto last = static_cast<double>(figure.latencies.size() - 1);
    return figure.latencies[static_cast<std::size_t>(last * share)] * 1e6;
  };
  std::string line;
  JsonWriter json(line);
  json.begin_object()
      .member("bench", "store")
      .member("variant", options.variant)
      .member("mode", options.direct ? "direct" : "writer")
      .member("durability", durability == Durability::Full ? "full" : "normal")
      .member("outstanding", outstanding)
      .member("messages", messages)
      .member("per_second", std::int64_t(messages / figure.seconds))
      .key("cpu_us")
      .number(std::round(figure.cpu_seconds / messages * 1e7) / 10)
      .member("p50_us", std::int64_t(at(0.5)))
      .member("p99_us", std::int64_t(at(0.99)));
  if (options.direct) {
    const double pages = static_cast<double>(figure.log_pages) / messages;
    json.key("log_pages").number(std::round(pages * 100) / 100);
  }
  json.end_object();
  std::puts(line.c_str());
  std::fflush(stdout);
}

class NoObserver final : public BatchObserver {
  void mutation_begins() override {}
  void mutation_undone() override {}
  void batch_committed() override {}
  void batch_undone() override {}
};

void measure(const Options& options, const std::filesystem::path& file, Poster& poster,
             Durability durability) {
  NoObserver observer;
  auto db = need(Connection::open(file, OpenMode::ReadWrite));
  std::unique_ptr<Writer> writer;
  if (options.direct) {
    need(db.execute(durability == Durability::Full ? "PRAGMA synchronous = FULL"
                                                   : "PRAGMA synchronous = NORMAL"));
    need(db.execute("PRAGMA cache_size = -65536"));
  } else {
    writer = need(Writer::start(file, std::move(db), observer, {.durability = durability}));
  }
  for (int outstanding : options.outstanding) {
    const int messages = outstanding == 1 ? (options.messages + 4) / 5 : options.messages;
    print(options, durability, outstanding, messages,
          options.direct ? directly(db, poster, messages, outstanding, options.savepoint)
                         : through_writer(*writer, poster, messages, outstanding));
  }
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = parse(std::span(argv, static_cast<std::size_t>(argc)));
  const test::TempDir folder;
  const auto file = folder / "db.sqlite3";
  Poster poster(options.topics);
  {
    auto db = need(Connection::open(file, OpenMode::ReadWrite));
    prepare(db, poster, options);
    std::printf(R"({"bench":"store","variant":"%s","bytes_per_message":%.0f})"
                "\n",
                options.variant.c_str(),
                static_cast<double>(std::filesystem::file_size(file)) / options.preload);
  }
  for (Durability durability : options.durabilities) measure(options, file, poster, durability);
}

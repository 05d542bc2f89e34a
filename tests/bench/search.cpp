// What full-text search costs those who post, and those who search: the rate of posts through the
// hub without an index, with triggers that fill it at once, and with the one that is filled in the
// background; then how long that takes to catch up, and some searches.
//
//   bench_search [--messages N] [--outstanding N] [--variant without|triggers|background]
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <random>
#include <semaphore>
#include <thread>

#include "host/base/json.h"
#include "host/hub/search.h"
#include "host/hub/search_index.h"
#include "host/hub/search_indexer.h"
#include "host/store/migrations.h"
#include "tests/support/temp_dir.h"

using namespace perigee;

namespace {

using Seconds = std::chrono::duration<double>;
using SteadyClock = std::chrono::steady_clock;

constexpr const char* kTriggers =
    "CREATE TRIGGER fill AFTER INSERT ON messages BEGIN"
    " INSERT INTO messages_fts (rowid, content_raw) VALUES (new.rowid, new.content_raw);"
    " UPDATE search_progress SET indexed_through = new.rowid, message_id = new.id; END";

template <class T>
T need(Result<T> result) {
  if (!result) {
    std::fprintf(stderr, "bench_search: %s\n", result.error().describe().c_str());
    std::exit(1);
  }
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

/// Texts of some 200 bytes out of 20,000 words of which the early ones are frequent.
class Texts {
 public:
  std::string next() {
    std::string text;
    while (text.size() < 200) {
      const auto word = static_cast<int>(std::pow(20'000.0, share_(random_)));
      text += "word" + std::to_string(word) + ' ';
    }
    return text;
  }

 private:
  std::minstd_rand random_{1};
  std::uniform_real_distribution<double> share_{0, 1};
};

/// A hub on a file of its own.
class Bench {
 public:
  explicit Bench(std::string variant) : variant_(std::move(variant)) {
    auto db = need(store::Connection::open(file(), store::OpenMode::ReadWrite));
    need(store::migrate(db, store::core_migrations(), clock_));
    need(services_.open(db));
    if (variant_ == "triggers") need(db.execute(kTriggers));
    writer_ = need(store::Writer::start(file(), std::move(db), events_));
    hub_.emplace(*writer_, services_);
    need(hub_->run([](hub::Write& write) -> Result<void> {
      const auto channel = hub::create_channel(write, {.name = "general", .description = {}});
      if (!channel) return std::unexpected(channel.error());
      return write.db.run("INSERT INTO topics VALUES ('topic_1', ?, 'first', '', '')",
                          channel->channel.id);
    }));
    if (variant_ == "background") indexer_.start(*hub_);
  }
  ~Bench() { indexer_.stop(); }

  /// Keeps `outstanding` posts under way.
  void post(int messages, int outstanding) {
    std::counting_semaphore<> room(outstanding);
    std::vector<double> latencies;
    const auto start = SteadyClock::now();
    for (int i = 0; i < messages; ++i) {
      room.acquire();
      const auto submitted = SteadyClock::now();
      hub_->post_message({"topic_1", "somebody", texts_.next()},
                         [&latencies, &room, submitted](Result<hub::MessageChanged> done) {
                           need(std::move(done));
                           latencies.push_back(Seconds(SteadyClock::now() - submitted).count());
                           room.release();
                         });
    }
    for (int i = 0; i < outstanding; ++i) room.acquire();
    const double seconds = Seconds(SteadyClock::now() - start).count();
    std::ranges::sort(latencies);
    const auto at = [&](double share) {
      return latencies[static_cast<std::size_t>(share * static_cast<double>(latencies.size() - 1))];
    };
    print("post", [&](JsonWriter& json) {
      json.member("outstanding", outstanding)
          .member("messages", messages)
          .member("per_second", std::int64_t(messages / seconds))
          .member("p50_us", std::int64_t(at(0.5) * 1e6))
          .member("p99_us", std::int64_t(at(0.99) * 1e6));
    });
  }

  void await_index() {
    auto db = need(store::Connection::open(file(), store::OpenMode::ReadOnly));
    const std::int64_t left = need(hub::unindexed_messages(db));
    const auto start = SteadyClock::now();
    while (need(hub::unindexed_messages(db)) > 0) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    const double seconds = Seconds(SteadyClock::now() - start).count();
    print("catch_up", [&](JsonWriter& json) {
      json.member("messages", left).member("ms", std::int64_t(seconds * 1e3));
    });
  }

  void search() {
    auto db = need(store::Connection::open(file(), store::OpenMode::ReadOnly));
    for (const std::string text : {"word1", "word19000", "word1 word2 word3", "word19*"}) {
      constexpr int kTimes = 20;
      const auto start = SteadyClock::now();
      std::size_t hits = 0;
      for (int i = 0; i < kTimes; ++i) {
        hits = need(hub::search_messages(db, {.text = text, .limit = 20})).hits.size();
      }
      const double seconds = Seconds(SteadyClock::now() - start).count() / kTimes;
      print("search", [&](JsonWriter& json) {
        json.member("q", text)
            .member("hits", static_cast<std::int64_t>(hits))
            .member("us", std::int64_t(seconds * 1e6));
      });
    }
  }

 private:
  std::filesystem::path file() const { return folder_ / "db.sqlite3"; }

  template <class Fill>
  void print(const char* what, Fill fill) const {
    std::string line;
    JsonWriter json(line);
    json.begin_object().member("bench", "search").member("variant", variant_).member("what", what);
    fill(json);
    json.end_object();
    std::puts(line.c_str());
    std::fflush(stdout);
  }

  const std::string variant_;
  test::TempDir folder_;
  SystemClock clock_;
  hub::EventLog events_{clock_};
  hub::WriteServices services_{clock_, system_random(), events_};
  hub::SearchIndexer indexer_{events_};
  std::unique_ptr<store::Writer> writer_;
  std::optional<hub::Hub> hub_;
  Texts texts_;
};

}  // namespace

int main(int argc, char** argv) {
  int messages = 50'000;
  int outstanding = 64;
  std::vector<std::string> variants = {"without", "triggers", "background"};
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view name = argv[i];
    if (name == "--messages") messages = std::stoi(argv[i + 1]);
    if (name == "--outstanding") outstanding = std::stoi(argv[i + 1]);
    if (name == "--variant") variants = {argv[i + 1]};
  }
  for (const std::string& variant : variants) {
    Bench bench(variant);
    bench.post(messages, outstanding);
    if (variant == "without") continue;
    bench.await_index();
    bench.search();
  }
}

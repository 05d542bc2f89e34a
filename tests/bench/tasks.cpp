// What tasks cost: creating and moving them, views and walks on a board of 100,000 tasks and
// 300,000 edges, the same walk as a recursive query, and claims of several workers at once.
//
//   bench_tasks [TASKS]
#include <cstdio>
#include <cstdlib>
#include <random>
#include <thread>

#include "host/hub/hub.h"
#include "host/store/migrations.h"
#include "host/tasks/changes.h"
#include "host/tasks/claims.h"
#include "host/tasks/graph.h"
#include "host/tasks/queries.h"
#include "tests/support/temp_dir.h"

using namespace perigee;

namespace {

using Seconds = std::chrono::duration<double>;
using SteadyClock = std::chrono::steady_clock;

const tasks::Caller kCaller{.actor = "bench"};
constexpr int kEdgesEach = 3;

template <class T>
T need(Result<T> result) {
  if (!result) {
    std::fprintf(stderr, "bench_tasks: %s\n", result.error().describe().c_str());
    std::exit(1);
  }
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

void print(const char* what, int count, double seconds) {
  std::string line;
  JsonWriter(line)
      .begin_object()
      .member("bench", "tasks")
      .member("what", what)
      .member("count", count)
      .key("us_each")
      .number(seconds * 1e6 / count)
      .member("per_second", std::int64_t(count / seconds))
      .end_object();
  std::puts(line.c_str());
}

tasks::Ref ref_of(int number) {
  return {"work", "t" + std::to_string(number)};
}

class Board {
 public:
  explicit Board(int count) : count_(count) {
    auto db = need(store::Connection::open(file(), store::OpenMode::ReadWrite));
    need(store::migrate(db, store::core_migrations(), clock_));
    need(services_.open(db));
    writer_ = need(store::Writer::start(file(), std::move(db), events_));
    hub_.emplace(*writer_, services_);
    reader_.emplace(need(store::Connection::open(file(), store::OpenMode::ReadOnly)));
    change(
        [](hub::Write& write) { return tasks::create_list(write, kCaller, {.handle = "work"}); });
  }

  /// `operation(write, i)` for i below `count`, in transactions of many.
  template <class Operation>
  void measure_changes(const char* what, int count, Operation operation) {
    const auto start = SteadyClock::now();
    for (int done = 0; done < count;) {
      const int end = std::min(count, done + 500);
      change([&](hub::Write& write) -> Result<void> {
        for (; done < end; ++done) {
          if (auto changed = operation(write, done); !changed) return fail(std::move(changed));
        }
        return {};
      });
    }
    print(what, count, Seconds(SteadyClock::now() - start).count());
  }

  template <class Look>
  void measure_looks(const char* what, int count, Look look) {
    const auto start = SteadyClock::now();
    for (int i = 0; i < count; ++i) need(look(*reader_, i));
    print(what, count, Seconds(SteadyClock::now() - start).count());
  }

  void fill() {
    measure_changes("create", count_, [](hub::Write& write, int i) {
      return tasks::create(write, kCaller, "work",
                           {.id = ref_of(i).item, .subject = "task " + std::to_string(i)});
    });
    std::minstd_rand random(1);
    measure_changes("link", count_ * kEdgesEach, [&](hub::Write& write, int i) {
      const int target = static_cast<int>(random() % static_cast<unsigned>(count_));
      return tasks::link(write, kCaller, ref_of(i / kEdgesEach), ref_of(target));
    });
    measure_changes("transition", count_ / 10, [](hub::Write& write, int i) {
      return tasks::transition(write, kCaller, ref_of(i), tasks::Status::Completed);
    });
  }

  void look() {
    measure_looks("list of 100 with counts", 50, [](store::Connection& db, int) {
      return tasks::list(db, kCaller, "work", {.limit = 100});
    });
    measure_looks("keyword", 50, [](store::Connection& db, int i) {
      return tasks::list(db, kCaller, std::nullopt,
                         {.keyword = std::to_string(i * 97), .limit = 100});
    });
    measure_looks("ready, 100", 20, [](store::Connection& db, int) {
      return tasks::ready(db, kCaller, {.limit = 100}, SystemClock().now());
    });
    measure_looks("graph of 1000 nodes", 50, [this](store::Connection& db, int i) {
      return tasks::query_graph(db, kCaller, ref_of(i * 31 % count_),
                                {.depth = 100, .max_nodes = 1000});
    });
    measure_looks("recursive query of 1000 nodes", 50, [this](store::Connection& db, int i) {
      return walk_in_sql(db, *ref_of(i * 31 % count_).item);
    });
  }

  void claim(int workers) {
    const int each = count_ / 100;
    const auto start = SteadyClock::now();
    std::vector<std::thread> threads;
    for (int worker = 0; worker < workers; ++worker) {
      threads.emplace_back([&, worker] {
        for (int i = 0; i < each; ++i) {
          const tasks::Ref ref = ref_of(count_ / 2 + worker * each + i);
          change([&](hub::Write& write) {
            return tasks::claim(write, kCaller, ref, "worker", std::chrono::seconds(60));
          });
        }
      });
    }
    for (auto& thread : threads) thread.join();
    print("claim, 4 workers", workers * each, Seconds(SteadyClock::now() - start).count());
  }

 private:
  std::filesystem::path file() const { return folder_ / "db.sqlite3"; }

  template <class Operation>
  void change(Operation operation) {
    need(hub_->run(std::move(operation)));
  }

  /// The nodes alone, as one would write it without a walk of ours.
  static Result<void> walk_in_sql(store::Connection& db, const std::string& id) {
    return db.run(
        "WITH RECURSIVE reached (id) AS (SELECT ? UNION SELECT e.target_id FROM reached r"
        " JOIN tasks t ON t.list = 1 AND t.id = r.id JOIN task_edges e ON e.source = t.key"
        " LIMIT 1000) SELECT count(*) FROM reached",
        id);
  }

  const int count_;
  test::TempDir folder_;
  SystemClock clock_;
  hub::EventLog events_{clock_};
  hub::WriteServices services_{clock_, system_random(), events_};
  std::unique_ptr<store::Writer> writer_;
  std::optional<hub::Hub> hub_;
  std::optional<store::Connection> reader_;
};

}  // namespace

int main(int argc, char** argv) {
  Board board(argc > 1 ? std::atoi(argv[1]) : 100'000);
  board.fill();
  board.look();
  board.claim(4);
}

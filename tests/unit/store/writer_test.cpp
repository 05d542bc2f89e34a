#include "host/store/writer.h"

#include <catch2/catch.hpp>
#include <numeric>
#include <thread>

#include "tests/unit/store/store_support.h"

using namespace perigee;
using namespace perigee::store;
using namespace perigee::test;

namespace {

using Words = std::vector<std::string>;

struct Running {
  explicit Running(WriterOptions options = {})
      : writer(Writer::start(database.file, database.open(), observer, options).value()),
        reader(database.open(OpenMode::ReadOnly)) {}

  Database database;
  RecordingObserver observer;
  std::unique_ptr<Writer> writer;
  Connection reader;
};

}  // namespace

TEST_CASE("a mutation is durable when its answer comes, and carries its result") {
  Running hub;
  const Result<std::int64_t> id = hub.writer->run([](Connection& db) -> Result<std::int64_t> {
    if (auto added = add_note(db, "hello"); !added) return fail(std::move(added));
    return db.last_insert_rowid();
  });
  CHECK(id.value() == 1);
  CHECK(notes(hub.reader) == Words{"hello"});
}

TEST_CASE("an answer never comes before its commit, whoever is waiting") {
  Running hub;
  Answers answers;
  std::atomic<int> too_early = 0;
  for (int i = 0; i < 200; ++i) {
    const std::string text = std::to_string(i);
    hub.writer->submit([text](Connection& db) { return add_note(db, text); },
                       [&, i, note = answers.expect(text)](Result<void> outcome) mutable {
                         // The reader is used by the writer's thread only while it answers.
                         too_early +=
                             std::stoi(single(hub.reader, "SELECT count(*) FROM notes")) <= i;
                         note(std::move(outcome));
                       });
  }
  answers.wait();
  CHECK(too_early == 0);
}

TEST_CASE("mutations are applied and answered in the order of their submission") {
  Running hub;
  Answers answers;
  Words expected;
  for (int i = 0; i < 1000; ++i) {
    expected.push_back(std::to_string(i));
    submit_note(*hub.writer, answers, expected.back());
  }
  CHECK(answers.acknowledged() == expected);
  CHECK(notes(hub.reader) == expected);
}

TEST_CASE("what waits while a commit is under way shares the next one") {
  Running hub;
  Answers answers;
  Gate gate(*hub.writer);
  for (int i = 0; i < 200; ++i) submit_note(*hub.writer, answers, std::to_string(i));
  CHECK(hub.writer->stats().queued == 200);
  gate.open();
  CHECK(answers.acknowledged().size() == 200);
  const WriterStats stats = hub.writer->stats();
  CHECK(stats.commits == 2);  // the gate's and one for all
  CHECK(stats.mutations == 201);
  CHECK(stats.failed == 0);
  CHECK(stats.queued == 0);
}

TEST_CASE("a commit takes no more mutations than its limit") {
  Running hub({.batch = 10});
  Answers answers;
  Gate gate(*hub.writer);
  for (int i = 0; i < 25; ++i) submit_note(*hub.writer, answers, std::to_string(i));
  gate.open();
  CHECK(answers.acknowledged().size() == 25);
  CHECK(hub.writer->stats().commits == 1 + 3);
}

TEST_CASE("mutations from many threads all arrive, each thread's in its order") {
  Running hub;
  constexpr int kThreads = 8;
  constexpr int kEach = 100;
  std::vector<std::thread> threads;
  std::atomic<int> failed = 0;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        const std::string text = std::to_string(t) + "/" + std::to_string(1000 + i);
        failed += !hub.writer->run([&](Connection& db) { return add_note(db, text); });
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(failed == 0);
  for (int t = 0; t < kThreads; ++t) {
    const auto mine = column(hub.reader, "SELECT text FROM notes WHERE text LIKE '" +
                                             std::to_string(t) + "/%' ORDER BY id");
    CHECK(mine.size() == kEach);
    CHECK(std::ranges::is_sorted(mine));
  }
}

TEST_CASE("a mutation that fails is undone alone") {
  Running hub;
  Answers answers;
  Gate gate(*hub.writer);
  submit_note(*hub.writer, answers, "a");
  hub.writer->submit(
      [](Connection& db) -> Result<void> {
        if (auto added = add_note(db, "half done"); !added) return added;
        return fail(Code::NotFound, "Topic not found");
      },
      answers.expect("refused"));
  submit_note(*hub.writer, answers, "a");
  submit_note(*hub.writer, answers, "b");
  gate.open();

  CHECK(answers.acknowledged() == Words{"a", "b"});
  CHECK(notes(hub.reader) == Words{"a", "b"});
  const auto all = answers.wait();
  CHECK(all[1].outcome.error().message == "Topic not found");
  CHECK_THAT(all[2].outcome.error().message, Catch::Contains("UNIQUE constraint failed"));
  CHECK(hub.writer->stats().failed == 2);
  CHECK(hub.writer->stats().commits == 2);
}

TEST_CASE("an observer follows each mutation and each batch") {
  Running hub;
  Answers answers;
  Gate gate(*hub.writer);
  submit_note(*hub.writer, answers, "a");
  submit_note(*hub.writer, answers, "a");
  submit_note(*hub.writer, answers, "b");
  gate.open();
  answers.wait();
  CHECK(hub.observer.take() == Words{"begins", "committed",  // the gate
                                     "begins", "begins", "undone", "begins", "committed"});
}

TEST_CASE("a full queue refuses at once and drops nothing that it took") {
  Running hub({.queue = 2});
  Answers answers;
  Gate gate(*hub.writer);
  submit_note(*hub.writer, answers, "a");
  submit_note(*hub.writer, answers, "b");

  std::optional<Error> refused;
  std::thread::id answered_on;
  hub.writer->submit([](Connection& db) { return add_note(db, "c"); },
                     [&](Result<void> outcome) {
                       refused = outcome.error();
                       answered_on = std::this_thread::get_id();
                     });
  REQUIRE(refused);
  CHECK(refused->code == Code::Overloaded);
  CHECK(answered_on == std::this_thread::get_id());

  gate.open();
  CHECK(answers.acknowledged() == Words{"a", "b"});
  submit_note(*hub.writer, answers, "c");
  CHECK(answers.acknowledged() == Words{"a", "b", "c"});
}

TEST_CASE("stopping commits what was submitted and refuses what comes later") {
  Running hub;
  Answers answers;
  Gate gate(*hub.writer);
  for (int i = 0; i < 300; ++i) submit_note(*hub.writer, answers, std::to_string(i));
  std::thread stopper([&] { hub.writer->stop(); });

  // Refusals begin while the gate is still closed and everything waits.
  std::optional<Code> refused;
  while (!refused) {
    hub.writer->submit([](Connection&) -> Result<void> { return {}; },
                       [&refused, me = std::this_thread::get_id()](Result<void> outcome) {
                         if (std::this_thread::get_id() == me) refused = outcome.error().code;
                       });
    std::this_thread::yield();
  }
  CHECK(*refused == Code::ShuttingDown);
  CHECK(notes(hub.reader).empty());

  gate.open();
  stopper.join();
  CHECK(answers.acknowledged().size() == 300);
  CHECK(notes(hub.reader).size() == 300);
  hub.writer->stop();
  CHECK(hub.writer->run([](Connection&) -> Result<int> { return 1; }).error().code ==
        Code::ShuttingDown);
}

TEST_CASE("results may be things that can only be moved") {
  Running hub;
  std::unique_ptr<int> seen;
  std::latch answered(1);
  hub.writer->submit(
      [held = std::make_unique<int>(7)](Connection&) mutable -> Result<std::unique_ptr<int>> {
        return std::move(held);
      },
      [&](Result<std::unique_ptr<int>> result) {
        seen = std::move(result).value();
        answered.count_down();
      });
  answered.wait();
  REQUIRE(seen);
  CHECK(*seen == 7);
}

TEST_CASE("the writer promises what its durability says") {
  // 2 is FULL, 1 is NORMAL.
  const auto synchronous = [](Writer& writer) {
    return writer
        .run([](Connection& db) -> Result<std::string> { return single(db, "PRAGMA synchronous"); })
        .value();
  };
  Running full;
  CHECK(synchronous(*full.writer) == "2");
  Running normal({.durability = Durability::Normal});
  CHECK(synchronous(*normal.writer) == "1");
}

TEST_CASE("the metrics count each commit once, with all its mutations") {
  Running hub;
  Answers answers;
  for (int i = 0; i < 300; ++i) {
    const std::string text = std::to_string(i);
    hub.writer->submit([text](Connection& db) { return add_note(db, text); }, answers.expect(text));
  }
  answers.wait();
  hub.writer->run([](Connection& db) { return add_note(db, "the last"); }).value();
  const WriterMetrics& metrics = hub.writer->metrics();
  const std::uint64_t commits = hub.writer->stats().commits;
  const auto total = [](const metrics::Histogram& histogram) {
    const auto counts = histogram.counts();
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  };
  CHECK(total(metrics.batch_mutations) == commits);
  CHECK(total(metrics.batch_seconds) == commits);
  CHECK(metrics.batch_mutations.sum() == 301);
  CHECK(metrics.batch_mutations.counts().front() >= 1);
  CHECK(metrics.batch_seconds.sum() > 0);
}

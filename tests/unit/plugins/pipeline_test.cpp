// The pipeline with its threads: who runs when, what waits for what, and that nothing is lost or
// done twice by the way.
#include "tests/support/pipeline_fixture.h"

using namespace perigee;
using namespace perigee::plugins;
using namespace perigee::test;
using namespace std::chrono_literals;

namespace {

using Words = std::vector<std::string>;

const std::string kEndless = enricher("ctx.log.info(message.content) while true do end");
const std::string kPicky = enricher(
    "if message.content == 'bad' then error('no luck') end "
    "return {{ kind = 'mark', span = {1, 1}, data = {} }}");

}  // namespace

TEST_CASE("every plugin sees every message, and the pipeline knows when they are through") {
  PipelineFixture hub(2);
  hub.add("refs", marker("refs"));
  hub.add("codes", marker("codes"));
  std::vector<hub::Message> messages;
  for (int i = 0; i < 50; ++i) messages.push_back(hub.post(hub.plans, "hello"));
  CHECK(hub.caught_up());
  for (const auto& message : messages) CHECK(hub.marks(message) == Words{"codes", "refs"});
  const LaneStatus status = hub.status("refs");
  CHECK(status.position == hub.newest_event());
  CHECK(status.caught_up);
  CHECK_FALSE(status.paused);
  CHECK(status.stats.runs == 50);
  CHECK(status.stats.enrichments == 50);
}

TEST_CASE("a plugin that is behind memory catches up from the database") {
  PipelineFixture hub;
  constexpr int kMessages = 3 * limits::kPipelineBatch;
  auto lane = hub.lane("refs", marker());
  for (int i = 0; i < kMessages; ++i) hub.post(hub.plans, "hello");
  hub.restart();
  hub.pipeline->add(std::move(lane));
  hub.post(hub.plans, "at the tail");
  CHECK(hub.caught_up());
  hub.post(hub.plans, "and another one");
  CHECK(hub.caught_up());
  CHECK(hub.count("enrichments") == kMessages + 2);
  CHECK(hub.announced() == kMessages + 2);
}

TEST_CASE("a plugin that hangs keeps nobody else waiting") {
  PipelineFixture hub(2);
  hub.add("slow", enricher("ctx.log.info('wait')"));
  hub.add("refs", teller());
  hub.post(hub.plans, "one");
  REQUIRE(hub.log.await("[slow] wait"));
  CHECK(hub.log.await("[refs] one"));
  hub.post(hub.plans, "two");
  CHECK(hub.log.await("[refs] two"));
  CHECK_FALSE(hub.status("slow").caught_up);
  hub.log.let_go();
  CHECK(hub.caught_up());
}

TEST_CASE("when every worker hangs another one is started, and ends when it is not needed") {
  PipelineFixture hub;
  for (const char* name : {"slow-a", "slow-b", "slow-c"}) {
    hub.add(name, enricher("ctx.log.info('wait')"));
  }
  hub.post(hub.plans, "one");
  for (const char* name : {"slow-a", "slow-b", "slow-c"}) {
    REQUIRE(eventually([&] {
      hub.clock.advance(limits::kWorkerStall);
      return std::ranges::count(hub.log.lines(), "[" + std::string(name) + "] wait") == 1;
    }));
  }
  hub.add("refs", teller());
  hub.post(hub.plans, "two");
  REQUIRE(eventually([&] {
    hub.clock.advance(limits::kWorkerStall);
    return std::ranges::count(hub.log.lines(), "[refs] two") == 1;
  }));
  CHECK(hub.pipeline->workers() == 4);
  hub.log.let_go();
  CHECK(hub.caught_up());
  CHECK(eventually([&] { return hub.pipeline->workers() == 1; }));
}

TEST_CASE("a worker that only just began is no reason for another one") {
  PipelineFixture hub;
  hub.add("slow", enricher("ctx.log.info('wait')"));
  hub.post(hub.plans, "one");
  REQUIRE(hub.log.await("[slow] wait"));
  hub.add("refs", teller());
  hub.post(hub.plans, "two");
  hub.clock.advance(limits::kPipelineSlice + limits::kWorkerStall);
  // Long enough for the supervisor to look around several times.
  CHECK_FALSE(hub.log.await("[refs] two", 1, 5 * limits::kWorkerStall));
  CHECK(hub.pipeline->workers() == 1);
  hub.clock.advance(1ms);
  CHECK(hub.log.await("[refs] two"));
}

TEST_CASE("there are never more workers than the limit") {
  PipelineFixture hub;
  const auto plugin = [](std::size_t i) {
    return "slow-" + std::to_string(i);
  };
  for (std::size_t i = 0; i <= limits::kWorkersMax; ++i) {
    hub.add(plugin(i), enricher("ctx.log.info('wait')"));
  }
  hub.post(hub.plans, "one");
  const auto hanging = [&hub] {
    hub.clock.advance(limits::kWorkerStall);
    return hub.log.lines().size();
  };
  CHECK(eventually([&] { return hanging() == limits::kWorkersMax; }));
  CHECK(hub.pipeline->workers() == limits::kWorkersMax);
  hub.log.let_go();
  CHECK(hub.caught_up());
  CHECK(hub.log.lines().size() == limits::kWorkersMax + 1);
}

TEST_CASE("a plugin that was taken away while it hangs keeps nobody waiting either") {
  PipelineFixture hub;
  hub.add("slow", enricher("ctx.log.info('wait')"));
  hub.post(hub.plans, "one");
  REQUIRE(hub.log.await("[slow] wait"));
  hub.pipeline->remove("slow");
  hub.add("refs", teller());
  hub.post(hub.plans, "two");
  CHECK(eventually([&] {
    hub.clock.advance(limits::kWorkerStall);
    return std::ranges::count(hub.log.lines(), "[refs] two") == 1;
  }));
}

TEST_CASE("a paused plugin goes on after a minute where it was, and others do not wait for it") {
  PipelineFixture hub;
  hub.add("refs", kPicky);
  hub.add("codes", marker("codes"));
  for (int i = 0; i < 3; ++i) hub.post(hub.plans, "bad");
  const auto waiting = hub.post(hub.plans, "good");
  CHECK(hub.caught_up());
  CHECK(hub.status("refs").paused);
  CHECK_FALSE(hub.status("refs").caught_up);
  CHECK(hub.status("codes").caught_up);
  CHECK(hub.marks(waiting) == Words{"codes"});

  hub.clock.advance(60s);
  CHECK(eventually([&] { return !hub.status("refs").paused; }));
  CHECK(hub.caught_up());
  CHECK(hub.marks(waiting) == Words{"codes", "mark"});
  CHECK(hub.status("refs").stats.failures == 3);
}

TEST_CASE("a new generation ends the pause at once") {
  PipelineFixture hub;
  hub.add("refs", kPicky);
  for (int i = 0; i < 3; ++i) hub.post(hub.plans, "bad");
  const auto waiting = hub.post(hub.plans, "good");
  CHECK(hub.caught_up());
  CHECK(hub.pipeline->replace("refs", hub.generation("refs", marker("new"))));
  CHECK(hub.caught_up());
  CHECK(hub.marks(waiting) == Words{"new"});
  CHECK_FALSE(hub.pipeline->replace("unknown", hub.generation("unknown", marker())));
}

TEST_CASE("outputs that the store refuses are tried again, with growing pauses, without end") {
  PipelineFixture hub;
  hub.sql("PRAGMA busy_timeout = 0");
  hub.add("refs", teller());
  const auto message = hub.post(hub.plans, "wait");
  REQUIRE(hub.log.await("[refs] wait"));
  auto other = must(store::Connection::open(hub.database(), store::OpenMode::ReadWrite));
  std::function<void()> recover;
  SECTION("another process holds the database") {
    must(other.execute("BEGIN IMMEDIATE"));
    recover = [&other] {
      must(other.execute("ROLLBACK"));
    };
  }
  SECTION("the transaction is ended under the batch") {
    hub.sql(
        "CREATE TRIGGER refuse BEFORE INSERT ON enrichments"
        " BEGIN SELECT RAISE(ROLLBACK, 'all gone'); END");
    recover = [&hub] {
      hub.sql("DROP TRIGGER refuse");
    };
  }
  SECTION("the progress cannot be written") {
    hub.sql(
        "CREATE TRIGGER refuse BEFORE UPDATE ON plugin_cursors"
        " BEGIN SELECT RAISE(ABORT, 'not now'); END");
    recover = [&hub] {
      hub.sql("DROP TRIGGER refuse");
    };
  }
  hub.log.let_go();
  for (const auto pause : {100ms, 200ms, 400ms, 800ms, 1600ms, 3200ms, 3200ms, 3200ms}) {
    REQUIRE(eventually([&] { return hub.status("refs").held_up; }));
    hub.clock.advance(pause - 1ms);
    if (pause == 200ms) CHECK_FALSE(hub.log.await("[refs] wait", 3, 300ms));
    hub.clock.advance(1ms);
    const auto runs = static_cast<std::ptrdiff_t>(hub.log.lines().size());
    REQUIRE(hub.log.await("[refs] wait", runs + 1));
  }
  REQUIRE(eventually([&] { return hub.status("refs").held_up; }));
  CHECK(hub.log.lines().size() == 9);
  CHECK(hub.count("enrichments") == 0);
  recover();
  hub.clock.advance(3200ms);
  CHECK(hub.caught_up());
  CHECK(hub.marks(message) == Words{"mark"});
  CHECK(hub.announced() == 1);
  CHECK(hub.count("plugin_failures") == 0);
  CHECK(hub.status("refs").stats.runs == 1);
}

TEST_CASE("after the store has recovered the pauses are short again") {
  PipelineFixture hub;
  hub.add("refs", teller());
  for (const char* text : {"first wait", "second wait"}) {
    hub.post(hub.plans, text);
    REQUIRE(hub.log.await("[refs] " + std::string(text)));
    hub.sql(
        "CREATE TRIGGER refuse BEFORE UPDATE ON plugin_cursors"
        " BEGIN SELECT RAISE(ABORT, 'not now'); END");
    hub.log.let_go();
    REQUIRE(eventually([&] { return hub.status("refs").held_up; }));
    hub.sql("DROP TRIGGER refuse");
    hub.log.hold();
    hub.clock.advance(100ms);
    REQUIRE(hub.log.await("[refs] " + std::string(text), 2));
    hub.log.let_go();
    CHECK(hub.caught_up());
    hub.log.hold();
  }
}

TEST_CASE("a database that cannot be opened is tried again") {
  PipelineFixture hub;
  hub.restart(hub.folder / "later.sqlite3");
  hub.add("refs", teller());
  hub.post(hub.plans, "hello");
  REQUIRE(eventually([&] { return hub.status("refs").held_up; }));
  std::filesystem::create_symlink(hub.database(), hub.folder / "later.sqlite3");
  hub.clock.advance(100ms);
  CHECK(hub.log.await("[refs] hello"));
  CHECK(hub.caught_up());
}

TEST_CASE("what is asked of a plugin is done, also if the store is not ready for it at first") {
  PipelineFixture hub;
  hub.add("refs", kPicky);
  const auto message = hub.post(hub.plans, "bad");
  CHECK(hub.caught_up());
  REQUIRE(hub.count("plugin_failures") == 1);
  REQUIRE(hub.pipeline->replace("refs", hub.generation("refs", marker("mended"))));
  must(hub.run([](hub::Write& w) { return request_retry(w.db, "refs"); }));
  hub.sql(
      "CREATE TRIGGER refuse BEFORE DELETE ON plugin_requests"
      " BEGIN SELECT RAISE(ABORT, 'not now'); END");
  hub.pipeline->attend("refs");
  CHECK(eventually([&] { return hub.status("refs").held_up; }));
  hub.sql("DROP TRIGGER refuse");
  hub.clock.advance(100ms);
  CHECK(eventually([&] { return !hub.status("refs").held_up; }));
  CHECK(hub.caught_up());
  CHECK(hub.marks(message) == Words{"mended"});
  CHECK(hub.count("plugin_failures") == 0);
  CHECK(hub.count("plugin_requests") == 0);
}

TEST_CASE("a retry that is asked for during a pause comes after it") {
  PipelineFixture hub;
  hub.add("refs", enricher("global = (global or 0) + 1 if global < 4 then error('no luck') end "
                           "return {{ kind = 'mark', span = {1, 1}, data = {} }}"));
  std::vector<hub::Message> messages;
  for (int i = 0; i < 3; ++i) messages.push_back(hub.post(hub.plans, "hello"));
  CHECK(hub.caught_up());
  must(hub.run([](hub::Write& w) { return request_retry(w.db, "refs"); }));
  hub.pipeline->attend("refs");
  CHECK(hub.caught_up());
  CHECK(hub.status("refs").paused);
  CHECK(hub.count("enrichments") == 0);
  hub.clock.advance(60s);
  CHECK(eventually([&] { return !hub.status("refs").paused; }));
  CHECK(hub.caught_up());
  for (const auto& message : messages) CHECK(hub.marks(message) == Words{"mark"});
  CHECK(hub.count("plugin_failures") == 0);
}

TEST_CASE("a plugin is sent back while it runs") {
  PipelineFixture hub;
  hub.add("refs", teller());
  const std::int64_t start = hub.newest_event();
  hub.post(hub.plans, "before");
  CHECK(hub.caught_up());
  hub.post(hub.plans, "wait");
  REQUIRE(hub.log.await("[refs] wait"));
  must(hub.run([&](hub::Write& w) { return request_backfill(w.db, "refs", start); }));
  hub.pipeline->attend("refs");
  hub.log.let_go();
  CHECK(hub.caught_up());
  CHECK(hub.log.lines() == Words{"[refs] before", "[refs] wait", "[refs] before", "[refs] wait"});
  CHECK(hub.column("SELECT count(*) FROM enrichments GROUP BY message_id") == Words{"1", "1"});
}

TEST_CASE("a plugin that was taken away runs no more") {
  PipelineFixture hub;
  hub.add("refs", teller());
  hub.add("codes", teller());
  hub.pipeline->remove("refs");
  hub.pipeline->remove("unknown");
  hub.post(hub.plans, "hello");
  CHECK(hub.caught_up());
  CHECK(hub.log.lines() == Words{"[codes] hello"});
  CHECK(hub.pipeline->status().size() == 1);
}

TEST_CASE("a plugin that comes back while it still runs writes everything once") {
  PipelineFixture hub(2);
  hub.add("refs", teller());
  const auto message = hub.post(hub.plans, "wait");
  REQUIRE(hub.log.await("[refs] wait"));
  if (GENERATE(true, false)) hub.pipeline->remove("refs");
  hub.add("refs", teller());
  REQUIRE(hub.log.await("[refs] wait", 2));  // both at once
  const auto next = hub.post(hub.plans, "next");
  hub.log.let_go();
  CHECK(hub.caught_up());
  CHECK(hub.log.await("[refs] next"));
  CHECK(hub.marks(message) == Words{"mark"});
  CHECK(hub.marks(next) == Words{"mark"});
  CHECK(hub.announced() == 2);
}

TEST_CASE("a message that is moved while a plugin runs is derived from once, where it is now") {
  PipelineFixture hub;
  hub.add("refs", extractor("ctx.log.info(message.topic_id .. ' wait') "
                            "return {{ kind = 'fact', value_json = {} }}"));
  const auto message = hub.post(hub.plans, "hello");
  REQUIRE(hub.log.await("[refs] " + hub.plans.id + " wait"));
  hub.move(message, hub.other);
  hub.log.let_go();
  CHECK(hub.caught_up());
  CHECK(hub.column("SELECT topic_id FROM topic_attachments") == Words{hub.other.id});
  CHECK(hub.log.lines().size() == 2);
}

TEST_CASE("stopping interrupts what runs, and it runs again with the next start") {
  PipelineFixture hub(2);
  hub.settings.limits.fuel = UINT64_MAX;
  hub.add("refs", kEndless);
  hub.add("codes", marker("codes"));
  hub.post(hub.plans, "hello");
  REQUIRE(hub.log.await("[refs] hello"));
  hub.pipeline->stop();
  CHECK(hub.count("plugin_failures") == 0);
  CHECK_FALSE(hub.status("refs").caught_up);

  hub.restart();
  hub.add("refs", teller());
  CHECK(hub.caught_up());
  CHECK(hub.log.lines() == Words{"[refs] hello", "[refs] hello"});
  CHECK(hub.count("enrichments WHERE plugin = 'refs'") == 1);
}

TEST_CASE("stopping also interrupts a plugin that was taken away") {
  PipelineFixture hub;
  hub.settings.limits.fuel = UINT64_MAX;
  hub.add("refs", kEndless);
  hub.post(hub.plans, "hello");
  REQUIRE(hub.log.await("[refs] hello"));
  hub.pipeline->remove("refs");
  hub.pipeline->stop();
  CHECK(hub.pipeline->workers() == 0);
}

TEST_CASE("a stop in the middle of a run loses nothing and doubles nothing") {
  PipelineFixture hub;
  hub.add("refs", teller());
  const auto message = hub.post(hub.plans, "wait");
  REQUIRE(hub.log.await("[refs] wait"));
  std::thread stopper([&hub] { hub.pipeline->stop(); });
  hub.log.let_go();
  stopper.join();
  CHECK(hub.count("plugin_failures") == 0);
  hub.restart();
  hub.add("refs", teller());
  CHECK(hub.caught_up());
  CHECK(hub.marks(message) == Words{"mark"});
  CHECK(hub.announced() == 1);
}

TEST_CASE("a pipeline that has stopped does nothing, whatever is asked of it") {
  PipelineFixture hub;
  hub.add("refs", teller());
  CHECK(hub.caught_up());
  hub.pipeline->stop();
  hub.pipeline->stop();
  hub.post(hub.plans, "hello");
  hub.pipeline->attend("refs");
  hub.pipeline->replace("refs", hub.generation("refs", teller()));
  hub.add("codes", teller());
  hub.pipeline->wait_for_room(0);
  bool asked = false;
  hub.pipeline->wait_until_caught_up([&] { return std::exchange(asked, true); });
  CHECK(hub.log.lines().empty());
}

TEST_CASE("whoever feeds the hub waits until the plugins are not far behind") {
  PipelineFixture hub;
  hub.add("refs", teller());
  hub.post(hub.plans, "wait");
  REQUIRE(hub.log.await("[refs] wait"));
  for (int i = 0; i < 10; ++i) hub.post(hub.plans, "more");
  hub.pipeline->wait_for_room(11);  // returns at once
  std::thread opener([&hub] { hub.log.let_go(); });
  hub.pipeline->wait_for_room(0);
  opener.join();
  CHECK(hub.status("refs").caught_up);
}

// A plugin on its way through the log, step by step: its place, its failures, its pauses.
#include "tests/unit/plugins/lanes.h"

using namespace perigee;
using namespace perigee::plugins;
using namespace perigee::test;
using namespace std::chrono_literals;

namespace {

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("a hook sees the members of a message, and no more") {
  const hub::Message message{"msg_1", "topic_1", "ch_1", "ada", "hello", 7, "then", "now", {}, {}};
  CHECK(to_json(message_for_plugin(message)) ==
        R"({"id":"msg_1","content":"hello","content_raw":"hello","sender":"ada",)"
        R"("topic_id":"topic_1","channel_id":"ch_1","created_at":"then"})");
}

TEST_CASE("a new plugin starts with the next message and sees each once") {
  Lanes hub;
  const auto before = hub.post(hub.plans, "before");
  auto lane = hub.lane("refs", text_marker());
  CHECK_FALSE(hub.slice(*lane));
  const auto one = hub.post(hub.plans, "one");
  const auto two = hub.post(hub.plans, "two");
  CHECK(hub.finish(*lane));
  CHECK(hub.marks(before).empty());
  CHECK(hub.marks(one) == Words{"one"});
  CHECK(hub.marks(two) == Words{"two"});
  CHECK(hub.announced() == 2);
  CHECK(lane->position() == hub.newest_event());
}

TEST_CASE("a crash between run and commit repeats the run, not the result") {
  Lanes hub;
  auto lane = hub.lane("refs", text_marker());
  const auto message = hub.post(hub.plans, "hello");
  const std::int64_t posted = hub.newest_event();
  REQUIRE(hub.slice(*lane));
  CHECK(hub.cursor() == posted - 1);

  lane = hub.after_crash(text_marker());
  const auto batch = hub.slice(*lane);
  must(hub.write(*batch));  // the lane never hears of it
  CHECK(hub.cursor() == posted);

  lane = hub.after_crash(text_marker());
  CHECK(hub.finish(*lane));
  CHECK(hub.marks(message) == Words{"hello"});
  CHECK(hub.announced() == 1);
}

TEST_CASE("of two lanes of one plugin only one writes, whoever is late") {
  Lanes hub;
  auto old = hub.lane("refs", text_marker());
  const auto message = hub.post(hub.plans, "hello");
  const auto late = hub.slice(*old);
  auto fresh = hub.lane("refs", text_marker());
  SECTION("the old one") {
    CHECK(hub.finish(*fresh));
    CHECK(must(hub.write(*late)).outdated);
  }
  SECTION("the new one") {
    const auto batch = hub.slice(*fresh);
    hub.commit(*old, *late);
    hub.commit(*fresh, *batch);
  }
  hub.post(hub.plans, "next");
  CHECK(hub.finish(*fresh));
  CHECK(hub.finish(*old));
  CHECK(hub.marks(message) == Words{"hello"});
  CHECK(hub.announced() == 2);
  CHECK(hub.value("SELECT runs FROM plugin_stats") == "2");
}

TEST_CASE("a batch that could not be written runs again") {
  Lanes hub;
  auto lane = hub.lane("refs", text_marker());
  const auto message = hub.post(hub.plans, "hello");
  const auto lost = hub.slice(*lane);
  const auto again = hub.slice(*lane);
  REQUIRE(again);
  CHECK(again->from == lost->from);
  CHECK(again->until == lost->until);
  hub.commit(*lane, *again);
  CHECK(hub.finish(*lane));
  CHECK(hub.marks(message) == Words{"hello"});
}

TEST_CASE("a failed run is stored, and the next event has its turn") {
  Lanes hub;
  auto lane = hub.lane("refs", picky());
  hub.post(hub.plans, "bad");
  const std::int64_t bad = hub.newest_event();
  const auto good = hub.post(hub.plans, "good");
  CHECK(hub.finish(*lane));
  CHECK(hub.failures() == Words{std::to_string(bad)});
  CHECK_THAT(hub.value("SELECT message FROM plugin_failures"),
             Catch::Contains("refs.enrich") && Catch::Contains("plugins/refs.lua:1") &&
                 Catch::Contains("no luck"));
  CHECK(hub.marks(good) == Words{"good"});
  CHECK(hub.value("SELECT runs || failures FROM plugin_stats") == "21");
}

TEST_CASE("a wrong result is a failure as well") {
  Lanes hub;
  auto lane = hub.lane("refs", enricher("return { 'no table' }"));
  hub.post(hub.plans, "hello");
  CHECK(hub.finish(*lane));
  CHECK(hub.value("SELECT hook || code FROM plugin_failures") == "enrichINVALID_OUTPUT");
}

TEST_CASE("when both hooks fail the first one is told, and one that works is written") {
  Lanes hub;
  auto lane = hub.lane("refs", R"(return {
    enrich = function(ctx, message)
      if message.content == 'neither' then error('enrich') end
      return {{ kind = 'mark', span = {1, 1}, data = {} }}
    end,
    extract = function() error('extract') end })");
  hub.post(hub.plans, "neither");
  const auto one = hub.post(hub.plans, "one");
  CHECK(hub.finish(*lane));
  CHECK(hub.column("SELECT hook FROM plugin_failures ORDER BY event_id") ==
        Words{"enrich", "extract"});
  CHECK(hub.marks(one) == Words{"mark"});
}

TEST_CASE("three failures in a row pause a plugin for a minute, and nothing is lost") {
  Lanes hub;
  hub.store_running();
  auto lane = hub.lane("refs", picky());
  for (const char* text : {"bad", "bad", "bad"}) hub.post(hub.plans, text);
  const std::int64_t third = hub.newest_event();
  const auto waits = hub.post(hub.plans, "waits");
  CHECK(hub.finish(*lane));
  CHECK(hub.failures().size() == 3);
  CHECK(lane->position() == third);
  CHECK_FALSE(lane->ready());
  CHECK(lane->paused_until() == hub.clock.steady_now() + 60s);
  CHECK(hub.state() == "paused");

  hub.clock.advance(59'999ms);
  CHECK_FALSE(hub.slice(*lane));
  hub.clock.advance(1ms);
  CHECK_FALSE(lane->paused_until());
  CHECK(hub.finish(*lane));
  CHECK(hub.marks(waits) == Words{"waits"});
  CHECK(hub.state() == "running");
}

TEST_CASE("a pause that is over is no longer shown, also if there is nothing to run") {
  Lanes hub;
  hub.store_running();
  auto lane = hub.lane("refs", picky());
  for (const char* text : {"bad", "bad", "bad"}) hub.post(hub.plans, text);
  CHECK(hub.finish(*lane));
  REQUIRE(hub.state() == "paused");
  hub.clock.advance(60s);
  CHECK(hub.finish(*lane));
  CHECK(hub.state() == "running");
}

TEST_CASE("a pause of which the batch was lost is shown by the next one") {
  Lanes hub;
  hub.store_running();
  auto lane = hub.lane("refs", picky());
  for (const char* text : {"bad", "bad", "bad"}) hub.post(hub.plans, text);
  const auto lost = hub.slice(*lane);
  CHECK(lost->paused == true);
  CHECK(hub.finish(*lane));
  CHECK(hub.state() == "paused");
  CHECK(hub.failures().empty());
  hub.clock.advance(60s);
  CHECK(hub.finish(*lane));
  CHECK(hub.failures().size() == 3);
}

TEST_CASE("a success between failures keeps the plugin running") {
  Lanes hub;
  auto lane = hub.lane("refs", picky());
  for (const char* text : {"bad", "bad", "good", "bad", "bad"}) hub.post(hub.plans, text);
  CHECK(hub.finish(*lane));
  CHECK(lane->ready());
  CHECK(hub.failures().size() == 4);
}

TEST_CASE("a new generation takes over before the next slice and ends the pause") {
  Lanes hub;
  hub.store_running();
  auto lane = hub.lane("refs", picky());
  for (const char* text : {"bad", "bad", "bad"}) hub.post(hub.plans, text);
  const auto waits = hub.post(hub.plans, "bad, but not for long");
  CHECK(hub.finish(*lane));
  lane->replace(hub.generation("refs", marker("superseded")));
  lane->replace(hub.generation("refs", marker("new")));
  CHECK(lane->ready());
  CHECK(hub.finish(*lane));
  CHECK(hub.marks(waits) == Words{"new"});
  CHECK(hub.state() == "running");
}

TEST_CASE("a plugin that spent its fuel starts afresh with the next event") {
  Lanes hub;
  hub.settings.limits.fuel = 100'000;
  auto lane = hub.lane("refs",
                       "runs = 0 return { enrich = function(ctx, message) runs = runs + 1 "
                       "while message.content == 'loop' do end "
                       "return {{ kind = 'run ' .. runs, span = {1, 1}, data = {} }} end }");
  const auto first = hub.post(hub.plans, "first");
  hub.post(hub.plans, "loop");
  const auto next = hub.post(hub.plans, "next");
  CHECK(hub.finish(*lane));
  CHECK(hub.marks(first) == Words{"run 1"});
  CHECK(hub.marks(next) == Words{"run 1"});
  CHECK(hub.value("SELECT code FROM plugin_failures") == "TIMEOUT");
}

TEST_CASE("a slice ends when its time is over, and the next one goes on there") {
  Lanes hub;
  auto lane = hub.lane("refs", enricher("ctx.log.info('run') " + std::string("return {}")));
  for (const char* text : {"one", "two", "three"}) hub.post(hub.plans, text);
  hub.log.let_go();
  SECTION("the clock stands still") {
    CHECK(hub.slice(*lane)->runs.size() == 3);
  }
  SECTION("a run takes as long as a slice") {
    hub.log.on_line([&hub](const std::string&) { hub.clock.advance(limits::kPipelineSlice); });
    for (int i = 2; i >= 0; --i) {
      const auto batch = hub.slice(*lane);
      CHECK(batch->runs.size() == 1);
      CHECK(batch->until == hub.newest_event() - i);
      hub.commit(*lane, *batch);
    }
    CHECK_FALSE(hub.slice(*lane));
  }
}

TEST_CASE("a slice is no longer than its share") {
  Lanes hub;
  auto lane = hub.lane("refs", text_marker());
  for (std::size_t i = 0; i < limits::kPipelineBatch + 1; ++i) hub.post(hub.plans, "x");
  const auto batch = hub.slice(*lane);
  CHECK(batch->runs.size() == limits::kPipelineBatch);
  CHECK(batch->until == hub.newest_event() - 1);
  hub.commit(*lane, *batch);
  CHECK(hub.slice(*lane)->runs.size() == 1);
}

TEST_CASE("a log that cannot be read is an error, and the lane stays where it is") {
  Lanes hub;
  auto lane = hub.lane("refs", text_marker());
  hub.post(hub.plans, "hello");
  const std::int64_t position = lane->position();
  auto other = must(store::Connection::open_memory());
  CHECK_FALSE(lane->run_slice(EventFeed(hub.newest_event()), other));
  CHECK_FALSE(lane->run_retries(other));
  CHECK(lane->position() == position);
}

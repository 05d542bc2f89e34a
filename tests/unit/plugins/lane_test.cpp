// A plugin on its way through the log, step by step: what a crash, a change of the message or a
// failure does to its outputs and to its place.
#include "host/plugins/lane.h"

#include "tests/support/lane_fixture.h"

using namespace perigee;
using namespace perigee::plugins;
using namespace perigee::test;
using namespace std::chrono_literals;

namespace {

using Words = std::vector<std::string>;

/// A plugin that fails on texts with "bad" in them and marks the others with their text.
const std::string kPicky = enricher(
    "if message.content:find('bad') then error('no luck') end "
    "return {{ kind = message.content, span = {1, 1}, data = {} }}");

struct Lanes : LaneFixture {
  Lanes() { log::set_level(log::Level::Off); }

  /// The same plugin after the process was killed: from what is stored.
  std::unique_ptr<Lane> after_crash(const std::string& text) { return lane("refs", text); }
  std::int64_t cursor() { return std::stoll(value("SELECT event_id FROM plugin_cursors")); }
  Words failures() { return column("SELECT event_id FROM plugin_failures"); }
  std::string state() { return value("SELECT state FROM plugin_states"); }
  void store_running() {
    must(run([](hub::Write& w) {
      return store_state(w, {"refs", "plugins/refs.lua", "running", "", "enrich", 1});
    }));
  }
  void ask(const std::function<Result<void>(store::Connection&)>& request, Lane& lane) {
    const auto taken = must(run([&](hub::Write& w) -> Result<Cursor> {
      if (auto asked = request(w.db); !asked) return fail(std::move(asked));
      return take_requests(w.db, lane.name());
    }));
    lane.rewind(taken.event_id);
  }
  /// Has the failed events run again.
  bool retry(Lane& lane) {
    const auto batch = must(lane.run_retries(reader()));
    if (batch) commit(lane, *batch);
    return batch.has_value();
  }
};

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

TEST_CASE("whatever happens to a message during its run, the outcome is that of a quiet run") {
  struct Change {
    const char* name;
    std::function<void(Lanes&, const hub::Message&)> happens;
    Words marks;
  };
  const Change change = GENERATE(values<Change>({
      {"nothing", [](Lanes&, const hub::Message&) {}, {"A"}},
      {"an edit", [](Lanes& hub, const hub::Message& m) { hub.edit(m, "B"); }, {"B"}},
      {"an edit to the same text",
       [](Lanes& hub, const hub::Message& m) { hub.edit(m, "A"); },
       {"A"}},
      {"an edit away and back",
       [](Lanes& hub, const hub::Message& m) {
         hub.edit(m, "B");
         hub.edit(m, "A");
       },
       {"A"}},
      {"a move", [](Lanes& hub, const hub::Message& m) { hub.move(m, hub.other); }, {"A"}},
      {"a move there and back",
       [](Lanes& hub, const hub::Message& m) {
         hub.move(m, hub.other);
         hub.move(m, hub.plans);
       },
       {"A"}},
      {"a move, and an edit to the same text",
       [](Lanes& hub, const hub::Message& m) {
         hub.move(m, hub.other);
         hub.edit(m, "A");
       },
       {"A"}},
      {"an edit, and a move",
       [](Lanes& hub, const hub::Message& m) {
         hub.edit(m, "B");
         hub.move(m, hub.other);
       },
       {"B"}},
      {"a move, an edit away and back, and another move",
       [](Lanes& hub, const hub::Message& m) {
         hub.move(m, hub.other);
         hub.edit(m, "B");
         hub.edit(m, "A");
         hub.move(m, hub.plans);
       },
       {"A"}},
      {"a deletion", [](Lanes& hub, const hub::Message& m) { hub.remove(m); }, {}},
      {"an edit and a deletion",
       [](Lanes& hub, const hub::Message& m) {
         hub.edit(m, "B");
         hub.remove(m);
       },
       {}},
      {"a move and a deletion",
       [](Lanes& hub, const hub::Message& m) {
         hub.move(m, hub.other);
         hub.remove(m);
       },
       {}},
  }));
  CAPTURE(change.name);
  const bool edited_before = GENERATE(false, true);
  const bool from_database = GENERATE(false, true);
  CAPTURE(edited_before, from_database);
  Lanes hub;
  auto lane = hub.lane("refs", text_marker());
  auto message = hub.post(hub.plans, edited_before ? "before" : "A");
  if (edited_before) {
    hub.post(hub.plans, "between");
    message = hub.edit(message, "A");
  }
  const auto batch = from_database
                         ? must(lane->run_slice(EventFeed(hub.newest_event()), hub.reader()))
                         : hub.slice(*lane);
  change.happens(hub, message);
  hub.commit(*lane, *batch);
  CHECK(hub.finish(*lane));
  CHECK(hub.marks(message) == change.marks);
  CHECK(hub.announced() ==
        static_cast<std::int64_t>(change.marks.size()) + (edited_before ? 1 : 0));
  CHECK(lane->position() == hub.newest_event());
}

TEST_CASE("whatever happened to a message before its run, the outcome is that of a quiet run") {
  Lanes hub;
  auto lane = hub.lane("refs", text_marker());
  const auto restored = hub.post(hub.plans, "A");
  const auto moved = hub.post(hub.plans, "M");
  const auto gone = hub.post(hub.plans, "G");
  hub.edit(restored, "B");
  hub.edit(restored, "A");
  hub.edit(moved, "M");
  hub.move(moved, hub.other);
  hub.remove(gone);
  const bool from_database = GENERATE(false, true);
  CAPTURE(from_database);
  EventFeed behind(hub.newest_event());
  const EventFeed& feed = from_database ? behind : hub.feed;
  for (int turn = 0; turn < 10; ++turn) {
    const auto batch = must(lane->run_slice(feed, hub.reader()));
    if (!batch) break;
    if (from_database) CHECK(batch->runs.size() == 2);
    hub.commit(*lane, *batch);
  }
  CHECK(hub.marks(restored) == Words{"A"});
  CHECK(hub.marks(moved) == Words{"M"});
  CHECK(hub.marks(gone).empty());
  CHECK(hub.announced() == 2);
}

TEST_CASE("a message that is moved each time it runs is run when it stays") {
  Lanes hub;
  auto lane = hub.lane("refs", text_marker());
  const auto message = hub.post(hub.plans, "A");
  for (int i = 0; i < 5; ++i) {
    const auto batch = hub.slice(*lane);
    REQUIRE(batch);
    hub.move(message, i % 2 == 0 ? hub.other : hub.plans);
    hub.commit(*lane, *batch);
    CHECK(hub.marks(message).empty());
  }
  const auto batch = hub.slice(*lane);
  REQUIRE(batch->runs.size() == 1);
  CHECK(batch->runs[0].message->topic_id == hub.other.id);
  hub.commit(*lane, *batch);
  CHECK(hub.marks(message) == Words{"A"});
}

TEST_CASE("a change that left no event does not keep a plugin busy") {
  Lanes hub;
  auto lane = hub.lane("refs", text_marker());
  const auto message = hub.post(hub.plans, "A");
  const auto batch = hub.slice(*lane);
  hub.sql("UPDATE messages SET version = version + 1");
  hub.commit(*lane, *batch);
  CHECK(hub.finish(*lane));
  CHECK(hub.marks(message) == Words{"A"});
}

TEST_CASE("a failed run is stored, and the next event has its turn") {
  Lanes hub;
  auto lane = hub.lane("refs", kPicky);
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
  auto lane = hub.lane("refs", kPicky);
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
  auto lane = hub.lane("refs", kPicky);
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
  auto lane = hub.lane("refs", kPicky);
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
  auto lane = hub.lane("refs", kPicky);
  for (const char* text : {"bad", "bad", "good", "bad", "bad"}) hub.post(hub.plans, text);
  CHECK(hub.finish(*lane));
  CHECK(lane->ready());
  CHECK(hub.failures().size() == 4);
}

TEST_CASE("a new generation takes over before the next slice and ends the pause") {
  Lanes hub;
  hub.store_running();
  auto lane = hub.lane("refs", kPicky);
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

TEST_CASE("failed events run again when somebody asks") {
  Lanes hub;
  auto lane = hub.lane("refs", kPicky);
  const auto message = hub.post(hub.plans, "bad");
  const auto edited = hub.post(hub.plans, "bad as well");
  const auto deleted = hub.post(hub.plans, "bad, too");
  CHECK(hub.finish(*lane));
  lane->replace(hub.generation("refs", marker("mended")));
  CHECK_FALSE(hub.retry(*lane));

  hub.edit(edited, "good");
  hub.remove(deleted);
  CHECK(hub.finish(*lane));
  hub.ask([](auto& db) { return request_retry(db, "refs"); }, *lane);
  CHECK(hub.retry(*lane));
  CHECK_FALSE(hub.retry(*lane));
  CHECK(hub.marks(message) == Words{"mended"});
  CHECK(hub.marks(edited) == Words{"mended"});
  CHECK(hub.marks(deleted).empty());
  CHECK(hub.failures().empty());
  CHECK(hub.finish(*lane));
  CHECK(hub.announced() == 2);
}

TEST_CASE("failed events wait while the plugin is paused") {
  Lanes hub;
  auto lane = hub.lane("refs", kPicky);
  for (int i = 0; i < 4; ++i) hub.post(hub.plans, "bad");
  CHECK(hub.finish(*lane));
  hub.ask([](auto& db) { return request_retry(db, "refs"); }, *lane);
  CHECK_FALSE(hub.retry(*lane));
  hub.clock.advance(60s);
  CHECK(hub.retry(*lane));
  CHECK(hub.column("SELECT attempts FROM plugin_failures") == Words{"2", "2", "2"});
  CHECK_FALSE(lane->ready());  // three more
}

TEST_CASE("a crash during a retry repeats it") {
  Lanes hub;
  auto lane = hub.lane("refs", kPicky);
  const auto message = hub.post(hub.plans, "bad");
  CHECK(hub.finish(*lane));
  lane->replace(hub.generation("refs", marker("mended")));
  hub.ask([](auto& db) { return request_retry(db, "refs"); }, *lane);
  const auto late = must(lane->run_retries(hub.reader()));
  REQUIRE(late);

  lane = hub.after_crash(marker("mended"));
  CHECK(hub.retry(*lane));
  must(hub.write(*late));
  CHECK(hub.marks(message) == Words{"mended"});
  CHECK(hub.announced() == 1);
  CHECK(hub.failures().empty());
}

TEST_CASE("a plugin that is sent back runs on everything again and replaces what it made") {
  Lanes hub;
  auto lane = hub.lane("refs", kPicky);
  const std::int64_t start = lane->position();
  const auto one = hub.post(hub.plans, "one");
  const auto bad = hub.post(hub.plans, "bad");
  const auto edited = hub.post(hub.plans, "old");
  hub.edit(edited, "new");
  CHECK(hub.finish(*lane));
  lane->replace(hub.generation("refs", text_marker()));
  hub.ask([start](auto& db) { return request_backfill(db, "refs", start); }, *lane);
  CHECK(lane->position() == start);
  const bool from_database = GENERATE(false, true);
  if (from_database) {
    const auto batch = must(lane->run_slice(EventFeed(hub.newest_event()), hub.reader()));
    CHECK(batch->runs.size() == 3);
    hub.commit(*lane, *batch);
  }
  CHECK(hub.finish(*lane));
  CHECK(hub.marks(one) == Words{"one"});
  CHECK(hub.marks(bad) == Words{"bad"});
  CHECK(hub.marks(edited) == Words{"new"});
  CHECK(hub.failures().empty());
  CHECK(lane->position() == hub.newest_event());
}

TEST_CASE("an interrupted run never happened, and what was run before it is written") {
  Lanes hub;
  hub.log.let_go();
  const std::string text = enricher(
      "ctx.log.info(message.content) "
      "local n = 0 while message.content == 'long' and n < 1e6 do n = n + 1 end "
      "return {{ kind = 'mark', span = {1, 1}, data = {} }}");
  auto lane = hub.lane("refs", text);
  const auto before = hub.post(hub.plans, "before");
  const auto long_one = hub.post(hub.plans, "long");
  const std::int64_t interrupted = hub.newest_event();
  const auto after = hub.post(hub.plans, "after");
  hub.log.on_line([&lane](const std::string& line) {
    if (line == "[refs] long") lane->interrupt();
  });
  const auto batch = hub.slice(*lane);
  REQUIRE(batch);
  CHECK(batch->runs.size() == 1);
  CHECK(batch->until == interrupted - 1);
  CHECK(batch->stats.failures == 0);
  CHECK(batch->stats.runs == 1);
  hub.commit(*lane, *batch);
  CHECK_FALSE(lane->ready());
  CHECK_FALSE(hub.slice(*lane));
  CHECK(hub.failures().empty());
  CHECK(hub.marks(before) == Words{"mark"});
  CHECK(hub.marks(long_one).empty());
  CHECK(hub.cursor() == interrupted - 1);

  hub.log.on_line({});
  lane = hub.after_crash(text);
  CHECK(hub.finish(*lane));
  CHECK(hub.marks(long_one) == Words{"mark"});
  CHECK(hub.marks(after) == Words{"mark"});
  CHECK(hub.announced() == 3);
}

TEST_CASE("a generation that takes over during an interruption runs nothing either") {
  Lanes hub;
  auto lane = hub.lane("refs", text_marker());
  hub.post(hub.plans, "hello");
  lane->interrupt();
  lane->replace(hub.generation("refs", text_marker()));
  CHECK_FALSE(hub.slice(*lane));
  CHECK(hub.announced() == 0);
}

TEST_CASE("an interrupted retry is still asked for") {
  Lanes hub;
  hub.log.let_go();
  auto lane = hub.lane("refs", enricher("ctx.log.info('run') error('no luck')"));
  hub.post(hub.plans, "hello");
  CHECK(hub.finish(*lane));
  hub.ask([](auto& db) { return request_retry(db, "refs"); }, *lane);
  hub.log.on_line([&lane](const std::string&) { lane->interrupt(); });
  lane->replace(hub.generation("refs", enricher("ctx.log.info('run') while true do end")));
  CHECK_FALSE(hub.retry(*lane));
  CHECK(must(requested_retries(hub.reader(), "refs", 10)).size() == 1);
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

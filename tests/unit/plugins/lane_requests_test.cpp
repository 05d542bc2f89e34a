// Runs that happen again because somebody asks, and runs that are interrupted.
#include "tests/unit/plugins/lanes.h"

using namespace perigee;
using namespace perigee::plugins;
using namespace perigee::test;
using namespace std::chrono_literals;

namespace {

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("failed events run again when somebody asks") {
  Lanes hub;
  auto lane = hub.lane("refs", picky());
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
  auto lane = hub.lane("refs", picky());
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
  auto lane = hub.lane("refs", picky());
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
  auto lane = hub.lane("refs", picky());
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

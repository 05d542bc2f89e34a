// How runs become durable: all of a batch or nothing, each output behind the guard, nothing twice.
#include "tests/unit/plugins/batches.h"

using namespace perigee;
using namespace perigee::plugins;
using namespace perigee::test;

namespace {

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("outputs, statistics and cursor are written together") {
  Batches hub;
  const auto message = hub.post(hub.plans, "hello");
  Run run = enriched(hub, message, {mark("a"), mark("b")});
  run.attachments = {{fact()}};
  const auto committed = must(hub.write(hub.batch({run})));
  CHECK(committed.until == run.event_id);
  CHECK_FALSE(committed.outdated);
  CHECK(committed.stats.enrichments == 2);
  CHECK(hub.marks(message) == Words{"a", "b"});
  CHECK(hub.count("topic_attachments") == 1);
  CHECK(hub.stats("runs || enrichments || attachments || failures") == "1210");
  CHECK(hub.cursor() == run.event_id);
  CHECK(hub.failures().empty());
}

TEST_CASE("a batch that is written a second time changes nothing") {
  Batches hub;
  const auto message = hub.post(hub.plans, "hello");
  const Batch batch = hub.batch({enriched(hub, message, {mark()})});
  must(hub.write(batch));
  const std::int64_t cursor = hub.cursor();
  const std::int64_t events = hub.newest_event();
  const auto again = must(hub.write(batch));
  CHECK(again.outdated);
  CHECK(again.until == cursor);
  CHECK(again.stats.runs == 0);
  CHECK(hub.marks(message) == Words{"mark"});
  CHECK(hub.newest_event() == events);
  CHECK(hub.stats("runs") == "1");
}

TEST_CASE("a batch from before the plugin was sent back is void, and it stays sent back") {
  Batches hub;
  must(hub.write(hub.batch({enriched(hub, hub.post(hub.plans, "one"), {mark()})})));
  const auto message = hub.post(hub.plans, "two");
  Batch late = hub.batch({enriched(hub, message, {mark()}), failed(hub, message)});
  late.paused = true;
  must(hub.run([](hub::Write& w) {
    auto asked = request_backfill(w.db, "refs", 0);
    return asked ? take_requests(w.db, "refs") : Result<Cursor>(fail(std::move(asked)));
  }));
  CHECK(must(hub.write(late)).until == 0);
  CHECK(hub.cursor() == 0);
  CHECK(hub.marks(message).empty());
  CHECK(hub.failures().empty());
}

TEST_CASE("a cursor that somebody took away is made again") {
  Batches hub;
  const auto message = hub.post(hub.plans, "hello");
  const Batch batch = hub.batch({enriched(hub, message, {mark()})});
  hub.sql("DELETE FROM plugin_cursors");
  CHECK_FALSE(must(hub.write(batch)).outdated);
  CHECK(hub.cursor() == batch.until);
}

TEST_CASE("outputs for a message that was edited or deleted meanwhile are dropped") {
  Batches hub;
  const auto edited = hub.post(hub.plans, "A");
  const auto restored = hub.post(hub.plans, "A");
  const auto deleted = hub.post(hub.plans, "A");
  Batch batch = hub.batch({enriched(hub, edited, {mark()}), enriched(hub, restored, {mark()}),
                           enriched(hub, deleted, {mark()})});
  hub.edit(edited, "B");
  hub.edit(restored, "B");
  hub.edit(restored, "A");
  hub.remove(deleted);
  const auto committed = must(hub.write(batch));
  CHECK(committed.until == batch.until);
  CHECK_FALSE(committed.outdated);
  CHECK(hub.count("enrichments") == 0);
  CHECK(hub.announced() == 0);
  CHECK(committed.stats.enrichments == 0);
}

TEST_CASE("the runs from one whose message was only moved on must happen again") {
  Batches hub;
  const auto first = hub.post(hub.plans, "first");
  const auto moved = hub.post(hub.plans, "moved");
  const auto last = hub.post(hub.plans, "last");
  const Run before = enriched(hub, first, {mark()});
  const Run stale = enriched(hub, moved, {mark()});
  const Batch batch = hub.batch({before, stale, enriched(hub, last, {mark()})});
  hub.move(moved, hub.other);
  const auto committed = must(hub.write(batch));
  CHECK(committed.outdated);
  CHECK(committed.until == stale.event_id - 1);
  CHECK(hub.cursor() == stale.event_id - 1);
  CHECK(hub.marks(first) == Words{"mark"});
  CHECK(hub.marks(moved).empty());
  CHECK(hub.marks(last).empty());
}

TEST_CASE("a moved message that was edited as well has a newer event") {
  Batches hub;
  const auto message = hub.post(hub.plans, "A");
  const Batch batch = hub.batch({enriched(hub, message, {mark()})});
  hub.move(message, hub.other);
  hub.edit(message, "B");
  hub.edit(message, "A");
  CHECK_FALSE(must(hub.write(batch)).outdated);
  CHECK(hub.cursor() == batch.until);
  CHECK(hub.count("enrichments") == 0);
}

TEST_CASE("a run on an edited message replaces what the plugin had derived") {
  Batches hub;
  auto message = hub.post(hub.plans, "before");
  must(hub.write(hub.batch({enriched(hub, message, {mark("old")})})));
  message = hub.edit(message, "after");
  SECTION("by something else") {
    must(hub.write(hub.batch({enriched(hub, message, {mark("new")})})));
    CHECK(hub.marks(message) == Words{"new"});
    CHECK(hub.announced() == 2);
  }
  SECTION("by nothing") {
    must(hub.write(hub.batch({enriched(hub, message, {})})));
    CHECK(hub.marks(message).empty());
    CHECK(hub.announced() == 1);
  }
  SECTION("but not if enrich failed") {
    must(hub.write(hub.batch({failed(hub, message)})));
    CHECK(hub.marks(message) == Words{"old"});
  }
}

TEST_CASE("a run that happens again after a backfill replaces its outputs") {
  Batches hub;
  const std::int64_t start = hub.cursor();
  const auto message = hub.post(hub.plans, "hello");
  Run run = enriched(hub, message, {mark("first")});
  run.attachments = {{fact()}};
  must(hub.write(hub.batch({run})));
  hub.sql("UPDATE plugin_cursors SET event_id = " + std::to_string(start));
  run.enrichments = {{mark("second")}};
  const auto committed = must(hub.write(hub.batch({run})));
  CHECK(hub.marks(message) == Words{"second"});
  CHECK(hub.count("topic_attachments") == 1);
  CHECK(committed.stats.attachments == 0);
}

TEST_CASE("whether a plugin is paused is stored with the runs that paused it") {
  Batches hub;
  must(hub.run([](hub::Write& w) {
    return store_state(w, {"refs", "plugins/refs.lua", "running", "", "enrich", 1});
  }));
  Batch batch = hub.batch({failed(hub, hub.post(hub.plans, "hello"))});
  batch.paused = true;
  must(hub.write(batch));
  CHECK(hub.value("SELECT state FROM plugin_states") == "paused");
  batch = hub.batch({});
  batch.paused = false;
  must(hub.write(batch));
  CHECK(hub.value("SELECT state || reason FROM plugin_states") == "running");
}

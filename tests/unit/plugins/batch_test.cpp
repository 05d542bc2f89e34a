// How runs become durable: all of a batch or nothing, each output behind the guard, blame where it
// belongs, and nothing twice.
#include "host/plugins/batch.h"

#include "tests/support/lane_fixture.h"

using namespace perigee;
using namespace perigee::plugins;
using namespace perigee::test;

namespace {

using Words = std::vector<std::string>;

/// Batches that are written down in the test, for a plugin "refs" that starts at the newest event.
struct Batches : LaneFixture {
  Batches() {
    must(run([&](hub::Write& w) { return open_cursor(w.db, "refs", newest_event()); }));
  }

  /// A batch from the stored cursor to the newest event, with the runs that are given.
  Batch batch(std::vector<Run> runs) {
    Batch made;
    made.plugin = "refs";
    made.runs = std::move(runs);
    made.from = cursor();
    made.until = newest_event();
    made.stats.runs = static_cast<std::int64_t>(made.runs.size());
    return made;
  }
  Batch retries(std::vector<Run> runs) {
    Batch made = batch(std::move(runs));
    made.kind = BatchKind::Retries;
    return made;
  }

  std::int64_t cursor() { return std::stoll(value("SELECT event_id FROM plugin_cursors")); }
  Words failures() {
    return column("SELECT event_id || hook || code || attempts FROM plugin_failures");
  }
  std::string stats(const std::string& what) {
    return value("SELECT " + what + " FROM plugin_stats");
  }
  void ask_for_retry() { sql("UPDATE plugin_failures SET retry = 1"); }
};

hub::Enrichment mark(const std::string& kind = "mark") {
  return {kind, 0, 1, "{}", R"({"kind":")" + kind + R"("})"};
}
hub::DerivedAttachment fact(const std::string& identity = "one") {
  return {"fact", std::nullopt, "{}", identity};
}

/// The run on the message's newest event that found nothing.
Run empty_run(Batches& hub, const hub::Message& message) {
  Run run;
  run.event_id = std::stoll(
      hub.value("SELECT max(event_id) FROM events WHERE entity_id = '" + message.id + "'"));
  run.message = std::make_shared<hub::Message>(message);
  return run;
}
Run enriched(Batches& hub, const hub::Message& message, std::vector<hub::Enrichment> marks) {
  Run run = empty_run(hub, message);
  run.enrichments = std::move(marks);
  return run;
}
Run failed(Batches& hub, const hub::Message& message, Hook hook = Hook::Enrich) {
  Run run = empty_run(hub, message);
  run.failure = RunFailure{hook, Error{Code::ExecutionError, "no luck"}};
  return run;
}

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

TEST_CASE("a failure is stored with its hook, and the cursor moves on") {
  Batches hub;
  const auto message = hub.post(hub.plans, "hello");
  const Run run = failed(hub, message, Hook::Extract);
  must(hub.write(hub.batch({run})));
  CHECK(hub.failures() == Words{std::to_string(run.event_id) + "extractEXECUTION_ERROR1"});
  CHECK(hub.value("SELECT message FROM plugin_failures") == "no luck");
  CHECK(hub.cursor() == run.event_id);
}

TEST_CASE("one hook's failure does not take the other's outputs away") {
  Batches hub;
  const auto message = hub.post(hub.plans, "hello");
  Run run = failed(hub, message, Hook::Extract);
  run.enrichments = {{mark()}};
  must(hub.write(hub.batch({run})));
  CHECK(hub.marks(message) == Words{"mark"});
  CHECK(hub.failures().size() == 1);
}

TEST_CASE("outputs that the database refuses are the failure of their hook alone") {
  log::set_level(log::Level::Off);
  Batches hub;
  const auto message = hub.post(hub.plans, "hello");
  const auto next = hub.post(hub.plans, "next");
  Run run = enriched(hub, message, {mark()});
  run.attachments = {{fact("one"), fact("two")}};
  const std::string id = std::to_string(run.event_id);
  const Batch batch = hub.batch({run, enriched(hub, next, {mark()})});
  SECTION("the rows of enrich") {
    hub.refuse_events("message.enriched");
    const auto committed = must(hub.write(batch));
    CHECK(hub.failures() == Words{id + "enrichINVALID_OUTPUT1",
                                  std::to_string(run.event_id + 1) + "enrichINVALID_OUTPUT1"});
    CHECK(hub.count("enrichments") == 0);
    CHECK(hub.count("topic_attachments") == 2);
    CHECK(committed.stats.enrichments == 0);
    CHECK(committed.stats.attachments == 2);
    CHECK(committed.stats.failures == 2);
  }
  SECTION("the rows of extract") {
    hub.refuse_events("topic.attachment_added");
    const auto committed = must(hub.write(batch));
    CHECK(hub.failures() == Words{id + "extractINVALID_OUTPUT1"});
    CHECK(hub.value("SELECT message FROM plugin_failures") ==
          "refs.extract: SQL: the disk is on fire");
    CHECK(hub.marks(message) == Words{"mark"});
    CHECK(hub.marks(next) == Words{"mark"});
    CHECK(hub.count("topic_attachments") == 0);
    CHECK(committed.stats.attachments == 0);
    CHECK(committed.stats.failures == 1);
  }
  SECTION("in the middle of the rows") {
    hub.sql(
        "CREATE TRIGGER refuse BEFORE INSERT ON topic_attachments WHEN NEW.dedupe_key = 'two'"
        " BEGIN SELECT RAISE(ABORT, 'not two'); END");
    const auto committed = must(hub.write(batch));
    CHECK(hub.count("topic_attachments") == 0);
    CHECK(hub.count("events WHERE name = 'topic.attachment_added'") == 0);
    CHECK(committed.stats.attachments == 0);
  }
  CHECK(hub.cursor() == batch.until);
  CHECK(hub.stats("enrichments") == std::to_string(hub.count("enrichments")));
  CHECK(hub.stats("attachments") == std::to_string(hub.count("topic_attachments")));
}

TEST_CASE("the first of two failures is told") {
  log::set_level(log::Level::Off);
  Batches hub;
  const auto message = hub.post(hub.plans, "hello");
  SECTION("enrich failed, and the rows of extract are refused") {
    Run run = failed(hub, message, Hook::Enrich);
    run.attachments = {{fact()}};
    hub.refuse_events("topic.attachment_added");
    must(hub.write(hub.batch({run})));
    CHECK(hub.failures() == Words{std::to_string(run.event_id) + "enrichEXECUTION_ERROR1"});
  }
  SECTION("extract failed, and the rows of enrich are refused") {
    Run run = failed(hub, message, Hook::Extract);
    run.enrichments = {{mark()}};
    hub.refuse_events("message.enriched");
    must(hub.write(hub.batch({run})));
    CHECK(hub.failures() == Words{std::to_string(run.event_id) + "enrichINVALID_OUTPUT1"});
  }
}

TEST_CASE("events of refused outputs are not announced") {
  log::set_level(log::Level::Off);
  Batches hub;
  const auto message = hub.post(hub.plans, "hello");
  Run run = enriched(hub, message, {mark()});
  run.attachments = {{fact("one"), fact("two")}};
  Batch batch = hub.batch({run});
  std::mutex mutex;
  Words names;
  hub.listen([&](const hub::CommittedEvents& events) {
    const std::lock_guard lock(mutex);
    for (const auto& committed : events) names.push_back(committed->event.name);
  });
  hub.sql(
      "CREATE TRIGGER refuse BEFORE INSERT ON topic_attachments WHEN NEW.dedupe_key = 'two'"
      " BEGIN SELECT RAISE(ABORT, 'not two'); END");
  must(hub.write(batch));
  const std::lock_guard lock(mutex);
  CHECK(names == Words{"message.enriched"});
}

TEST_CASE("a store that cannot be written refuses the batch, not the plugin's outputs") {
  log::set_level(log::Level::Off);
  Batches hub;
  const auto message = hub.post(hub.plans, "hello");
  const auto large = hub.post(hub.plans, "large");
  hub::Enrichment bulky = mark("bulky");
  bulky.data_json = R"({"x":")" + std::string(4'000'000, 'x') + R"("})";
  const Batch batch = hub.batch({enriched(hub, message, {mark()}), enriched(hub, large, {bulky})});
  const std::int64_t cursor = hub.cursor();
  const std::int64_t events = hub.newest_event();
  std::string undo;
  SECTION("the disk is full") {
    hub.sql("PRAGMA max_page_count = " +
            std::to_string(std::stoi(hub.value("PRAGMA page_count")) + 20));
    undo = "PRAGMA max_page_count = 1000000";
  }
  SECTION("the transaction is ended under the batch") {
    hub.sql(
        "CREATE TRIGGER refuse BEFORE INSERT ON enrichments WHEN NEW.kind = 'bulky'"
        " BEGIN SELECT RAISE(ROLLBACK, 'all gone'); END");
    undo = "DROP TRIGGER refuse";
  }
  CHECK_FALSE(hub.write(batch));
  CHECK(hub.cursor() == cursor);
  CHECK(hub.failures().empty());
  CHECK(hub.count("plugin_stats") == 0);
  CHECK(hub.count("enrichments") == 0);
  CHECK(hub.newest_event() == events);

  hub.sql(undo);
  const auto committed = must(hub.write(batch));
  CHECK_FALSE(committed.outdated);
  CHECK(hub.marks(message) == Words{"mark"});
  CHECK(hub.marks(large) == Words{"bulky"});
  CHECK(hub.cursor() == batch.until);
}

TEST_CASE("a batch of which the progress cannot be written is refused as a whole") {
  log::set_level(log::Level::Off);
  Batches hub;
  const std::string table = GENERATE("plugin_cursors", "plugin_stats", "plugin_failures");
  CAPTURE(table);
  const auto message = hub.post(hub.plans, "hello");
  Run run = failed(hub, message, Hook::Extract);
  run.enrichments = {{mark()}};
  const Batch batch = hub.batch({run});
  hub.sql("CREATE TRIGGER refuse BEFORE " +
          std::string(table == "plugin_cursors" ? "UPDATE" : "INSERT") + " ON " + table +
          " BEGIN SELECT RAISE(ABORT, 'not now'); END");
  CHECK_FALSE(hub.write(batch));
  CHECK(hub.cursor() == batch.from);
  CHECK(hub.count("enrichments") == 0);
  CHECK(hub.announced() == 0);
  hub.sql("DROP TRIGGER refuse");
  must(hub.write(batch));
  CHECK(hub.announced() == 1);
}

TEST_CASE("a retry replaces, forgets the failure and leaves the cursor alone") {
  Batches hub;
  const auto message = hub.post(hub.plans, "hello");
  Run run = failed(hub, message, Hook::Extract);
  run.enrichments = {{mark("first")}};
  must(hub.write(hub.batch({run})));
  hub.post(hub.plans, "newer");
  const std::int64_t cursor = hub.cursor();
  hub.ask_for_retry();
  run.enrichments = {{mark("second")}};
  run.failure.reset();
  const Batch batch = hub.retries({run});
  must(hub.write(batch));
  CHECK(hub.marks(message) == Words{"second"});
  CHECK(hub.failures().empty());
  CHECK(hub.cursor() == cursor);
  SECTION("once") {
    const std::int64_t events = hub.newest_event();
    must(hub.write(batch));
    CHECK(hub.newest_event() == events);
  }
}

TEST_CASE("a retry that fails again is one attempt more, and is not asked for any more") {
  Batches hub;
  const Run run = failed(hub, hub.post(hub.plans, "hello"));
  must(hub.write(hub.batch({run})));
  hub.ask_for_retry();
  must(hub.write(hub.retries({run})));
  CHECK(hub.failures() == Words{std::to_string(run.event_id) + "enrichEXECUTION_ERROR2"});
  CHECK(must(requested_retries(hub.reader(), "refs", 10)).empty());
}

TEST_CASE("a retry of a message that was moved meanwhile stays asked for") {
  Batches hub;
  const auto message = hub.post(hub.plans, "hello");
  Run run = failed(hub, message);
  must(hub.write(hub.batch({run})));
  hub.ask_for_retry();
  run.failure.reset();
  run.enrichments = {{mark()}};
  hub.move(message, hub.other);
  must(hub.write(hub.retries({run})));
  CHECK(hub.marks(message).empty());
  CHECK(must(requested_retries(hub.reader(), "refs", 10)).size() == 1);
}

TEST_CASE("a retry with nothing left to run forgets the failure") {
  Batches hub;
  Run run = failed(hub, hub.post(hub.plans, "hello"));
  must(hub.write(hub.batch({run})));
  hub.ask_for_retry();
  Run nothing;
  nothing.event_id = run.event_id;
  must(hub.write(hub.retries({nothing})));
  CHECK(hub.failures().empty());
}

TEST_CASE("a backfill that succeeds forgets the failure of the first run") {
  Batches hub;
  const std::int64_t start = hub.cursor();
  Run run = failed(hub, hub.post(hub.plans, "hello"));
  must(hub.write(hub.batch({run})));
  hub.sql("UPDATE plugin_cursors SET event_id = " + std::to_string(start));
  run.failure.reset();
  must(hub.write(hub.batch({run})));
  CHECK(hub.failures().empty());
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

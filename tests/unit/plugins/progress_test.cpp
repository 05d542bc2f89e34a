// What the host stores about plugins: cursors, failures, requests, totals and states.
#include "host/plugins/progress.h"

#include "tests/support/hub_fixture.h"

using namespace perigee;
using namespace perigee::plugins;
using namespace perigee::test;
using namespace std::chrono_literals;

namespace {

using Words = std::vector<std::string>;
using Ids = std::vector<std::int64_t>;

struct Stored : HubFixture {
  /// Runs something that gets the writer's connection, and has to succeed.
  template <class Operation>
  auto write(Operation operation) {
    return must(run([&](hub::Write& w) { return operation(w.db); }));
  }
  Cursor open(const std::string& plugin, std::int64_t start) {
    return write([&](auto& db) { return open_cursor(db, plugin, start); });
  }
  void move(const std::string& plugin, std::int64_t event_id) {
    write([&](auto& db) { return move_cursor(db, plugin, event_id); });
  }
  Cursor take(const std::string& plugin) {
    return write([&](auto& db) { return take_requests(db, plugin); });
  }
  void fail_at(const std::string& plugin, std::int64_t event_id, const std::string& text = "no") {
    must(run([&](hub::Write& w) {
      return record_failure(w, plugin,
                            {.event_id = event_id,
                             .hook = "enrich",
                             .code = "EXECUTION_ERROR",
                             .message = text,
                             .attempts = 1,
                             .last_at = {}});
    }));
  }
  void set_state(const StateRow& row) {
    must(run([&](hub::Write& w) { return store_state(w, row); }));
  }
  Ids retries(const std::string& plugin, int limit = 100) {
    return must(requested_retries(reader(), plugin, limit));
  }
};

StateRow row(const std::string& plugin, const std::string& state, const std::string& path = "p") {
  return {plugin, path, state, state == "error" ? "broken" : "", "enrich", 1};
}

}  // namespace

TEST_CASE("a new plugin's cursor is stored where it starts, a known one stays") {
  Stored hub;
  Cursor cursor = hub.open("refs", 7);
  CHECK(cursor.event_id == 7);
  CHECK(cursor.high_event_id == 7);
  cursor = hub.open("refs", 100);
  CHECK(cursor.event_id == 7);
  CHECK(hub.open("codes", 100).event_id == 100);
}

TEST_CASE("a cursor that goes back remembers how far it was") {
  Stored hub;
  hub.open("refs", 7);
  hub.open("codes", 7);
  hub.move("refs", 20);
  hub.move("refs", 3);
  const Cursor cursor = hub.open("refs", 0);
  CHECK(cursor.event_id == 3);
  CHECK(cursor.high_event_id == 20);
  CHECK(hub.open("codes", 0).event_id == 7);
}

TEST_CASE("a failure counts its attempts and tells of the last one") {
  Stored hub;
  hub.fail_at("refs", 5, "first");
  hub.clock.advance(2s);
  hub.fail_at("refs", 5, "second");
  hub.fail_at("refs", 6);
  hub.fail_at("codes", 5);
  const auto failures = must(list_failures(hub.reader(), "refs", 10));
  REQUIRE(failures.size() == 2);
  CHECK(failures[0].event_id == 6);
  CHECK(failures[1].event_id == 5);
  CHECK(failures[1].attempts == 2);
  CHECK(failures[1].message == "second");
  CHECK(failures[1].last_at == "2026-01-02T03:04:07.678Z");
  CHECK(hub.value("SELECT first_at FROM plugin_failures WHERE attempts = 2") == kNow);
  CHECK(must(list_failures(hub.reader(), "refs", 1)).size() == 1);
  hub.write([](auto& db) { return clear_failure(db, "refs", 5); });
  CHECK(must(list_failures(hub.reader(), "refs", 10)).size() == 1);
  CHECK(must(list_failures(hub.reader(), "codes", 10)).size() == 1);
}

TEST_CASE("a retry that is asked for marks the failures of then, of that plugin") {
  Stored hub;
  hub.open("refs", 9);
  for (const int id : {8, 3, 5}) hub.fail_at("refs", id);
  hub.fail_at("codes", 4);
  hub.write([](auto& db) { return request_retry(db, "refs"); });
  hub.write([](auto& db) { return request_retry(db, "refs"); });
  CHECK(hub.retries("refs").empty());
  CHECK(must(requested_plugins(hub.reader())) == Words{"refs"});

  CHECK(hub.take("refs").event_id == 9);
  hub.fail_at("refs", 6);
  CHECK(hub.retries("refs") == Ids{3, 5, 8});
  CHECK(hub.retries("refs", 2) == Ids{3, 5});
  CHECK(hub.retries("codes").empty());
  CHECK(must(requested_plugins(hub.reader())).empty());
  CHECK(must(retry_is_due(hub.reader(), "refs", 5)));
  CHECK_FALSE(must(retry_is_due(hub.reader(), "refs", 6)));
  CHECK_FALSE(must(retry_is_due(hub.reader(), "codes", 4)));

  hub.fail_at("refs", 5);  // again
  CHECK(hub.retries("refs") == Ids{3, 8});
  hub.take("refs");
  CHECK(hub.retries("refs") == Ids{3, 8});
}

TEST_CASE("a plugin is sent back as far as anybody asks, and never forward") {
  Stored hub;
  hub.open("refs", 0);
  hub.move("refs", 50);
  hub.open("codes", 50);
  const auto ask = [&hub](std::int64_t after) {
    hub.write([after](auto& db) { return request_backfill(db, "refs", after); });
  };
  ask(30);
  ask(10);
  ask(20);
  Cursor cursor = hub.take("refs");
  CHECK(cursor.event_id == 10);
  CHECK(cursor.high_event_id == 50);
  CHECK(hub.take("codes").event_id == 50);
  ask(40);
  CHECK(hub.take("refs").event_id == 10);
  CHECK(hub.count("plugin_requests") == 0);
}

TEST_CASE("requests of others stay when a plugin takes its own") {
  Stored hub;
  hub.open("refs", 1);
  for (const char* plugin : {"refs", "codes"}) {
    hub.write([plugin](auto& db) { return request_retry(db, plugin); });
    hub.write([plugin](auto& db) { return request_backfill(db, plugin, 0); });
  }
  auto asked = must(requested_plugins(hub.reader()));
  std::ranges::sort(asked);
  CHECK(asked == Words{"codes", "refs"});
  hub.take("refs");
  CHECK(must(requested_plugins(hub.reader())) == Words{"codes"});
}

TEST_CASE("totals add up over batches and restarts") {
  Stored hub;
  RunStats stats{
      .runs = 2, .failures = 1, .enrichments = 3, .attachments = 4, .total_us = 5, .times = {}};
  stats.times.add(100us);
  hub.write([&](auto& db) { return add_stats(db, "refs", stats); });
  stats.times.add(100us);
  hub.write([&](auto& db) { return add_stats(db, "refs", stats); });
  hub.set_state(row("refs", "running"));
  const auto all = must(read_overview(hub.reader()));
  REQUIRE(all.size() == 1);
  CHECK(all[0].stats.runs == 4);
  CHECK(all[0].stats.failures == 2);
  CHECK(all[0].stats.enrichments == 6);
  CHECK(all[0].stats.attachments == 8);
  CHECK(all[0].stats.total_us == 10);
  TimeHistogram three;
  for (int i = 0; i < 3; ++i) three.add(100us);
  CHECK(all[0].stats.times.to_text() == three.to_text());
}

TEST_CASE("a state is stored by plugin and path, and changes in its place") {
  Stored hub;
  hub.set_state(row("refs", "running", "a"));
  hub.set_state(row("refs", "error", "b"));
  hub.clock.advance(1s);
  hub.set_state({"refs", "a", "error", "broken", "", 2});
  CHECK(hub.column("SELECT path || state || reason || generation || updated_at FROM plugin_states"
                   " ORDER BY path") ==
        Words{"aerrorbroken22026-01-02T03:04:06.678Z", "berrorbroken1" + std::string(kNow)});
}

TEST_CASE("only what runs can be paused") {
  Stored hub;
  hub.set_state(row("refs", "running", "a"));
  hub.set_state(row("refs", "error", "b"));
  hub.set_state(row("codes", "running", "c"));
  hub.write([](auto& db) { return store_pause(db, "refs", true); });
  const std::string states = "SELECT state FROM plugin_states ORDER BY path";
  CHECK(hub.column(states) == Words{"paused", "error", "running"});
  CHECK_THAT(hub.value("SELECT reason FROM plugin_states WHERE path = 'a'"),
             Catch::Contains("failed several times"));
  hub.write([](auto& db) { return store_pause(db, "refs", false); });
  CHECK(hub.column(states) == Words{"running", "error", "running"});
  CHECK(hub.value("SELECT reason FROM plugin_states WHERE path = 'a'").empty());
}

TEST_CASE("forgotten states are removed ones, and not shown") {
  Stored hub;
  hub.set_state(row("refs", "running"));
  hub.write([](auto& db) { return forget_states(db); });
  CHECK(hub.value("SELECT state FROM plugin_states") == "removed");
  CHECK(must(read_overview(hub.reader())).empty());
}

TEST_CASE("the overview tells how many messages a plugin has not seen") {
  Stored hub;
  const auto plans = hub.topic(hub.channel("general"), "plans");
  hub.open("refs", hub.newest_event());
  hub.set_state(row("refs", "running"));
  hub.fail_at("refs", 1);
  const auto message = hub.post(plans, "see https://example.org");
  hub.edit(message, "edited");
  hub.remove(message);
  const auto all = must(read_overview(hub.reader()));
  REQUIRE(all.size() == 1);
  CHECK(all[0].lag == 2);
  CHECK(all[0].open_failures == 1);
  CHECK(all[0].state.hooks == "enrich");
  CHECK(all[0].stats.runs == 0);
}

TEST_CASE("of two files of one name only the one that runs has a lag and totals") {
  Stored hub;
  hub.open("refs", 0);
  hub.fail_at("refs", 1);
  hub.set_state(row("refs", "running", "a"));
  hub.set_state(row("refs", "error", "b"));
  hub.post(hub.topic(hub.channel("general"), "plans"), "hello");
  const auto all = must(read_overview(hub.reader()));
  REQUIRE(all.size() == 2);
  CHECK(all[0].lag == 1);
  CHECK(all[0].open_failures == 1);
  CHECK(all[1].lag == 0);
  CHECK(all[1].open_failures == 0);
}

TEST_CASE("a plugin that does not load keeps its lag as long as nothing else has its name") {
  Stored hub;
  hub.open("refs", 0);
  hub.set_state(row("refs", "error"));
  hub.post(hub.topic(hub.channel("general"), "plans"), "hello");
  CHECK(must(read_overview(hub.reader())).at(0).lag == 1);
}

TEST_CASE("a database without the tables is an error everywhere") {
  auto db = must(store::Connection::open_memory());
  CHECK_FALSE(open_cursor(db, "refs", 0));
  CHECK_FALSE(move_cursor(db, "refs", 0));
  CHECK_FALSE(clear_failure(db, "refs", 0));
  CHECK_FALSE(list_failures(db, "refs", 1));
  CHECK_FALSE(requested_retries(db, "refs", 1));
  CHECK_FALSE(retry_is_due(db, "refs", 1));
  CHECK_FALSE(request_retry(db, "refs"));
  CHECK_FALSE(request_backfill(db, "refs", 0));
  CHECK_FALSE(requested_plugins(db));
  CHECK_FALSE(take_requests(db, "refs"));
  CHECK_FALSE(add_stats(db, "refs", {}));
  CHECK_FALSE(store_pause(db, "refs", true));
  CHECK_FALSE(forget_states(db));
  CHECK_FALSE(read_overview(db));
}

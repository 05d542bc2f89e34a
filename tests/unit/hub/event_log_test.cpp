// The append-only log: what may be appended, who hears of it and when.
#include "host/hub/event_log.h"

#include <catch2/catch.hpp>

#include "tests/support/hub_fixture.h"

using namespace perigee;
using namespace perigee::hub;
using namespace perigee::test;

namespace {

/// An event that has everything any name requires.
Event complete(const std::string& name) {
  return Event{.name = name,
               .scope = {.channel_id = "ch_1", .topic_id = "topic_1", .topic_id2 = "topic_2"},
               .entity_type = "message",
               .entity_id = "msg_1",
               .data_json = R"({"a":1})"};
}

struct Log : HubFixture {
  Result<std::int64_t> append(const Event& event) {
    return run([&](Write& write) { return services.events.append(write.db, event); });
  }
  /// For the inside of a change.
  Result<void> append(Write& write, const std::string& name) {
    auto appended = services.events.append(write.db, complete(name));
    if (!appended) return fail(std::move(appended));
    return {};
  }
  std::string refusal(const Event& event) {
    const std::int64_t before = newest_event();
    const auto appended = append(event);
    REQUIRE_FALSE(appended);
    CHECK(appended.error().code == Code::InvalidInput);
    CHECK(newest_event() == before);
    return appended.error().message;
  }
};

/// What a listener heard.
struct Heard {
  std::mutex mutex;
  std::vector<std::vector<std::int64_t>> batches;
  std::vector<std::string> texts;  ///< Of the messages that came with the events.

  EventLog::Listener listener() {
    return [this](const CommittedEvents& events) {
      const std::lock_guard lock(mutex);
      auto& ids = batches.emplace_back();
      for (const auto& committed : events) {
        ids.push_back(committed->event.id);
        texts.push_back(committed->message ? committed->message->content_raw : "-");
      }
    };
  }
};

using Ids = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("ids of events start at 1 and rise by one") {
  Log hub;
  CHECK(hub.event_log.newest() == 0);
  CHECK(must(hub.append(complete("a"))) == 1);
  CHECK(must(hub.append(complete("b"))) == 2);
  CHECK(hub.event_log.newest() == 2);
}

TEST_CASE("an event is read back as it was appended, whatever its name") {
  Log hub;
  Event event = complete("tasks.something_new");
  event.data_json = R"({"nested":{"list":[1,null,"é\u0000"]},"empty":{}})";
  must(hub.append(event));
  const Event stored = hub.last_event();
  CHECK(stored.name == event.name);
  CHECK(stored.ts == kNow);
  CHECK(stored.data_json == event.data_json);
  CHECK(stored.scope.topic_id2 == "topic_2");
  std::string wire;
  JsonWriter json(wire);
  write_json(json, stored);
  CHECK(wire == R"({"event_id":1,"ts":"2026-01-02T03:04:05.678Z","name":"tasks.something_new",)"
                R"("data_json":{"nested":{"list":[1,null,"é\u0000"]},"empty":{}},)"
                R"("scope":{"channel_id":"ch_1","topic_id":"topic_1","topic_id2":"topic_2"},)"
                R"("entity":{"type":"message","id":"msg_1"}})");
}

TEST_CASE("an event has a name, an entity and an object as data") {
  Log hub;
  for (const char* blank : {"", " ", "\u00A0\n"}) {
    Event event = complete("x");
    event.name = blank;
    CHECK(hub.refusal(event) == "event name must not be blank");
    event = complete("x");
    event.entity_type = blank;
    CHECK(hub.refusal(event) == "entity of x must not be blank");
    event = complete("x");
    event.entity_id = blank;
    CHECK(hub.refusal(event) == "entity of x must not be blank");
  }
  for (const char* data : {"", "null", "[]", "1", "\"{}\""}) {
    Event event = complete("x");
    event.data_json = data;
    CHECK(hub.refusal(event) == "data of x must be an object");
  }
  Event event = complete("x");
  event.data_json = "{}";
  CHECK(hub.append(event));
}

TEST_CASE("the known events require their scopes, unknown ones none") {
  Log hub;
  const std::vector<std::string> with_topic = {
      "topic.created",  "topic.renamed",   "topic.attachment_added", "message.created",
      "message.edited", "message.deleted", "message.enriched",       "message.moved_topic"};
  const auto lacks = [](const std::string& name) {
    return "event " + name + " lacks a scope that it requires";
  };
  for (const char* blank : {"", " "}) {
    for (const std::string& name : with_topic) {
      Event event = complete(name);
      event.scope.channel_id = blank;
      CHECK(hub.refusal(event) == lacks(name));
      event = complete(name);
      event.scope.topic_id = blank;
      CHECK(hub.refusal(event) == lacks(name));
    }
    Event event = complete("message.moved_topic");
    event.scope.topic_id2 = blank;
    CHECK(hub.refusal(event) == lacks(event.name));
    event = complete("channel.created");
    event.scope.channel_id = blank;
    CHECK(hub.refusal(event) == lacks(event.name));
  }
  Event event = complete("message.moved_topic");
  event.scope.topic_id2 = std::nullopt;
  CHECK(hub.refusal(event) == lacks(event.name));

  event = complete("channel.created");
  event.scope = {.channel_id = "ch_1"};
  CHECK(hub.append(event));
  event = complete("message.created");
  event.scope.topic_id2 = std::nullopt;
  CHECK(hub.append(event));
  event = complete("message.vanished");
  event.scope = {};
  CHECK(hub.append(event));
}

TEST_CASE("stored events can be neither changed nor removed") {
  Log hub;
  must(hub.append(complete("x")));
  const auto run = [&](const std::string& statement) {
    return hub.run([&](Write& write) { return write.db.execute(statement); });
  };
  CHECK_THAT(run("UPDATE events SET name = 'y'").error().message, Catch::Contains("immutable"));
  CHECK_THAT(run("DELETE FROM events").error().message, Catch::Contains("append-only"));
  CHECK(hub.last_event().name == "x");
}

TEST_CASE("a change that is undone consumes no id and is not heard of") {
  Log hub;
  must(hub.append(complete("first")));
  Heard heard;
  hub.listen(heard.listener());
  const auto undone = hub.run([&](Write& write) -> Result<void> {
    if (auto done = hub.append(write, "undone"); !done) return done;
    return fail(Code::InvalidInput, "changed my mind");
  });
  CHECK(undone.error().message == "changed my mind");
  CHECK(hub.event_log.newest() == 1);
  CHECK(must(hub.append(complete("second"))) == 2);
  hub.stop();
  CHECK(heard.batches == std::vector<Ids>{{2}});
}

TEST_CASE("a part of a change can be undone with its events") {
  Log hub;
  Heard heard;
  hub.listen(heard.listener());
  must(hub.run([&](Write& write) -> Result<void> {
    if (auto done = hub.append(write, "kept"); !done) return done;
    {
      const store::Savepoint savepoint(write.db);
      const std::size_t mark = hub.services.events.mark();
      if (auto done = hub.append(write, "undone"); !done) return done;
      hub.services.events.undo_to(mark);
    }
    return hub.append(write, "kept too");
  }));
  hub.stop();
  CHECK(heard.batches == std::vector<Ids>{{1, 2}});
  CHECK(hub.column("SELECT name FROM events") == std::vector<std::string>{"kept", "kept too"});
}

TEST_CASE("listeners hear of every commit in the order of the ids, before the answer") {
  Log hub;
  const Topic topic = hub.topic(hub.channel("general"), "plans");
  Heard heard;
  hub.listen(heard.listener());
  const Message message = hub.post(topic, "see https://a.b");
  {
    const std::lock_guard lock(heard.mutex);
    CHECK(heard.batches == std::vector<Ids>{{3, 4}});
    CHECK(heard.texts == std::vector<std::string>{"see https://a.b", "-"});
  }
  hub.edit(message, "edited");
  hub.remove(message);
  hub.remove(message);
  hub.edit(message, "tombstone");
  hub.stop();
  CHECK(heard.batches == std::vector<Ids>{{3, 4}, {5}, {6}, {7}});
  CHECK(heard.texts ==
        std::vector<std::string>{"see https://a.b", "-", "edited", "-", "tombstone"});
}

TEST_CASE("the log goes on where the database ends") {
  Log hub;
  must(hub.append(complete("x")));
  hub.stop();
  auto db = must(store::Connection::open(hub.database(), store::OpenMode::ReadWrite));
  EventLog again(hub.clock);
  must(again.open(db));
  CHECK(again.newest() == 1);
  CHECK(must(again.append(db, complete("y"))) == 2);
}

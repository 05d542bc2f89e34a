// Which events a plugin gets to see, from memory and from the database, and with which message.
#include "host/plugins/event_feed.h"

#include <atomic>
#include <thread>

#include "host/hub/derived.h"
#include "tests/support/hub_fixture.h"

using namespace perigee;
using namespace perigee::plugins;
using namespace perigee::test;

namespace {

using Words = std::vector<std::string>;
using Ids = std::vector<std::int64_t>;

constexpr std::size_t kAll = 1'000'000;

/// A hub with a feed that has seen everything.
struct Fed : HubFixture {
  Fed() {
    listen([this](const hub::CommittedEvents& events) { feed.publish(events); });
    plans = topic(general = channel("general"), "plans");
    other = topic(general, "other");
    start = newest_event();
  }

  Fetched from_memory(std::int64_t after, std::size_t limit = kAll) {
    return must(feed.fetch(reader(), after, limit));
  }
  Fetched from_database(std::int64_t after, std::size_t limit = kAll) {
    return must(EventFeed::fetch_stored(reader(), after, limit));
  }

  EventFeed feed{0};
  hub::Channel general;
  hub::Topic plans;
  hub::Topic other;
  std::int64_t start = 0;  ///< The newest event before the test's own.
};

/// The texts to run on; "-" for events that bring no run.
Words texts(const Fetched& fetched) {
  Words found;
  for (const MessageEvent& event : fetched.events) {
    found.push_back(event.message ? event.message->content_raw : "-");
  }
  return found;
}
Ids ids(const Fetched& fetched) {
  Ids found;
  for (const MessageEvent& event : fetched.events) found.push_back(event.event_id);
  return found;
}

/// An event of a message that no database knows.
std::shared_ptr<const hub::CommittedEvent> made_up(std::int64_t id, bool about_message = true) {
  hub::CommittedEvent made;
  made.event.id = id;
  if (about_message) made.message = std::make_shared<hub::Message>();
  return std::make_shared<const hub::CommittedEvent>(std::move(made));
}

}  // namespace

TEST_CASE("a reader gets the message events after its cursor, and how far the feed looked") {
  Fed hub;
  const auto first = hub.post(hub.plans, "one");
  const std::int64_t first_id = hub.newest_event();
  hub.post(hub.plans, "two");
  hub.move(first, hub.other);
  for (const auto source : {&Fed::from_memory, &Fed::from_database}) {
    const Fetched all = (hub.*source)(hub.start, kAll);
    CHECK(texts(all) == Words{"one", "two"});
    CHECK(ids(all) == Ids{first_id, first_id + 1});
    CHECK(all.scanned_until == hub.newest_event());
    CHECK(texts((hub.*source)(first_id, kAll)) == Words{"two"});
    const Fetched none = (hub.*source)(hub.newest_event(), kAll);
    CHECK(none.events.empty());
    CHECK(none.scanned_until == hub.newest_event());
  }
}

TEST_CASE("a limit stops the reader at the last event that it got") {
  Fed hub;
  for (const char* text : {"one", "two", "three"}) hub.post(hub.plans, text);
  for (const auto source : {&Fed::from_memory, &Fed::from_database}) {
    const Fetched some = (hub.*source)(hub.start, 2);
    CHECK(texts(some) == Words{"one", "two"});
    CHECK(some.scanned_until == hub.newest_event() - 1);
    const Fetched rest = (hub.*source)(some.scanned_until, 1);
    CHECK(texts(rest) == Words{"three"});
    CHECK(rest.scanned_until == hub.newest_event());
  }
}

TEST_CASE("memory has every message as it was, the database as it is") {
  Fed hub;
  const auto message = hub.post(hub.plans, "before");
  hub.edit(message, "after");
  CHECK(texts(hub.from_memory(hub.start)) == Words{"before", "after"});
  CHECK(texts(hub.from_database(hub.start)) == Words{"-", "after"});
}

TEST_CASE("a text belongs to the last edit, also if it is an old one again") {
  Fed hub;
  const auto message = hub.post(hub.plans, "A");
  SECTION("edited away and back") {
    hub.edit(message, "B");
    hub.edit(message, "A");
    CHECK(texts(hub.from_database(hub.start)) == Words{"-", "-", "A"});
  }
  SECTION("edited without a change") {
    hub.edit(message, "A");
    hub.edit(message, "A");
    CHECK(texts(hub.from_database(hub.start)) == Words{"-", "-", "A"});
  }
  SECTION("edited and moved in turn") {
    hub.edit(message, "B");
    hub.move(message, hub.other);
    hub.edit(message, "A");
    hub.move(message, hub.plans);
    hub.edit(message, "B");
    hub.edit(message, "A");
    hub.move(message, hub.other);
    const Fetched fetched = hub.from_database(hub.start);
    CHECK(texts(fetched) == Words{"-", "-", "-", "-", "A"});
    CHECK(fetched.events.back().message->topic_id == hub.other.id);
    CHECK(fetched.events.back().message->version == 8);
  }
}

TEST_CASE("a move brings no run, and takes none away") {
  Fed hub;
  const auto created = hub.post(hub.plans, "created");
  const auto edited = hub.post(hub.plans, "to be edited");
  hub.edit(edited, "edited");
  hub.move(created, hub.other);
  hub.move(edited, hub.other);
  const Fetched fetched = hub.from_database(hub.start);
  CHECK(texts(fetched) == Words{"created", "-", "edited"});
  for (const std::size_t i : {0, 2}) CHECK(fetched.events[i].message->topic_id == hub.other.id);
}

TEST_CASE("a deleted message brings no run, and neither do edits of what is left of it") {
  Fed hub;
  const auto message = hub.post(hub.plans, "gone");
  hub.remove(message);
  hub.edit(message, "again");
  CHECK(texts(hub.from_database(hub.start)) == Words{"-", "-"});
  CHECK(texts(hub.from_memory(hub.start)) == Words{"gone", "-"});  // the guard drops the first
}

TEST_CASE("what plugins derive brings no run") {
  Fed hub;
  const auto message = hub.post(hub.plans, "see https://example.org");
  must(hub.run([&](hub::Write& write) {
    return hub::insert_enrichments(write, message, "refs", {{"k", 0, 1, "{}", "{}"}});
  }));
  CHECK(texts(hub.from_memory(hub.start)) == Words{"see https://example.org"});
  CHECK(texts(hub.from_database(hub.start)) == Words{"see https://example.org"});
}

TEST_CASE("one event is read by its id, if it is about a text that still is") {
  Fed hub;
  const auto message = hub.post(hub.plans, "before");
  const std::int64_t created = hub.newest_event();
  hub.edit(message, "after");
  const auto one = [&](std::int64_t id) {
    return must(EventFeed::fetch_one(hub.reader(), id));
  };
  CHECK(one(created + 1).message->content_raw == "after");
  for (const std::int64_t nothing : {created, hub.start, std::int64_t{0}, created + 100}) {
    CHECK(one(nothing).event_id == nothing);
    CHECK(one(nothing).message == nullptr);
  }
}

TEST_CASE("memory holds the newest events, and the database is asked for older ones only") {
  HubFixture empty;  // what comes from here is nothing
  const auto held = static_cast<std::int64_t>(limits::kEventTail);
  EventFeed feed(10);
  hub::CommittedEvents events;
  for (std::int64_t i = 1; i <= held; ++i) events.push_back(made_up(10 + i));
  feed.publish(events);
  const auto count = [&](std::int64_t after) {
    return must(feed.fetch(empty.reader(), after, kAll)).events.size();
  };
  CHECK(feed.newest() == 10 + held);
  CHECK(count(10) == limits::kEventTail);
  CHECK(count(9) == 0);
  feed.publish({made_up(11 + held)});
  CHECK(count(10) == 0);
  CHECK(count(11) == limits::kEventTail);
  CHECK(count(10 + held) == 1);
  feed.publish({made_up(12 + held, /*about_message=*/false)});
  CHECK(count(11) == limits::kEventTail);
  const Fetched none = must(feed.fetch(empty.reader(), 11 + held, kAll));
  CHECK(none.events.empty());
  CHECK(none.scanned_until == 12 + held);
}

TEST_CASE("a reader that is ahead of the feed stays where it is") {
  Fed hub;
  const Fetched ahead = hub.from_memory(hub.newest_event() + 5);
  CHECK(ahead.events.empty());
  CHECK(ahead.scanned_until == hub.newest_event() + 5);
}

TEST_CASE("a reader from the database hands over to memory without a gap or a double") {
  Fed hub;
  hub.post(hub.plans, "before the feed");
  EventFeed feed(hub.newest_event());
  hub.listen([&feed](const hub::CommittedEvents& events) { feed.publish(events); });
  Words posted{"before the feed"};
  for (int i = 0; i < 500; ++i) posted.push_back(std::to_string(i));
  std::atomic<bool> all_posted = false;
  std::thread writer([&] {
    for (std::size_t i = 1; i < posted.size(); ++i) {
      static_cast<void>(
          hub.ask(&hub::Hub::post_message,
                  {.topic_id = hub.plans.id, .sender = "ada", .content_raw = posted[i]}));
    }
    all_posted = true;
  });
  Words seen;
  std::int64_t cursor = hub.start;
  for (bool last = false; !last;) {
    last = all_posted;
    Fetched fetched;
    do {
      fetched = must(feed.fetch(hub.reader(), cursor, 7));
      cursor = fetched.scanned_until;
      for (const std::string& text : texts(fetched)) seen.push_back(text);
    } while (!fetched.events.empty());
  }
  writer.join();
  CHECK(seen == posted);
  hub.listen({});
}

TEST_CASE("a database that cannot be read is an error") {
  auto other = must(store::Connection::open_memory());
  CHECK_FALSE(EventFeed(10).fetch(other, 0, 1));
  CHECK_FALSE(EventFeed::fetch_stored(other, 0, 1));
  CHECK_FALSE(EventFeed::fetch_one(other, 1));
  CHECK(EventFeed(10).fetch(other, 10, 1));
}

// Replaying the log: ranges, filters by scope, the newest few.
#include "host/hub/event_queries.h"

#include <catch2/catch.hpp>

#include "tests/support/hub_fixture.h"

using namespace perigee;
using namespace perigee::hub;
using namespace perigee::test;

namespace {

using Ids = std::vector<std::int64_t>;

/// A log of events in three channels with two topics each; some are moves, some have no scope.
struct Replay : HubFixture {
  Replay() {
    must(run([&](Write& write) -> Result<void> {
      for (int i = 1; i <= 200; ++i) {
        auto appended = services.events.append(write.db, event(i));
        if (!appended) return fail(std::move(appended));
      }
      return {};
    }));
  }

  static std::string topic_of(int i) { return "topic_" + std::to_string(i % 6); }
  static Event event(int i) {
    Event made{.name = "thing.happened",
               .scope = {},
               .entity_type = "thing",
               .entity_id = "thing_" + std::to_string(i),
               .data_json = R"({"i":)" + std::to_string(i) + "}"};
    if (i % 10 == 0) return made;
    made.scope = {.channel_id = "ch_" + std::to_string(i % 3), .topic_id = topic_of(i)};
    if (i % 7 == 0) made.scope.topic_id2 = topic_of(i + 1);
    return made;
  }
  /// What the filter means, said once more and in the plainest way.
  static Ids expected(const EventFilter& filter, std::int64_t after, std::int64_t until) {
    const auto among = [](const std::vector<std::string>& ids,
                          const std::optional<std::string>& id) {
      return id && std::ranges::find(ids, *id) != ids.end();
    };
    Ids ids;
    for (std::int64_t i = after + 1; i <= until; ++i) {
      const Scope scope = event(static_cast<int>(i)).scope;
      if (filter.everything() || among(filter.channel_ids, scope.channel_id) ||
          among(filter.topic_ids, scope.topic_id) || among(filter.topic_ids, scope.topic_id2)) {
        ids.push_back(i);
      }
    }
    return ids;
  }

  Ids replay(const EventFilter& filter, std::int64_t after = 0, std::int64_t until = 200,
             int limit = 1000) {
    return ids_of(must(read_events(reader(), after, until, filter, limit)));
  }
  Ids tail(const EventFilter& filter, int count, std::int64_t until = 200) {
    return ids_of(must(read_event_tail(reader(), until, filter, count)));
  }
  static Ids ids_of(const std::vector<Event>& events) {
    Ids ids;
    for (const Event& one : events) {
      ids.push_back(one.id);
      CHECK(one.data_json == R"({"i":)" + std::to_string(one.id) + "}");
    }
    return ids;
  }
};

/// The filter with so many scopes added that nothing has.
EventFilter padded(EventFilter filter, int scopes) {
  for (int i = 0; i < scopes; ++i) {
    filter.channel_ids.push_back("ch_none_" + std::to_string(i));
    filter.topic_ids.push_back("topic_none_" + std::to_string(i));
  }
  return filter;
}

const std::vector<EventFilter> kFilters = {
    {},
    {.channel_ids = {"ch_1"}, .topic_ids = {}},
    {.channel_ids = {}, .topic_ids = {"topic_2"}},
    {.channel_ids = {"ch_0", "ch_2"}, .topic_ids = {"topic_1"}},
    {.channel_ids = {"ch_1"}, .topic_ids = {"topic_1", "topic_4", "topic_1"}},
    {.channel_ids = {"ch_none"}, .topic_ids = {"topic_none"}},
};

}  // namespace

TEST_CASE("a replay holds what came after the one event, up to and with the other, in order") {
  Replay hub;
  CHECK(hub.replay({}, 0, 3) == Ids{1, 2, 3});
  CHECK(hub.replay({}, 197, 200) == Ids{198, 199, 200});
  CHECK(hub.replay({}, 5, 5).empty());
  CHECK(hub.replay({}, 198, 1'000'000) == Ids{199, 200});
  CHECK(hub.replay({}, 1'000, 1'000).empty());
  CHECK(hub.replay({}, 10, 200, 2) == Ids{11, 12});
}

TEST_CASE("an event passes a filter by its channel, its topic or its second topic") {
  Replay hub;
  for (const EventFilter& filter : kFilters) {
    CAPTURE(filter.channel_ids, filter.topic_ids);
    CHECK(hub.replay(filter) == Replay::expected(filter, 0, 200));
    CHECK(hub.replay(filter, 33, 77) == Replay::expected(filter, 33, 77));
    Ids first = Replay::expected(filter, 20, 200);
    first.resize(std::min<std::size_t>(first.size(), 5));
    CHECK(hub.replay(filter, 20, 200, 5) == first);
  }
  CHECK(Replay::expected(kFilters[2], 0, 200).size() > 30);
  CHECK(hub.replay(kFilters[5]).empty());
}

TEST_CASE("a long filter finds what a short one finds") {
  Replay hub;
  for (const EventFilter& filter : kFilters) {
    if (filter.everything()) continue;
    CAPTURE(filter.channel_ids, filter.topic_ids);
    for (const int more : {18, 19, 20, 21, 22, 500}) {
      CAPTURE(more);
      CHECK(hub.replay(padded(filter, more)) == hub.replay(filter));
      CHECK(hub.replay(padded(filter, more), 10, 150, 7) == hub.replay(filter, 10, 150, 7));
      CHECK(hub.tail(padded(filter, more), 9, 150) == hub.tail(filter, 9, 150));
    }
  }
}

TEST_CASE("a filter may name as many scopes as fit into a message") {
  Replay hub;
  CHECK(hub.replay(padded(kFilters[3], 40'000)) == hub.replay(kFilters[3]));
  CHECK(hub.tail(padded(kFilters[3], 40'000), 5) == hub.tail(kFilters[3], 5));
}

TEST_CASE("a scope is a text like any other") {
  Replay hub;
  CHECK(hub.replay({.channel_ids = {"ch_1' OR '1'='1"}, .topic_ids = {"%", ""}}).empty());
}

TEST_CASE("the tail holds the newest events that pass, oldest first") {
  Replay hub;
  CHECK(hub.tail({}, 3) == Ids{198, 199, 200});
  CHECK(hub.tail({}, 3, 50) == Ids{48, 49, 50});
  CHECK(hub.tail({}, 1000) == Replay::expected({}, 0, 200));
  CHECK(hub.tail({}, 3, 0).empty());
  for (const EventFilter& filter : kFilters) {
    Ids newest = Replay::expected(filter, 0, 150);
    if (newest.size() > 4) newest.erase(newest.begin(), newest.end() - 4);
    CHECK(hub.tail(filter, 4, 150) == newest);
  }
}

TEST_CASE("a range that makes no sense is refused") {
  Replay hub;
  const auto refusal = [&](std::int64_t after, std::int64_t until, int limit) {
    const auto events = read_events(hub.reader(), after, until, {}, limit);
    REQUIRE_FALSE(events);
    CHECK(events.error().code == Code::InvalidInput);
    return events.error().message;
  };
  CHECK(refusal(-1, 10, 10) == "after must not be negative");
  CHECK(refusal(10, 9, 10) == "until must not be less than after");
  CHECK(refusal(0, 10, 0) == "limit must be positive");
  CHECK(refusal(0, 10, -1) == "limit must be positive");
  CHECK(read_event_tail(hub.reader(), 10, {}, 0).error().code == Code::InvalidInput);
}

TEST_CASE("an empty log has no newest event") {
  HubFixture hub;
  CHECK(hub.newest_event() == 0);
  CHECK(must(read_events(hub.reader(), 0, 0, {}, 1)).empty());
  CHECK(must(read_event_tail(hub.reader(), 0, {}, 1)).empty());
}

TEST_CASE("a message was edited after an event or not, whatever its text and the clock say") {
  HubFixture hub;
  const Channel general = hub.channel("general");
  const Topic plans = hub.topic(general, "plans");
  const Message message = hub.post(plans, "first");
  const Message other = hub.post(plans, "other");
  const std::int64_t posted = hub.newest_event();
  const auto edited = [&](const Message& one, std::int64_t event_id) {
    return must(edited_after(hub.reader(), one.id, event_id));
  };
  hub.move(message, hub.topic(general, "elsewhere"));
  CHECK_FALSE(edited(message, posted));
  hub.edit(message, "second");
  hub.edit(message, "first");
  CHECK(edited(message, posted));
  CHECK(edited(message, hub.newest_event() - 1));
  CHECK_FALSE(edited(message, hub.newest_event()));
  CHECK_FALSE(edited(other, posted));
}

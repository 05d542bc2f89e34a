// What becomes of a run when its message is edited, moved or deleted before, during and after it.
#include "tests/unit/plugins/lanes.h"

using namespace perigee;
using namespace perigee::plugins;
using namespace perigee::test;

namespace {

using Words = std::vector<std::string>;

}  // namespace

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

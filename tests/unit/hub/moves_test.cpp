// Moving messages between the topics of a channel.
#include "tests/support/hub_fixture.h"

using namespace perigee;
using namespace perigee::hub;
using namespace perigee::test;

namespace {

/// Four messages in one topic, a second topic beside it, and a third in another channel.
struct Moves : HubFixture {
  Channel general = channel("general");
  Topic from = topic(general, "from");
  Topic to = topic(general, "to");
  Topic foreign = topic(channel("other"), "foreign");
  std::vector<Message> messages = {post(from, "0"), post(from, "1"), post(from, "2"),
                                   post(from, "3")};
  std::int64_t start = newest_event();

  Result<MessagesMoved> try_move(const std::string& id, const std::string& topic_id, MoveMode mode,
                                 const ExpectedVersion& expected = {}) {
    return ask(
        &Hub::move_messages,
        {.message_id = id, .to_topic_id = topic_id, .mode = mode, .expected_version = expected});
  }
  /// The texts of the messages of a topic, oldest first.
  std::vector<std::string> texts(const Topic& topic) {
    return column("SELECT content_raw FROM messages WHERE topic_id = '" + topic.id +
                  "' ORDER BY id");
  }
  void check_untouched() {
    CHECK(texts(from).size() == messages.size());
    CHECK(value("SELECT max(version) FROM messages") == "1");
    CHECK(newest_event() == start);
  }
};

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("mode one moves the message alone") {
  Moves hub;
  const auto moved = must(hub.try_move(hub.messages[1].id, hub.to.id, MoveMode::One));
  CHECK(moved.affected_count == 1);
  CHECK(moved.event_ids == std::vector<std::int64_t>{hub.start + 1});
  CHECK(hub.texts(hub.from) == Texts{"0", "2", "3"});
  CHECK(hub.texts(hub.to) == Texts{"1"});
}

TEST_CASE("mode later moves the message and all that came after it") {
  Moves hub;
  const auto moved = must(hub.try_move(hub.messages[1].id, hub.to.id, MoveMode::Later));
  CHECK(moved.affected_count == 3);
  CHECK(moved.event_ids == std::vector<std::int64_t>{hub.start + 1, hub.start + 2, hub.start + 3});
  CHECK(hub.texts(hub.from) == Texts{"0"});
  CHECK(hub.texts(hub.to) == Texts{"1", "2", "3"});
}

TEST_CASE("mode all moves every message of the topic, tombstones included, in the order of ids") {
  Moves hub;
  hub.remove(hub.messages[0]);
  const std::int64_t before = hub.newest_event();
  const auto moved = must(hub.try_move(hub.messages[2].id, hub.to.id, MoveMode::All));
  CHECK(moved.affected_count == 4);
  CHECK(hub.texts(hub.from).empty());
  CHECK(hub.texts(hub.to) == Texts{"[deleted]", "1", "2", "3"});
  std::vector<std::string> entities;
  std::vector<std::int64_t> ids;
  for (const Event& event : hub.events_after(before)) {
    entities.push_back(event.entity_id);
    ids.push_back(event.id);
  }
  CHECK(entities ==
        Texts{hub.messages[0].id, hub.messages[1].id, hub.messages[2].id, hub.messages[3].id});
  CHECK(ids == moved.event_ids);
}

TEST_CASE("messages of other topics stay where they are") {
  Moves hub;
  const Message neighbour = hub.post(hub.topic(hub.general, "third"), "neighbour");
  const Message resident = hub.post(hub.to, "resident");
  hub.move(hub.messages[0], hub.to, MoveMode::All);
  CHECK(hub.stored(neighbour).version == 1);
  CHECK(hub.stored(neighbour).topic_id == neighbour.topic_id);
  CHECK(hub.stored(resident).version == 1);
}

TEST_CASE("a move raises the version and touches neither text, edit time nor topics") {
  Moves hub;
  hub.clock.advance(std::chrono::seconds(1));
  hub.move(hub.messages[0], hub.to);
  const Message stored = hub.stored(hub.messages[0]);
  CHECK(stored.version == 2);
  CHECK(stored.content_raw == "0");
  CHECK(stored.channel_id == hub.general.id);
  CHECK_FALSE(stored.edited_at);
  CHECK(must(find_topic(hub.reader(), hub.from.id))->updated_at == kNow);
  CHECK(must(find_topic(hub.reader(), hub.to.id))->updated_at == kNow);
}

TEST_CASE("every moved message has its event, between the old topic and the new one") {
  Moves hub;
  hub.edit(hub.messages[3], "3");
  const std::int64_t before = hub.newest_event();
  hub.move(hub.messages[2], hub.to, MoveMode::Later);
  const auto events = hub.events_after(before);
  REQUIRE(events.size() == 2);
  for (const Event& event : events) {
    CHECK(event.name == "message.moved_topic");
    CHECK(event.scope.channel_id == hub.general.id);
    CHECK(event.scope.topic_id == hub.from.id);
    CHECK(event.scope.topic_id2 == hub.to.id);
    CHECK(event.entity_type == "message");
  }
  const auto data = [&](const Message& message, int version) {
    return R"({"message_id":")" + message.id + R"(","old_topic_id":")" + hub.from.id +
           R"(","new_topic_id":")" + hub.to.id + R"(","channel_id":")" + hub.general.id +
           R"(","mode":"later","version":)" + std::to_string(version) + "}";
  };
  CHECK(events[0].data_json == data(hub.messages[2], 2));
  CHECK(events[1].data_json == data(hub.messages[3], 3));
}

TEST_CASE("attachments stay with the old topic") {
  Moves hub;
  const Message message = hub.post(hub.from, "https://a.b");
  hub.move(message, hub.to);
  CHECK(hub.value("SELECT topic_id FROM topic_attachments") == hub.from.id);
}

TEST_CASE("a message that is there already is not moved, in any mode") {
  Moves hub;
  for (const MoveMode mode : {MoveMode::One, MoveMode::Later, MoveMode::All}) {
    const auto moved = must(hub.try_move(hub.messages[0].id, hub.from.id, mode));
    CHECK(moved.affected_count == 0);
    CHECK(moved.event_ids.empty());
  }
  hub.check_untouched();
}

TEST_CASE("mode one asks for the topic before the version, the other modes after it") {
  Moves hub;
  CHECK(must(hub.try_move(hub.messages[0].id, hub.from.id, MoveMode::One, 99)).affected_count == 0);
  for (const MoveMode mode : {MoveMode::Later, MoveMode::All}) {
    const auto moved = hub.try_move(hub.messages[0].id, hub.from.id, mode, 99);
    REQUIRE_FALSE(moved);
    CHECK(moved.error().code == Code::VersionConflict);
    CHECK(hub.try_move(hub.messages[0].id, hub.from.id, mode, 1));
  }
  hub.check_untouched();
}

TEST_CASE("a move is refused for its message, its version, its target and its channel, in order") {
  Moves hub;
  const std::string id = hub.messages[0].id;
  for (const MoveMode mode : {MoveMode::One, MoveMode::Later, MoveMode::All}) {
    CHECK(hub.try_move("msg_missing", "", mode, 99).error().code == Code::InvalidInput);
    const auto missing = hub.try_move("msg_missing", "topic_missing", mode, 99);
    CHECK(missing.error().code == Code::NotFound);
    CHECK_THAT(missing.error().message, Catch::Contains("msg_missing"));
    const auto conflict = hub.try_move(id, "topic_missing", mode, 99);
    CHECK(conflict.error().code == Code::VersionConflict);
    CHECK(to_json(conflict.error().details) == R"({"current":1})");
    const auto no_target = hub.try_move(id, "topic_missing", mode, 1);
    CHECK(no_target.error().code == Code::NotFound);
    CHECK_THAT(no_target.error().message, Catch::Contains("topic_missing"));
    CHECK(hub.try_move(id, hub.foreign.id, mode, 1).error().code == Code::CrossChannelMove);
  }
  hub.check_untouched();
}

TEST_CASE("only the version of the anchor is compared") {
  Moves hub;
  hub.edit(hub.messages[2], "2");
  CHECK(hub.try_move(hub.messages[1].id, hub.to.id, MoveMode::Later, 1));
  CHECK(hub.stored(hub.messages[2]).version == 3);
}

TEST_CASE("a move of several messages whose events the database refuses moves none") {
  Moves hub;
  hub.sql("CREATE TRIGGER refuse BEFORE INSERT ON events WHEN NEW.entity_id = '" +
          hub.messages[3].id + "' BEGIN SELECT RAISE(ABORT, 'the disk is on fire'); END");
  const auto moved = hub.try_move(hub.messages[0].id, hub.to.id, MoveMode::All);
  REQUIRE_FALSE(moved);
  CHECK_THAT(moved.error().message, Catch::Contains("the disk is on fire"));
  hub.check_untouched();
  hub.accept_events();
  CHECK(must(hub.try_move(hub.messages[0].id, hub.to.id, MoveMode::All)).event_ids ==
        std::vector<std::int64_t>{hub.start + 1, hub.start + 2, hub.start + 3, hub.start + 4});
}

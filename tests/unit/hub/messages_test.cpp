// Posting, editing and deleting.
#include "tests/support/hub_fixture.h"

using namespace perigee;
using namespace perigee::hub;
using namespace perigee::test;
using namespace std::string_literals;

namespace {

struct Topics : HubFixture {
  Channel general = channel("general");
  Topic plans = topic(general, "plans");

  Result<MessageChanged> try_post(const std::string& topic_id, const std::string& sender,
                                  const std::string& text) {
    return ask(&Hub::post_message, {.topic_id = topic_id, .sender = sender, .content_raw = text});
  }
  Result<MessageChanged> try_edit(const std::string& id, const std::string& text,
                                  const ExpectedVersion& expected = {}) {
    return ask(&Hub::edit_message,
               {.message_id = id, .content_raw = text, .expected_version = expected});
  }
  Result<MessageChanged> try_delete(const std::string& id, const std::string& actor,
                                    const ExpectedVersion& expected = {}) {
    return ask(&Hub::delete_message,
               {.message_id = id, .actor = actor, .expected_version = expected});
  }
};

void check_scope(const Event& event, const Message& message) {
  CHECK(event.scope.channel_id == message.channel_id);
  CHECK(event.scope.topic_id == message.topic_id);
  CHECK(event.scope.topic_id2 == std::nullopt);
  CHECK(event.entity_type == "message");
  CHECK(event.entity_id == message.id);
}

void check_conflict(const Result<MessageChanged>& result, int current) {
  REQUIRE_FALSE(result);
  CHECK(result.error().code == Code::VersionConflict);
  CHECK(to_json(result.error().details) == R"({"current":)" + std::to_string(current) + "}");
}

}  // namespace

TEST_CASE("a posted message is stored byte by byte, at version 1") {
  Topics hub;
  const std::string text = "a\0b <b>&amp;</b> '; DROP TABLE messages;-- 😀\u2028"s;
  const auto posted = must(hub.try_post(hub.plans.id, " ada ", text));
  const Message& message = posted.message;
  CHECK(message.id.starts_with("msg_"));
  CHECK(message.channel_id == hub.general.id);
  CHECK(message.sender == " ada ");
  CHECK(message.version == 1);
  CHECK(message.created_at == kNow);
  const Message stored = hub.stored(message);
  CHECK(stored.content_raw == text);
  CHECK(stored.sender == " ada ");
  CHECK_FALSE(stored.edited_at);
  CHECK_FALSE(stored.deleted_at);
  CHECK_FALSE(stored.deleted_by);
}

TEST_CASE("a new message is an event with the whole message") {
  Topics hub;
  const auto posted = must(hub.try_post(hub.plans.id, "ada", "say \"hi\"\n"));
  const Event event = hub.last_event();
  CHECK(event.id == posted.event_id);
  CHECK(event.name == "message.created");
  check_scope(event, posted.message);
  CHECK(event.data_json == R"({"message":{"id":")" + posted.message.id + R"(","topic_id":")" +
                               hub.plans.id + R"(","channel_id":")" + hub.general.id +
                               R"(","sender":"ada","content_raw":"say \"hi\"\n","version":1,)" +
                               R"("created_at":")" + kNow +
                               R"(","edited_at":null,"deleted_at":null,"deleted_by":null}})");
}

TEST_CASE("the same text posted twice is two messages, in the order of their ids") {
  Topics hub;
  const Message first = hub.post(hub.plans, "again");
  const Message second = hub.post(hub.plans, "again");
  CHECK(first.id < second.id);
  CHECK(hub.count("messages") == 2);
}

TEST_CASE("posting updates the topic, editing and deleting do not") {
  Topics hub;
  const auto updated_at = [&] {
    return must(find_topic(hub.reader(), hub.plans.id))->updated_at;
  };
  hub.clock.advance(std::chrono::seconds(1));
  const Message message = hub.post(hub.plans, "hello");
  CHECK(updated_at() == message.created_at);
  hub.clock.advance(std::chrono::seconds(1));
  hub.edit(message, "hello!");
  hub.remove(message);
  CHECK(updated_at() == message.created_at);
}

TEST_CASE("a message in a topic that does not exist is not found and leaves nothing behind") {
  Topics hub;
  const std::int64_t before = hub.newest_event();
  const auto missing = hub.try_post("topic_missing", "ada", "see https://a.b");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == Code::NotFound);
  CHECK_THAT(missing.error().message, Catch::Contains("not found", Catch::CaseSensitive::No));
  CHECK(hub.try_post(hub.plans.id, " ", "hi").error().code == Code::InvalidInput);
  CHECK(hub.count("messages") == 0);
  CHECK(hub.newest_event() == before);
}

TEST_CASE("the longest text can be posted and edited") {
  Topics hub;
  const Message message = hub.post(hub.plans, emoji(32'768));
  CHECK(hub.stored(message).content_raw == emoji(32'768));
  hub.edit(message, units(65'536));
  CHECK(hub.stored(message).content_raw == units(65'536));
  CHECK(hub.try_post(hub.plans.id, "ada", units(65'537)).error().code == Code::InvalidInput);
}

TEST_CASE("an edit keeps the old text in its event") {
  Topics hub;
  const Message message = hub.post(hub.plans, "before");
  hub.clock.advance(std::chrono::seconds(1));
  const auto edited = must(hub.try_edit(message.id, "after"));
  CHECK(edited.message.content_raw == "after");
  CHECK(edited.message.version == 2);
  CHECK(edited.message.edited_at == "2026-01-02T03:04:06.678Z");
  CHECK(edited.message.created_at == kNow);
  const Message stored = hub.stored(message);
  CHECK(stored.content_raw == "after");
  CHECK(stored.version == 2);
  CHECK(stored.edited_at == "2026-01-02T03:04:06.678Z");
  const Event event = hub.last_event();
  CHECK(event.id == edited.event_id);
  CHECK(event.name == "message.edited");
  check_scope(event, message);
  CHECK(event.data_json == R"({"message_id":")" + message.id +
                               R"(","old_content":"before","new_content":"after","version":2})");
}

TEST_CASE("an edit to the same text is an edit") {
  Topics hub;
  const Message message = hub.post(hub.plans, "same");
  CHECK(hub.edit(message, "same").version == 2);
  CHECK(hub.last_event().name == "message.edited");
}

TEST_CASE("an edit attaches no URLs") {
  Topics hub;
  const Message message = hub.post(hub.plans, "nothing");
  hub.edit(message, "https://a.b");
  CHECK(hub.count("topic_attachments") == 0);
}

TEST_CASE("an edit is refused for its text, then for its message, then for its version") {
  Topics hub;
  const Message message = hub.post(hub.plans, "hello");
  const std::int64_t before = hub.newest_event();
  CHECK(hub.try_edit("msg_missing", "", 9).error().code == Code::InvalidInput);
  const auto missing = hub.try_edit("msg_missing", "x", 9);
  CHECK(missing.error().code == Code::NotFound);
  CHECK_THAT(missing.error().message, Catch::Contains("msg_missing"));
  check_conflict(hub.try_edit(message.id, "x", 9), 1);
  CHECK(hub.newest_event() == before);
  CHECK(hub.stored(message).version == 1);
}

TEST_CASE("an edit goes through when the version is the expected one, as a number") {
  Topics hub;
  const Message message = hub.post(hub.plans, "1");
  CHECK(hub.try_edit(message.id, "2", 1));
  CHECK(hub.try_edit(message.id, "3", 2.0));
  check_conflict(hub.try_edit(message.id, "4", 2), 3);
  check_conflict(hub.try_edit(message.id, "4", "3"), 3);
  check_conflict(hub.try_edit(message.id, "4", nullptr), 3);
  CHECK(hub.try_edit(message.id, "4"));
  CHECK(hub.stored(message).content_raw == "4");
}

TEST_CASE("a deleted message is a tombstone") {
  Topics hub;
  const Message message = hub.post(hub.plans, "secret");
  hub.clock.advance(std::chrono::seconds(1));
  const auto deleted = must(hub.try_delete(message.id, " eve "));
  CHECK(deleted.message.content_raw == "[deleted]");
  CHECK(deleted.message.version == 2);
  const Message stored = hub.stored(message);
  CHECK(stored.content_raw == "[deleted]");
  CHECK(stored.deleted_at == "2026-01-02T03:04:06.678Z");
  CHECK(stored.edited_at == stored.deleted_at);
  CHECK(stored.deleted_by == " eve ");
  CHECK(stored.version == 2);
  const Event event = hub.last_event();
  CHECK(event.id == deleted.event_id);
  CHECK(event.name == "message.deleted");
  check_scope(event, message);
  CHECK(event.data_json ==
        R"({"message_id":")" + message.id + R"(","deleted_by":" eve ","version":2})");
}

TEST_CASE("a second delete changes nothing, whoever asks and whatever version is expected") {
  Topics hub;
  const Message message = hub.post(hub.plans, "secret");
  hub.remove(message);
  const std::int64_t before = hub.newest_event();
  hub.clock.advance(std::chrono::seconds(1));
  const std::vector<ExpectedVersion> expectations = {{}, 1, 99, "2", nullptr};
  for (const ExpectedVersion& expected : expectations) {
    const auto again = must(hub.try_delete(message.id, "mallory", expected));
    CHECK(again.event_id == std::nullopt);
    CHECK(again.message.deleted_by == "eve");
    CHECK(again.message.deleted_at == kNow);
    CHECK(again.message.version == 2);
  }
  CHECK(hub.newest_event() == before);
  CHECK(hub.stored(message).deleted_by == "eve");
}

TEST_CASE("a delete is refused for its actor, then for its message, then for its version") {
  Topics hub;
  const Message message = hub.post(hub.plans, "hello");
  const std::int64_t before = hub.newest_event();
  CHECK(hub.try_delete("msg_missing", "", 9).error().code == Code::InvalidInput);
  CHECK(hub.try_delete("msg_missing", "eve", 9).error().code == Code::NotFound);
  check_conflict(hub.try_delete(message.id, "eve", 9), 1);
  check_conflict(hub.try_delete(message.id, "eve", "1"), 1);
  CHECK(hub.newest_event() == before);
  CHECK(hub.stored(message).content_raw == "hello");
  CHECK(hub.try_delete(message.id, "eve", 1.0));
}

TEST_CASE("a tombstone can be edited and stays a tombstone") {
  Topics hub;
  const Message message = hub.post(hub.plans, "hello");
  hub.remove(message);
  hub.clock.advance(std::chrono::seconds(1));
  const Message edited = hub.edit(message, "back again");
  CHECK(edited.version == 3);
  const Message stored = hub.stored(message);
  CHECK(stored.content_raw == "back again");
  CHECK(stored.deleted_at == kNow);
  CHECK(stored.deleted_by == "eve");
  CHECK(hub.last_event().data_json ==
        R"({"message_id":")" + message.id +
            R"(","old_content":"[deleted]","new_content":"back again","version":3})");
}

TEST_CASE("messages cannot be deleted from the table, with or without their topic") {
  Topics hub;
  const Message message = hub.post(hub.plans, "hello");
  for (const std::string& statement :
       {"DELETE FROM messages"s, "DELETE FROM topics"s, "DELETE FROM channels"s}) {
    const auto done = hub.run([&](Write& write) { return write.db.execute(statement); });
    REQUIRE_FALSE(done);
    CHECK_THAT(done.error().message, Catch::Contains("Hard deletes forbidden on messages"));
  }
  CHECK(hub.stored(message).content_raw == "hello");
}

TEST_CASE("a change whose event the database refuses does not happen") {
  Topics hub;
  const Message message = hub.post(hub.plans, "hello");
  const std::int64_t before = hub.newest_event();
  hub.refuse_events("message.edited");
  const auto edited = hub.try_edit(message.id, "changed");
  REQUIRE_FALSE(edited);
  CHECK_THAT(edited.error().message, Catch::Contains("the disk is on fire"));
  hub.accept_events();
  hub.refuse_events("message.deleted");
  CHECK_FALSE(hub.try_delete(message.id, "eve"));
  hub.accept_events();
  hub.refuse_events("message.created");
  CHECK_FALSE(hub.try_post(hub.plans.id, "ada", "https://a.b"));
  hub.accept_events();

  const Message stored = hub.stored(message);
  CHECK(stored.content_raw == "hello");
  CHECK(stored.version == 1);
  CHECK_FALSE(stored.edited_at);
  CHECK_FALSE(stored.deleted_at);
  CHECK(hub.count("messages") == 1);
  CHECK(hub.count("topic_attachments") == 0);
  CHECK(hub.newest_event() == before);
  hub.edit(message, "goes on");
  CHECK(hub.newest_event() == before + 1);
}

#include "tests/support/hub_fixture.h"

using namespace perigee;
using namespace perigee::hub;
using namespace perigee::test;

namespace {

Result<TopicChanged> create(HubFixture& hub, const std::string& channel_id,
                            const std::string& title) {
  return hub.ask(&Hub::create_topic, {.channel_id = channel_id, .title = title});
}
Result<TopicChanged> rename(HubFixture& hub, const std::string& topic_id,
                            const std::string& title) {
  return hub.ask(&Hub::rename_topic, {.topic_id = topic_id, .title = title});
}

std::vector<std::string> titles(HubFixture& hub, const Channel& channel, int limit, int offset) {
  std::vector<std::string> found;
  for (const Topic& topic : must(list_topics(hub.reader(), channel.id, limit, offset)).items) {
    found.push_back(topic.title);
  }
  return found;
}

}  // namespace

TEST_CASE("a topic belongs to a channel that exists") {
  HubFixture hub;
  const auto missing = create(hub, "ch_missing", "plans");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == Code::NotFound);
  CHECK(missing.error().message == "Channel not found");
  CHECK_FALSE(create(hub, "", "plans"));
  CHECK(hub.count("topics") == 0);
  CHECK(hub.count("events") == 0);
}

TEST_CASE("a new topic was updated when it was created") {
  HubFixture hub;
  const Channel channel = hub.channel("general");
  const auto created = must(create(hub, channel.id, " plans "));
  CHECK(created.topic.id.starts_with("topic_"));
  CHECK(created.topic.title == " plans ");
  CHECK(created.topic.created_at == kNow);
  CHECK(created.topic.updated_at == kNow);
  const Event event = hub.last_event();
  CHECK(event.id == created.event_id);
  CHECK(event.name == "topic.created");
  CHECK(event.scope.channel_id == channel.id);
  CHECK(event.scope.topic_id == created.topic.id);
  CHECK(event.scope.topic_id2 == std::nullopt);
  CHECK(event.entity_type == "topic");
  CHECK(event.entity_id == created.topic.id);
  CHECK(event.data_json == R"({"topic":{"id":")" + created.topic.id + R"(","channel_id":")" +
                               channel.id + R"(","title":" plans ","created_at":")" + kNow +
                               R"(","updated_at":")" + kNow + R"("}})");
}

TEST_CASE("titles are unique within a channel, and only there") {
  HubFixture hub;
  const Channel channel = hub.channel("general");
  hub.topic(channel, "plans");
  const auto again = create(hub, channel.id, "plans");
  REQUIRE_FALSE(again);
  CHECK(again.error().code == Code::InvalidInput);
  CHECK_THAT(again.error().message, Catch::Contains("already exists"));
  CHECK(create(hub, channel.id, "Plans"));
  CHECK(create(hub, hub.channel("other").id, "plans"));
}

TEST_CASE("a renamed topic tells its old and its new title") {
  HubFixture hub;
  const Channel channel = hub.channel("general");
  const Topic topic = hub.topic(channel, "plans");
  hub.clock.advance(std::chrono::seconds(1));
  const auto renamed = must(rename(hub, topic.id, "ideas"));
  CHECK(renamed.topic.title == "ideas");
  CHECK(renamed.topic.created_at == kNow);
  CHECK(renamed.topic.updated_at == "2026-01-02T03:04:06.678Z");
  CHECK(hub.value("SELECT title || ' ' || updated_at FROM topics") ==
        "ideas 2026-01-02T03:04:06.678Z");
  const Event event = hub.last_event();
  CHECK(event.id == renamed.event_id);
  CHECK(event.name == "topic.renamed");
  CHECK(event.scope.channel_id == channel.id);
  CHECK(event.scope.topic_id == topic.id);
  CHECK(event.entity_type == "topic");
  CHECK(event.entity_id == topic.id);
  CHECK(event.data_json ==
        R"({"topic_id":")" + topic.id + R"(","old_title":"plans","new_title":"ideas"})");
}

TEST_CASE("renaming a topic to its own title is a rename like any other") {
  HubFixture hub;
  const Topic topic = hub.topic(hub.channel("general"), "plans");
  hub.clock.advance(std::chrono::seconds(1));
  const auto renamed = must(rename(hub, topic.id, "plans"));
  CHECK(renamed.topic.updated_at != topic.updated_at);
  CHECK(hub.last_event().data_json ==
        R"({"topic_id":")" + topic.id + R"(","old_title":"plans","new_title":"plans"})");
}

TEST_CASE("a rename is refused for its title first, then for its topic, then for a double") {
  HubFixture hub;
  const Channel channel = hub.channel("general");
  const Topic topic = hub.topic(channel, "plans");
  hub.topic(channel, "ideas");
  const std::int64_t before = hub.newest_event();
  CHECK(rename(hub, "topic_missing", "").error().code == Code::InvalidInput);
  CHECK(rename(hub, "topic_missing", "ideas").error().code == Code::NotFound);
  CHECK_THAT(rename(hub, "topic_missing", "ideas").error().message,
             Catch::Contains("not found", Catch::CaseSensitive::No));
  const auto taken = rename(hub, topic.id, "ideas");
  REQUIRE_FALSE(taken);
  CHECK_THAT(taken.error().message, Catch::Contains("already exists"));
  CHECK(hub.newest_event() == before);
  CHECK(must(find_topic(hub.reader(), topic.id))->title == "plans");
}

TEST_CASE("topics are listed by their last change, those of one moment in the order they came") {
  HubFixture hub;
  const Channel channel = hub.channel("general");
  const Topic a = hub.topic(channel, "a");
  hub.topic(channel, "b");
  hub.topic(channel, "c");
  CHECK(titles(hub, channel, 10, 0) == std::vector<std::string>{"a", "b", "c"});
  hub.clock.advance(std::chrono::milliseconds(1));
  hub.topic(channel, "d");
  hub.clock.advance(std::chrono::milliseconds(1));
  hub.post(a, "hello");
  CHECK(titles(hub, channel, 10, 0) == std::vector<std::string>{"a", "d", "b", "c"});
}

TEST_CASE("a page of topics knows whether there are more") {
  HubFixture hub;
  const Channel channel = hub.channel("general");
  for (const char* title : {"a", "b", "c"}) hub.topic(channel, title);
  CHECK(titles(hub, channel, 2, 0) == std::vector<std::string>{"a", "b"});
  CHECK(must(list_topics(hub.reader(), channel.id, 2, 0)).has_more);
  CHECK(titles(hub, channel, 2, 1) == std::vector<std::string>{"b", "c"});
  CHECK_FALSE(must(list_topics(hub.reader(), channel.id, 2, 1)).has_more);
  CHECK_FALSE(must(list_topics(hub.reader(), channel.id, 3, 0)).has_more);
  CHECK(titles(hub, channel, 2, 9).empty());
  CHECK(must(list_topics(hub.reader(), channel.id, 0, 0)).items.empty());
  CHECK(must(list_topics(hub.reader(), channel.id, 0, 0)).has_more);
}

TEST_CASE("topics of an unknown channel are not found") {
  HubFixture hub;
  CHECK(list_topics(hub.reader(), "ch_missing", 50, 0).error().code == Code::NotFound);
}

#include "host/hub/names.h"

#include "tests/support/hub_fixture.h"

using namespace perigee;
using namespace perigee::hub;
using namespace perigee::test;

TEST_CASE("a channel is known by its id and by its name") {
  HubFixture hub;
  const Channel channel = hub.channel("general");
  CHECK(must(resolve_channel(hub.reader(), channel.id)) == channel.id);
  CHECK(must(resolve_channel(hub.reader(), "general")) == channel.id);
}

TEST_CASE("a channel whose name looks like an id is found by it") {
  HubFixture hub;
  const Channel channel = hub.channel("ch_general");
  CHECK(must(resolve_channel(hub.reader(), "ch_general")) == channel.id);
  CHECK(must(resolve_channel(hub.reader(), "ch_unknown")) == "ch_unknown");
}

TEST_CASE("an unknown channel is answered with the nearest name") {
  HubFixture hub;
  hub.channel("general");
  const auto unknown = resolve_channel(hub.reader(), "genral");
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().code == Code::NotFound);
  CHECK(unknown.error().message == "there is no channel \"genral\"");
  CHECK(unknown.error().hint == "did you mean \"general\"?");
  CHECK(resolve_channel(hub.reader(), "elsewhere").error().hint.find("channel list") !=
        std::string::npos);
}

TEST_CASE("a topic is known by id, by channel and title, and by a title of its own") {
  HubFixture hub;
  const Topic topic = hub.topic(hub.channel("general"), "release");
  CHECK(must(resolve_topic(hub.reader(), topic.id)) == topic.id);
  CHECK(must(resolve_topic(hub.reader(), "general/release")) == topic.id);
  CHECK(must(resolve_topic(hub.reader(), topic.channel_id + "/release")) == topic.id);
  CHECK(must(resolve_topic(hub.reader(), "release")) == topic.id);
  CHECK(must(resolve_topic(hub.reader(), "topic_unknown")) == "topic_unknown");
}

TEST_CASE("slashes may be in the names of channels and in titles") {
  HubFixture hub;
  const Topic deep = hub.topic(hub.channel("team/host"), "a/b");
  const Topic flat = hub.topic(hub.channel("team"), "host/a");
  CHECK(must(resolve_topic(hub.reader(), "team/host/a/b")) == deep.id);
  CHECK(must(resolve_topic(hub.reader(), "team/host/a")) == flat.id);
  CHECK(must(resolve_topic(hub.reader(), "a/b")) == deep.id);
}

TEST_CASE("a title of several topics is answered with all of them") {
  HubFixture hub;
  hub.topic(hub.channel("general"), "release");
  hub.topic(hub.channel("random"), "release");
  const auto several = resolve_topic(hub.reader(), "release");
  REQUIRE_FALSE(several);
  CHECK(several.error().code == Code::InvalidInput);
  CHECK(several.error().hint.find("general/release") != std::string::npos);
  CHECK(several.error().hint.find("random/release") != std::string::npos);
}

TEST_CASE("an unknown topic is answered with the nearest") {
  HubFixture hub;
  hub.topic(hub.channel("general"), "release");
  CHECK(resolve_topic(hub.reader(), "general/relase").error().hint ==
        "did you mean \"general/release\"?");
  CHECK(resolve_topic(hub.reader(), "relaese").error().hint == "did you mean \"release\"?");
  CHECK(resolve_topic(hub.reader(), "nothing like it").error().code == Code::NotFound);
}

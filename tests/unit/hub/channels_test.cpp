#include "tests/support/hub_fixture.h"

using namespace perigee;
using namespace perigee::hub;
using namespace perigee::test;

namespace {

Result<ChannelCreated> create(HubFixture& hub, const std::string& name,
                              std::optional<std::string> description = {}) {
  return hub.ask(&Hub::create_channel, {.name = name, .description = std::move(description)});
}

}  // namespace

TEST_CASE("a channel is stored as it was written") {
  HubFixture hub;
  const std::string name = " <b>Robert'); DROP TABLE channels;--</b> ";
  const auto created = must(create(hub, name, "\"quoted\""));
  CHECK(created.channel.name == name);
  CHECK(created.channel.description == "\"quoted\"");
  CHECK(created.channel.created_at == kNow);
  CHECK(created.channel.id.starts_with("ch_"));
  const auto stored = must(find_channel(hub.reader(), created.channel.id));
  REQUIRE(stored);
  CHECK(stored->name == name);
  CHECK(stored->description == "\"quoted\"");
}

TEST_CASE("a description may be absent or empty, and the two differ") {
  HubFixture hub;
  CHECK(must(create(hub, "none")).channel.description == std::nullopt);
  CHECK(must(create(hub, "empty", "")).channel.description == "");
  CHECK(hub.value("SELECT count(*) FROM channels WHERE description IS NULL") == "1");
}

TEST_CASE("two channels cannot share a name, but case makes it another name") {
  HubFixture hub;
  hub.channel("d5");
  const auto again = create(hub, "d5");
  REQUIRE_FALSE(again);
  CHECK(again.error().code == Code::InvalidInput);
  CHECK_THAT(again.error().message, Catch::Contains("already exists"));
  CHECK(create(hub, "D5"));
  CHECK(create(hub, " d5"));
  CHECK(hub.count("channels") == 3);
  CHECK(hub.count("events") == 3);
}

TEST_CASE("a channel that is refused leaves nothing behind") {
  HubFixture hub;
  CHECK_FALSE(create(hub, " "));
  CHECK_FALSE(create(hub, units(101)));
  CHECK(hub.count("channels") == 0);
  CHECK(hub.count("events") == 0);
}

TEST_CASE("the longest names fit the table") {
  HubFixture hub;
  CHECK(create(hub, emoji(50)));
  CHECK(create(hub, units(100)));
}

TEST_CASE("a new channel is an event of the channel") {
  HubFixture hub;
  const auto created = must(create(hub, "general", "talk"));
  const Event event = hub.last_event();
  CHECK(event.id == created.event_id);
  CHECK(event.name == "channel.created");
  CHECK(event.ts == kNow);
  CHECK(event.scope.channel_id == created.channel.id);
  CHECK(event.scope.topic_id == std::nullopt);
  CHECK(event.scope.topic_id2 == std::nullopt);
  CHECK(event.entity_type == "channel");
  CHECK(event.entity_id == created.channel.id);
  CHECK(event.data_json == R"({"channel":{"id":")" + created.channel.id +
                               R"(","name":"general","description":"talk","created_at":")" + kNow +
                               R"("}})");
}

TEST_CASE("channels are listed by name, byte by byte") {
  HubFixture hub;
  for (const char* name : {"b", "a", "B", "é", "Z", "aa"}) hub.channel(name);
  std::vector<std::string> names;
  for (const Channel& channel : must(list_channels(hub.reader()))) names.push_back(channel.name);
  CHECK(names == std::vector<std::string>{"B", "Z", "a", "aa", "b", "é"});
}

// Opening a database: ids go on above what is stored, the identity of the database stays.
#include <regex>

#include "tests/support/hub_fixture.h"

using namespace perigee;
using namespace perigee::hub;
using namespace perigee::test;

namespace {

/// The services of a hub that opens the database again, with the clock of the first.
struct Reopened {
  explicit Reopened(HubFixture& first)
      : db(must(store::Connection::open(first.database(), store::OpenMode::ReadWrite))),
        log(first.clock),
        services(first.clock, system_random(), log) {
    must(services.open(db));
  }
  store::Connection db;
  EventLog log;
  WriteServices services;
};

}  // namespace

TEST_CASE("ids rise above every stored one although the clock was set back") {
  HubFixture hub;
  hub.clock.advance(std::chrono::hours(1));
  const Channel channel = hub.channel("general");
  const Topic topic = hub.topic(channel, "plans");
  const Message message = hub.post(topic, "https://a.b");
  const std::string attachment = hub.value("SELECT id FROM topic_attachments");
  hub.stop();
  hub.clock.advance(-std::chrono::hours(1));

  Reopened again(hub);
  CHECK(again.services.ids.next("ch_") > channel.id);
  CHECK(again.services.ids.next("topic_") > topic.id);
  CHECK(again.services.ids.next("msg_") > message.id);
  CHECK(again.services.ids.next("att_") > attachment);
}

TEST_CASE("ids of another form do not stop a hub from opening") {
  HubFixture hub;
  hub.sql("INSERT INTO channels (id, name, created_at) VALUES ('zzz', 'legacy', 'then')");
  hub.stop();
  Reopened again(hub);
  CHECK(again.services.ids.next("ch_").starts_with("ch_"));
}

TEST_CASE("a database keeps its identity") {
  HubFixture hub;
  const std::string id = hub.value("SELECT value FROM meta WHERE key = 'db_id'");
  CHECK(std::regex_match(
      id, std::regex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")));
  CHECK(hub.value("SELECT value FROM meta WHERE key = 'created_at'") == kNow);
  CHECK(hub.value("SELECT value FROM meta WHERE key = 'schema_version'") == "1");
  hub.stop();
  hub.clock.advance(std::chrono::hours(1));
  Reopened again(hub);
  CHECK(hub.value("SELECT value FROM meta WHERE key = 'db_id'") == id);
  CHECK(hub.value("SELECT value FROM meta WHERE key = 'created_at'") == kNow);
}

TEST_CASE("what is missing of a database's identity is filled in") {
  HubFixture hub;
  hub.sql("DELETE FROM meta WHERE key = 'db_id'");
  hub.stop();
  Reopened again(hub);
  CHECK(hub.value("SELECT length(value) FROM meta WHERE key = 'db_id'") == "36");
}

TEST_CASE("a hub that stops commits what was submitted and refuses what comes after") {
  HubFixture hub;
  const Topic topic = hub.topic(hub.channel("general"), "plans");
  for (int i = 0; i < 50; ++i) {
    hub.hub->post_message({.topic_id = topic.id, .sender = "ada", .content_raw = "hello"},
                          [](Result<MessageChanged>) {});
  }
  hub.writer->stop();
  CHECK(hub.count("messages") == 50);
  const auto late =
      hub.ask(&Hub::post_message, {.topic_id = topic.id, .sender = "ada", .content_raw = "late"});
  REQUIRE_FALSE(late);
  CHECK(late.error().code == Code::ShuttingDown);
}

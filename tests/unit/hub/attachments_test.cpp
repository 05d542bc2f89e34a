// Attachments: identity, the key that follows from the value, and what an event says of them.
#include "tests/support/hub_fixture.h"

using namespace perigee;
using namespace perigee::hub;
using namespace perigee::test;
using namespace std::string_literals;

namespace {

using Text = std::optional<std::string>;

struct Attachments : HubFixture {
  Channel general = channel("general");
  Topic plans = topic(general, "plans");

  Result<AttachmentAdded> try_add(const std::string& kind, const Value& value, const Text& key = {},
                                  const Text& dedupe_key = {}, const Text& source = {}) {
    return ask(&Hub::add_attachment, {.topic_id = plans.id,
                                      .kind = kind,
                                      .key = key,
                                      .value_json = value,
                                      .dedupe_key = dedupe_key,
                                      .source_message_id = source});
  }
  AttachmentAdded add(const std::string& kind, const Value& value, const Text& key = {},
                      const Text& dedupe_key = {}) {
    return must(try_add(kind, value, key, dedupe_key));
  }
  /// The key that a value gets when it is given none.
  std::string default_key(const std::string& json) {
    return add("file", must(parse_json(json))).attachment.dedupe_key;
  }
};

const Value kValue = Object{{"a", 1}};

}  // namespace

TEST_CASE("an attachment and its event say the same") {
  Attachments hub;
  const Message source = hub.post(hub.plans, "hello");
  const auto added = must(
      hub.try_add("file", Object{{"name", "é.txt"}, {"size", 2.0}}, "readme", "d-1", source.id));
  CHECK(added.attachment.id.starts_with("att_"));
  CHECK(added.attachment.created_at == kNow);
  const Event event = hub.last_event();
  CHECK(event.id == added.event_id);
  CHECK(event.name == "topic.attachment_added");
  CHECK(event.scope.channel_id == hub.general.id);
  CHECK(event.scope.topic_id == hub.plans.id);
  CHECK(event.scope.topic_id2 == std::nullopt);
  CHECK(event.entity_type == "attachment");
  CHECK(event.entity_id == added.attachment.id);
  CHECK(event.data_json == R"({"attachment":{"id":")" + added.attachment.id + R"(","topic_id":")" +
                               hub.plans.id + R"(","kind":"file","key":"readme","value_json":)" +
                               R"({"name":"é.txt","size":2},"dedupe_key":"d-1",)" +
                               R"("source_message_id":")" + source.id + R"(","created_at":")" +
                               kNow + R"("}})");
}

TEST_CASE("what is absent is null in the event") {
  Attachments hub;
  const auto added = hub.add("file", Object{});
  CHECK(hub.last_event().data_json ==
        R"({"attachment":{"id":")" + added.attachment.id + R"(","topic_id":")" + hub.plans.id +
            R"(","kind":"file","key":null,"value_json":{},"dedupe_key":"{}",)" +
            R"("source_message_id":null,"created_at":")" + kNow + R"("}})");
}

TEST_CASE("the same attachment is there once, with its first value and no second event") {
  Attachments hub;
  const auto first = hub.add("file", kValue, "k", "same");
  const std::int64_t before = hub.newest_event();
  hub.clock.advance(std::chrono::seconds(1));
  const auto again = hub.add("file", Object{{"b", 2}}, "k", "same");
  CHECK(again.event_id == std::nullopt);
  CHECK(again.attachment.id == first.attachment.id);
  CHECK(again.attachment.value_json == R"({"a":1})");
  CHECK(again.attachment.created_at == kNow);
  CHECK(hub.newest_event() == before);
  CHECK(hub.count("topic_attachments") == 1);
}

TEST_CASE("an absent key and an empty key are the same key") {
  Attachments hub;
  const auto absent = hub.add("file", kValue);
  CHECK(hub.add("file", kValue, "").event_id == std::nullopt);
  const auto empty = hub.add("other", kValue, "");
  CHECK(empty.attachment.key == "");
  CHECK(hub.add("other", kValue).attachment.id == empty.attachment.id);
  CHECK(hub.add("other", kValue).attachment.key == "");
  CHECK(absent.attachment.key == std::nullopt);
}

TEST_CASE("topic, kind, key and dedupe key each make another attachment") {
  Attachments hub;
  hub.add("file", kValue, "k", "d");
  CHECK(hub.add("File", kValue, "k", "d").event_id);
  CHECK(hub.add("file", kValue, "K", "d").event_id);
  CHECK(hub.add("file", kValue, "k", "D").event_id);
  hub.plans = hub.topic(hub.general, "other");
  CHECK(hub.add("file", kValue, "k", "d").event_id);
  CHECK(hub.count("topic_attachments") == 5);
}

TEST_CASE("without a dedupe key the serialised value is the key, as JavaScript prints it") {
  Attachments hub;
  CHECK(hub.default_key(R"({ "b" : 1, "a" : 2 })") == R"({"b":1,"a":2})");
  CHECK(hub.default_key(R"({"a":2,"b":1})") == R"({"a":2,"b":1})");
  CHECK(hub.default_key(R"({"z":1,"10":1,"9":1,"01":1,"4294967295":1,"4294967294":1})") ==
        R"({"9":1,"10":1,"4294967294":1,"z":1,"01":1,"4294967295":1})");
  CHECK(hub.default_key(R"({"n":[1.0,-0,12345678901234567000,1e21,1e-7,0.1,1e400]})") ==
        R"({"n":[1,0,12345678901234567000,1e+21,1e-7,0.1,null]})");
  CHECK(hub.default_key(R"({"s":"\u0000\b\t\n\f\r\u001F\"\\\/\u007f\u2028é😀"})") ==
        "{\"s\":\"\\u0000\\b\\t\\n\\f\\r\\u001f\\\"\\\\/\x7f\u2028é😀\"}");
  CHECK(hub.default_key(R"({"in":{"2":0,"1":0,"x":[{"b":0,"0":0}]}})") ==
        R"({"in":{"1":0,"2":0,"x":[{"0":0,"b":0}]}})");
}

TEST_CASE("the order of members makes another attachment") {
  Attachments hub;
  hub.add("file", Object{{"a", 1}, {"b", 2}});
  CHECK(hub.add("file", Object{{"b", 2}, {"a", 1}}).event_id);
  CHECK(hub.add("file", Object{{"a", 1.0}, {"b", 2}}).event_id == std::nullopt);
}

TEST_CASE("a dedupe key may be blank") {
  Attachments hub;
  CHECK(hub.add("file", kValue, {}, " ").attachment.dedupe_key == " ");
}

TEST_CASE("an attachment needs a topic, and its source a message of any topic") {
  Attachments hub;
  const Message elsewhere = hub.post(hub.topic(hub.general, "other"), "hello");
  CHECK(hub.try_add("file", kValue, {}, "1", elsewhere.id));
  const auto no_source = hub.try_add("file", kValue, {}, "2", "msg_missing");
  REQUIRE_FALSE(no_source);
  CHECK(no_source.error().code == Code::InvalidInput);
  CHECK_THAT(no_source.error().message, Catch::Contains("source_message_id"));
  hub.plans.id = "topic_missing";
  const auto no_topic = hub.try_add("file", kValue);
  REQUIRE_FALSE(no_topic);
  CHECK(no_topic.error().code == Code::NotFound);
  CHECK(hub.count("topic_attachments") == 1);
}

TEST_CASE("links are checked before they are attached") {
  Attachments hub;
  CHECK(hub.try_add("url", Object{{"url", "javascript:x"}}).error().code == Code::InvalidInput);
  CHECK(hub.add("link", Object{{"url", " https://A.b "}}).attachment.value_json ==
        R"({"url":" https://A.b "})");
  CHECK(hub.count("topic_attachments") == 1);
}

TEST_CASE("the largest value fits the table") {
  Attachments hub;
  CHECK(hub.try_add("file", Object{{"a", std::string(16'376, 'x')}}));
}

TEST_CASE("an attachment whose event the database refuses is not stored") {
  Attachments hub;
  hub.refuse_events("topic.attachment_added");
  CHECK_FALSE(hub.try_add("file", kValue));
  CHECK(hub.count("topic_attachments") == 0);
  hub.accept_events();
  CHECK(hub.add("file", kValue).event_id);
}

TEST_CASE("attachments are listed newest first, those of one moment in the order they came") {
  Attachments hub;
  hub.add("a", kValue);
  hub.add("b", kValue);
  hub.clock.advance(std::chrono::milliseconds(1));
  hub.add("a", kValue, "later");
  const auto kinds = [&](const std::string& kind) {
    std::string found;
    for (const Attachment& one : must(list_attachments(hub.reader(), hub.plans.id, kind))) {
      found += one.kind + one.key.value_or("") + " ";
    }
    return found;
  };
  CHECK(kinds("") == "alater a b ");
  CHECK(kinds("a") == "alater a ");
  CHECK(kinds("A").empty());
  CHECK(list_attachments(hub.reader(), "topic_missing", "").error().code == Code::NotFound);
}

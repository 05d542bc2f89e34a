#include "host/http/subscription.h"

#include <catch2/catch.hpp>

#include "host/base/json.h"
#include "host/http/event_frame.h"
#include "host/http/fan_out.h"

using namespace perigee;
using namespace perigee::http;

namespace {

/// "everything", "nothing", the ids, or why the hello is refused.
std::string read(std::string_view hello) {
  const auto subscription = parse_hello(*parse_json(hello));
  if (!subscription) return std::string(subscription.error());
  if (subscription->wants_everything) return "everything";
  if (subscription->wants_nothing()) return "nothing";
  std::string ids;
  for (const auto& id : subscription->filter.channel_ids) ids += "c:" + id + " ";
  for (const auto& id : subscription->filter.topic_ids) ids += "t:" + id + " ";
  return ids;
}

std::string read_subscriptions(std::string_view subscriptions) {
  return read(R"({"type":"hello","after_event_id":0,"subscriptions":)" +
              std::string(subscriptions) + "}");
}

struct Reader final : EventReader {
  std::string seen;
  void deliver(std::int64_t, const loop::Slice& frame) override { seen += frame.view(); }
};

std::shared_ptr<const hub::CommittedEvent> event(std::int64_t id, hub::Scope scope) {
  hub::Event made{.id = id,
                  .ts = "t",
                  .name = "n",
                  .scope = std::move(scope),
                  .entity_type = "e",
                  .entity_id = "i",
                  .data_json = "{}"};
  return std::make_shared<const hub::CommittedEvent>(hub::CommittedEvent{std::move(made), nullptr});
}

/// Which of the readers' frames mention which ids: "1 3".
std::string ids(const Reader& reader) {
  std::string out;
  for (int id = 1; id < 10; ++id) {
    const std::string mark = "\"event_id\":" + std::to_string(id) + ",";
    for (std::size_t at = reader.seen.find(mark); at != std::string::npos;
         at = reader.seen.find(mark, at + 1)) {
      out += std::to_string(id) + " ";
    }
  }
  return out;
}

}  // namespace

TEST_CASE("a hello says from where, and the order of its checks is the protocol's") {
  CHECK(read(R"({"type":"hello","after_event_id":0})") == "everything");
  CHECK(read(R"({"type":"bye","after_event_id":"x"})") == "Expected hello message");
  CHECK(read("[]") == "Expected hello message");
  CHECK(read("5") == "Expected hello message");
  for (const auto* after : {R"("1")", "null", "-1", "-0.5", "true", "[]"}) {
    CAPTURE(after);
    CHECK(read(R"({"type":"hello","subscriptions":{"channels":5},"after_event_id":)" +
               std::string(after) + "}") == "Invalid after_event_id");
  }
  CHECK(read(R"({"type":"hello"})") == "Invalid after_event_id");
  CHECK(parse_hello(*parse_json(R"({"type":"hello","after_event_id":5.5})"))->after == 5);
  CHECK(parse_hello(*parse_json(R"({"type":"hello","after_event_id":1e300})"))->after ==
        std::numeric_limits<std::int64_t>::max());
}

TEST_CASE("absent subscriptions are everything, empty ones are nothing") {
  for (const auto* nothing :
       {"{}", R"({"channels":[],"topics":[]})", R"({"channels":[]})", "null", R"("all")", "[]", "5",
        "true", R"({"channels":null,"topics":null})"}) {
    CAPTURE(nothing);
    CHECK(read_subscriptions(nothing) == "nothing");
  }
  CHECK(read_subscriptions(R"({"channels":["b","a","b"],"topics":["t"]})") == "c:a c:b t:t ");
  CHECK(read_subscriptions(R"({"channels":[],"topics":["t"]})") == "t:t ");
  CHECK(read_subscriptions(R"({"channels":"a"})") == "Invalid channel subscriptions");
  CHECK(read_subscriptions(R"({"channels":[1]})") == "Invalid channel subscriptions");
  CHECK(read_subscriptions(R"({"channels":[],"topics":{}})") == "Invalid topic subscriptions");
}

TEST_CASE("values that JavaScript takes for false are no message") {
  for (const auto* text : {"null", "false", "0", "-0", R"("")"})
    CHECK_FALSE(is_truthy(*parse_json(text)));
  for (const auto* text : {"true", "1", "0.5", R"("0")", "[]", "{}"})
    CHECK(is_truthy(*parse_json(text)));
}

TEST_CASE("events reach those who want their channel or one of their topics, or everything") {
  FanOut fan_out;
  Reader all;
  Reader channel;
  Reader topic;
  Reader both;
  const Subscription everything{.wants_everything = true};
  const Subscription of_channel{.filter = {{"c1"}, {}}};
  const Subscription of_topic{.filter = {{}, {"t1", "t2"}}};
  const Subscription of_both{.filter = {{"c1"}, {"t1"}}};
  fan_out.add(all, everything);
  fan_out.add(channel, of_channel);
  fan_out.add(topic, of_topic);
  fan_out.add(both, of_both);
  fan_out.publish({event(1, {}), event(2, {.channel_id = "c1"}),
                   event(3, {.channel_id = "c2", .topic_id = "t1"}),
                   event(4, {.channel_id = "c2", .topic_id = "t9", .topic_id2 = "t2"}),
                   event(5, {.channel_id = "c3", .topic_id = "t9"})});
  CHECK(ids(all) == "1 2 3 4 5 ");
  CHECK(ids(channel) == "2 ");
  CHECK(ids(topic) == "3 4 ");
  CHECK(ids(both) == "2 3 ");
  CHECK(fan_out.newest() == 5);
  fan_out.remove(topic, of_topic);
  fan_out.remove(all, everything);
  fan_out.publish({event(6, {.topic_id = "t1"})});
  CHECK(ids(all) == "1 2 3 4 5 ");
  CHECK(ids(topic) == "3 4 ");
  CHECK(ids(both) == "2 3 6 ");
}

TEST_CASE("an event is serialised once for all its readers") {
  struct Keeper final : EventReader {
    loop::Slice last;
    void deliver(std::int64_t, const loop::Slice& frame) override { last = frame; }
  };
  FanOut fan_out;
  Keeper one;
  Keeper two;
  const Subscription everything{.wants_everything = true};
  fan_out.add(one, everything);
  fan_out.add(two, everything);
  fan_out.publish({event(1, {})});
  CHECK(one.last.bytes == two.last.bytes);
  CHECK(one.last.offset == two.last.offset);
}

TEST_CASE("the envelope of an event has all its members") {
  std::string frame;
  append_event_frame(frame, event(7, {.channel_id = "c"})->event);
  CHECK(frame.substr(4) ==
        R"({"type":"event","event_id":7,"ts":"t","name":"n","scope":{"channel_id":"c",)"
        R"("topic_id":null,"topic_id2":null},"entity":{"type":"e","id":"i"},"data":{}})");
}

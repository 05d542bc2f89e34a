// Paging through messages, oddities included: existing clients count on them.
#include "tests/support/hub_fixture.h"

using namespace perigee;
using namespace perigee::hub;
using namespace perigee::test;

namespace {

/// Ten messages, "0" to "9", in one topic, and two more beside it in the same channel.
struct Pages : HubFixture {
  Channel general = channel("general");
  Topic plans = topic(general, "plans");
  std::vector<Message> messages;

  Pages() {
    for (int i = 0; i < 10; ++i) messages.push_back(post(plans, std::to_string(i)));
    const Topic other = topic(general, "other");
    post(other, "x");
    post(other, "y");
  }

  struct Cursors {
    int limit = 50;
    std::string before_id = {};
    std::string after_id = {};
  };
  /// The texts of a page of the topic, with "+" at the end when there is more.
  std::string page(const Cursors& cursors) {
    return list({.topic_id = plans.id,
                 .channel_id = {},
                 .before_id = cursors.before_id,
                 .after_id = cursors.after_id,
                 .limit = cursors.limit});
  }
  std::string list(const MessageQuery& query) {
    const auto found = must(list_messages(reader(), query));
    std::string texts;
    for (const Message& message : found.items) texts += message.content_raw;
    return texts + (found.has_more ? "+" : "");
  }
  std::string id(std::size_t i) const { return messages.at(i).id; }
};

}  // namespace

TEST_CASE("messages come newest first") {
  Pages hub;
  CHECK(hub.page({}) == "9876543210");
  CHECK(hub.page({.limit = 10}) == "9876543210");
  CHECK(hub.page({.limit = 9}) == "987654321+");
  CHECK(hub.page({.limit = 1}) == "9+");
  CHECK(hub.page({.limit = 0}) == "+");
}

TEST_CASE("a page before a message holds the ones next to it") {
  Pages hub;
  CHECK(hub.page({.limit = 3, .before_id = hub.id(5)}) == "432+");
  CHECK(hub.page({.limit = 5, .before_id = hub.id(5)}) == "43210");
  CHECK(hub.page({.limit = 5, .before_id = hub.id(0)}) == "");
}

TEST_CASE("a page after a message drops the one beside the cursor when there are too many") {
  Pages hub;
  CHECK(hub.page({.limit = 3, .after_id = hub.id(5)}) == "987+");
  CHECK(hub.page({.limit = 4, .after_id = hub.id(5)}) == "9876");
  CHECK(hub.page({.limit = 3, .after_id = hub.id(0)}) == "432+");
  CHECK(hub.page({.limit = 3, .after_id = hub.id(9)}) == "");
}

TEST_CASE("with both cursors only the first counts, and the page is turned round") {
  Pages hub;
  CHECK(hub.page({.limit = 3, .before_id = hub.id(5), .after_id = hub.id(3)}) == "234+");
  CHECK(hub.page({.limit = 9, .before_id = hub.id(2), .after_id = hub.id(8)}) == "01");
}

TEST_CASE("a cursor need not be the id of a message") {
  Pages hub;
  CHECK(hub.page({.before_id = hub.id(2) + "0"}) == "210");
  CHECK(hub.page({.after_id = hub.id(7) + "0"}) == "98");
  CHECK(hub.page({.after_id = "a"}) == "9876543210");
  CHECK(hub.page({.before_id = "a"}) == "");
}

TEST_CASE("a channel's messages are those of all its topics, and a topic wins over a channel") {
  Pages hub;
  const std::string channel = hub.general.id;
  const auto list = [&](const std::string& topic_id, const std::string& before_id,
                        const std::string& after_id) {
    return hub.list({.topic_id = topic_id,
                     .channel_id = channel,
                     .before_id = before_id,
                     .after_id = after_id,
                     .limit = 4});
  };
  CHECK(list("", "", "") == "yx98+");
  CHECK(list("", hub.id(2), "") == "10");
  CHECK(list("", "", hub.id(8)) == "yx9");
  CHECK(list(hub.plans.id, "", "") == "9876+");
  CHECK(list("topic_missing", "", "") == "");
}

TEST_CASE("unknown scopes hold nothing, and no scope is refused") {
  Pages hub;
  CHECK(
      hub.list({.topic_id = "topic_missing", .channel_id = {}, .before_id = {}, .after_id = {}}) ==
      "");
  CHECK(hub.list({.topic_id = {}, .channel_id = "ch_missing", .before_id = {}, .after_id = {}}) ==
        "");
  const auto refused = list_messages(hub.reader(), {});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Code::InvalidInput);
}

TEST_CASE("tombstones are listed") {
  Pages hub;
  hub.remove(hub.messages[9]);
  CHECK(hub.page({.limit = 2}) == "[deleted]8+");
}

TEST_CASE("single rows are found by id, by name and by title") {
  Pages hub;
  CHECK(must(find_message(hub.reader(), hub.id(3)))->content_raw == "3");
  CHECK_FALSE(must(find_message(hub.reader(), "msg_missing")));
  CHECK(must(find_channel(hub.reader(), hub.general.id))->name == "general");
  CHECK_FALSE(must(find_channel(hub.reader(), "")));
  CHECK(must(find_channel_by_name(hub.reader(), "general"))->id == hub.general.id);
  CHECK_FALSE(must(find_channel_by_name(hub.reader(), "General")));
  CHECK(must(find_topic(hub.reader(), hub.plans.id))->title == "plans");
  CHECK(must(find_topic_by_title(hub.reader(), hub.general.id, "plans"))->id == hub.plans.id);
  CHECK_FALSE(must(find_topic_by_title(hub.reader(), "ch_missing", "plans")));
}

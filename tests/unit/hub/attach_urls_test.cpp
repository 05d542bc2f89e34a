// The links of a new message become attachments of its topic, in the message's own transaction.
#include "tests/support/hub_fixture.h"

using namespace perigee;
using namespace perigee::hub;
using namespace perigee::test;

namespace {

using Urls = std::vector<std::string>;

struct Links : HubFixture {
  Channel general = channel("general");
  Topic plans = topic(general, "plans");

  /// The URLs that a message attaches to a topic of its own, in the order of their events.
  Urls attached(const std::string& text) {
    const Topic fresh = topic(general, "topic " + std::to_string(++topics_));
    const std::int64_t before = newest_event();
    post(fresh, text);
    Urls urls;
    for (const Event& event : events_after(before)) {
      if (event.name != "topic.attachment_added") continue;
      CHECK(event.scope.topic_id == fresh.id);
      urls.push_back(must(parse_json(event.data_json))
                         .find("attachment")
                         ->find("value_json")
                         ->find("url")
                         ->as_string());
    }
    return urls;
  }

 private:
  int topics_ = 0;
};

}  // namespace

TEST_CASE("the links of a message are attached to its topic after the message's own event") {
  Links hub;
  const std::int64_t before = hub.newest_event();
  const Message message = hub.post(hub.plans, "one https://foo.example two http://bar.example/p");
  const auto events = hub.events_after(before);
  REQUIRE(events.size() == 3);
  CHECK(events[0].name == "message.created");
  CHECK(events[1].name == "topic.attachment_added");
  CHECK(events[1].id == before + 2);
  CHECK(events[1].scope.channel_id == hub.general.id);
  CHECK(events[1].scope.topic_id == hub.plans.id);
  const auto attachments = must(list_attachments(hub.reader(), hub.plans.id, "url"));
  REQUIRE(attachments.size() == 2);
  CHECK(attachments[0].value_json == R"({"url":"https://foo.example"})");
  CHECK(attachments[0].dedupe_key == "https://foo.example");
  CHECK(attachments[0].key == std::nullopt);
  CHECK(attachments[0].source_message_id == message.id);
  CHECK(attachments[0].created_at == message.created_at);
  CHECK(attachments[1].dedupe_key == "http://bar.example/p");
}

TEST_CASE("what counts as a link in a message") {
  Links hub;
  CHECK(hub.attached("https://foo.example. then https://bar.example!") ==
        Urls{"https://foo.example", "https://bar.example"});
  CHECK(hub.attached("https://a.b, https://c.d, https://a.b, https://e.f") ==
        Urls{"https://a.b", "https://c.d", "https://e.f"});
  CHECK(hub.attached("ftp://x javascript:alert(1) data:text/html,x").empty());
  CHECK(hub.attached("https://foo.example/p?x=1&y=2#frag") ==
        Urls{"https://foo.example/p?x=1&y=2#frag"});
  CHECK(hub.attached("(https://p.q/r).") == Urls{"https://p.q/r"});
  CHECK(hub.attached("https://a.b/c_(d)") == Urls{"https://a.b/c_(d"});
  CHECK(hub.attached("HTTP://UP.example/A") == Urls{"HTTP://UP.example/A"});
  CHECK(hub.attached("https://u:p@h.com/#f https://[::1]:9/q https://é.com/ü") ==
        Urls{"https://u:p@h.com/#f", "https://[::1]:9/q", "https://é.com/ü"});
  CHECK(hub.attached("https:// http://.").empty());
  CHECK(hub.attached("https://dup.com https://dup.com/") ==
        Urls{"https://dup.com", "https://dup.com/"});
}

TEST_CASE("what may not be attached by hand is attached as it stands in a message") {
  Links hub;
  const std::string longest = "https://a.b/" + std::string(3000, 'x');
  CHECK(hub.attached(longest) == Urls{longest});
  CHECK(hub.attached("https://a.b/?javascript:x") == Urls{"https://a.b/?javascript:x"});
}

TEST_CASE("a link too long to store is skipped, and the message and its other links are kept") {
  Links hub;
  const std::string fits = "https://a.b/" + std::string(16'384 - 12 - 10, 'x');  // {"url":"…"}
  CHECK(hub.attached(fits) == Urls{fits});
  CHECK(hub.attached(fits + "x https://c.d") == Urls{"https://c.d"});
  CHECK(hub.attached("https://a.b/" + std::string(20'000, 'x')).empty());
}

TEST_CASE("a link that the topic has already is not attached again") {
  Links hub;
  hub.post(hub.plans, "https://a.b");
  const std::int64_t before = hub.newest_event();
  hub.post(hub.plans, "again https://a.b");
  CHECK(hub.newest_event() == before + 1);
  CHECK(hub.count("topic_attachments") == 1);
  hub.post(hub.topic(hub.general, "other"), "https://a.b");
  CHECK(hub.count("topic_attachments") == 2);
}

TEST_CASE("a link attached by hand stands in for the one in a message only under the same key") {
  Links hub;
  const auto attach = [&](const std::string& url, const std::optional<std::string>& dedupe_key) {
    must(hub.ask(&Hub::add_attachment, {.topic_id = hub.plans.id,
                                        .kind = "url",
                                        .key = {},
                                        .value_json = Object{{"url", url}},
                                        .dedupe_key = dedupe_key,
                                        .source_message_id = {}}));
  };
  attach("https://a.b", "https://a.b");
  attach("https://c.d", std::nullopt);
  hub.post(hub.plans, "https://a.b https://c.d");
  CHECK(hub.value("SELECT count(*) FROM topic_attachments WHERE source_message_id IS NOT NULL") ==
        "1");
  CHECK(hub.count("topic_attachments") == 3);
}

TEST_CASE("a message whose links cannot be attached is not posted") {
  Links hub;
  const std::int64_t before = hub.newest_event();
  hub.refuse_events("topic.attachment_added");
  CHECK_FALSE(hub.ask(&Hub::post_message,
                      {.topic_id = hub.plans.id, .sender = "ada", .content_raw = "https://a.b"}));
  CHECK(hub.count("messages") == 0);
  CHECK(hub.newest_event() == before);
}

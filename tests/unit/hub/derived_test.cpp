// The staleness guard, and the rows and events of what plugins derive.
#include "host/hub/derived.h"

#include <catch2/catch.hpp>
#include <regex>

#include "tests/support/hub_fixture.h"

using namespace perigee;
using namespace perigee::hub;
using namespace perigee::test;

namespace {

struct Derived : HubFixture {
  Channel general = channel("general");
  Topic plans = topic(general, "plans");
  Message message = post(plans, "hello");

  GuardResult check(const Message& snapshot) {
    return must(run([&](Write& write) { return guard(write, snapshot); }));
  }
  void enrich(const std::string& plugin, const std::vector<Enrichment>& items) {
    must(run([&](Write& write) { return insert_enrichments(write, message, plugin, items); }));
  }
  std::int64_t attach(const Message& source, const std::vector<DerivedAttachment>& items) {
    return must(
        run([&](Write& write) { return insert_derived_attachments(write, source, items); }));
  }
};

Enrichment mark(const std::string& kind, int start, int end) {
  return {kind, start, end, R"({"k":1})",
          R"({"kind":")" + kind + R"(","span":{"start":)" + std::to_string(start) + R"(,"end":)" +
              std::to_string(end) + R"(},"data":{"k":1},"extra":true})"};
}

}  // namespace

TEST_CASE("an unchanged message is fresh, as often as one asks") {
  Derived hub;
  for (int i = 0; i < 2; ++i) {
    const auto guarded = hub.check(hub.message);
    CHECK(guarded.staleness == Staleness::Fresh);
    CHECK(guarded.current->id == hub.message.id);
    CHECK(guarded.detail.empty());
  }
}

TEST_CASE("a message that is gone is missing") {
  Derived hub;
  Message snapshot = hub.message;
  snapshot.id = "msg_gone";
  const auto guarded = hub.check(snapshot);
  CHECK(guarded.staleness == Staleness::Missing);
  CHECK_FALSE(guarded.current);
  CHECK_THAT(guarded.detail, Catch::Contains("msg_gone") && Catch::Contains("no longer exists"));
}

TEST_CASE("a deleted message is deleted before it is anything else") {
  Derived hub;
  hub.remove(hub.message);
  const auto guarded = hub.check(hub.message);
  CHECK(guarded.staleness == Staleness::Deleted);
  CHECK_THAT(guarded.detail, Catch::Contains(hub.message.id) && Catch::Contains("deleted at"));
}

TEST_CASE("a deletion that did not raise the version is noticed") {
  Derived hub;
  hub.sql("UPDATE messages SET deleted_at = 'then', deleted_by = 'eve'");
  CHECK(hub.check(hub.message).staleness == Staleness::Deleted);
}

TEST_CASE("an edited message has a stale version, not stale content") {
  Derived hub;
  hub.edit(hub.message, "changed");
  const auto guarded = hub.check(hub.message);
  CHECK(guarded.staleness == Staleness::StaleVersion);
  CHECK_THAT(guarded.detail, Catch::Contains(hub.message.id) &&
                                 Catch::Contains("version changed") && Catch::Contains("1 → 2"));
}

TEST_CASE("a message edited away and back is stale although its text is the same") {
  Derived hub;
  hub.edit(hub.message, "changed");
  hub.edit(hub.message, "hello");
  const auto guarded = hub.check(hub.message);
  CHECK(guarded.staleness == Staleness::StaleVersion);
  CHECK_THAT(guarded.detail, Catch::Contains("1 → 3"));
}

TEST_CASE("a moved message has a stale version, and the guard shows where it is now") {
  Derived hub;
  const Topic elsewhere = hub.topic(hub.general, "other");
  hub.move(hub.message, elsewhere);
  const auto guarded = hub.check(hub.message);
  CHECK(guarded.staleness == Staleness::StaleVersion);
  CHECK(guarded.current->topic_id == elsewhere.id);
}

TEST_CASE("a text that changed under its version is stale content") {
  Derived hub;
  hub.sql("UPDATE messages SET content_raw = 'other'");
  const auto guarded = hub.check(hub.message);
  CHECK(guarded.staleness == Staleness::StaleContent);
  CHECK_THAT(guarded.detail, Catch::Contains(hub.message.id));
}

TEST_CASE("the reasons have the names of the contract") {
  CHECK(staleness_name(Staleness::Fresh) == "FRESH");
  CHECK(staleness_name(Staleness::Missing) == "MISSING");
  CHECK(staleness_name(Staleness::Deleted) == "DELETED");
  CHECK(staleness_name(Staleness::StaleVersion) == "STALE_VERSION");
  CHECK(staleness_name(Staleness::StaleContent) == "STALE_CONTENT");
}

TEST_CASE("a snapshot has an id and a version") {
  Derived hub;
  const auto refusal = [&](const Message& snapshot) {
    const auto guarded = hub.run([&](Write& write) { return guard(write, snapshot); });
    REQUIRE_FALSE(guarded);
    return guarded.error().message;
  };
  Message snapshot = hub.message;
  snapshot.version = 0;
  CHECK(refusal(snapshot) == "version must be a positive number");
  snapshot.id = "";
  CHECK(refusal(snapshot) == "messageId must be a non-empty string");
}

TEST_CASE("enrichments are rows, and one event tells them all in order") {
  Derived hub;
  hub.enrich("refs", {mark("issue", 0, 2), mark("commit", 3, 5)});
  const std::string columns =
      "SELECT message_id || kind || span_start || '-' || span_end || data_json || created_at ||"
      " plugin FROM enrichments ORDER BY span_start";
  CHECK(hub.column(columns) ==
        std::vector<std::string>{hub.message.id + R"(issue0-2{"k":1})" + kNow + "refs",
                                 hub.message.id + R"(commit3-5{"k":1})" + kNow + "refs"});
  const auto ids = hub.column("SELECT id FROM enrichments ORDER BY span_start");
  const std::regex uuid("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  for (const std::string& id : ids) CHECK(std::regex_match(id, uuid));
  const Event event = hub.last_event();
  CHECK(event.name == "message.enriched");
  CHECK(event.scope.channel_id == hub.general.id);
  CHECK(event.scope.topic_id == hub.plans.id);
  CHECK(event.scope.topic_id2 == std::nullopt);
  CHECK(event.entity_type == "message");
  CHECK(event.entity_id == hub.message.id);
  CHECK(event.data_json ==
        R"({"message_id":")" + hub.message.id + R"(","plugin_name":"refs","enrichments":[)" +
            mark("issue", 0, 2).item_json + "," + mark("commit", 3, 5).item_json +
            R"(],"enrichment_ids":[")" + ids.at(0) + R"(",")" + ids.at(1) + R"("]})");
}

TEST_CASE("no enrichments are no event") {
  Derived hub;
  const std::int64_t before = hub.newest_event();
  hub.enrich("refs", {});
  CHECK(hub.newest_event() == before);
}

TEST_CASE("a plugin's enrichments are removed without touching anyone else's") {
  Derived hub;
  const Message other = hub.post(hub.plans, "other");
  hub.enrich("refs", {mark("a", 0, 1)});
  hub.enrich("codes", {mark("b", 0, 1)});
  hub.sql("UPDATE enrichments SET plugin = NULL WHERE plugin = 'codes'");
  hub.enrich("names", {mark("c", 0, 1)});
  must(hub.run(
      [&](Write& write) { return insert_enrichments(write, other, "refs", {mark("d", 0, 1)}); }));
  const std::int64_t before = hub.newest_event();
  must(hub.run([&](Write& write) { return remove_enrichments(write, hub.message.id, "refs"); }));
  CHECK(hub.column("SELECT kind FROM enrichments ORDER BY kind") ==
        std::vector<std::string>{"b", "c", "d"});
  CHECK(hub.newest_event() == before);
}

TEST_CASE("derived attachments go to the message's topic, each once, each with an event") {
  Derived hub;
  const std::int64_t before = hub.newest_event();
  const std::vector<DerivedAttachment> items = {{"fact", std::nullopt, R"({"n":1})", "one"},
                                                {"fact", "", R"({"n":2})", "one"},
                                                {"fact", "k", R"({"n":3})", "one"}};
  CHECK(hub.attach(hub.message, items) == 2);
  CHECK(hub.attach(hub.message, items) == 0);
  CHECK(hub.newest_event() == before + 2);
  CHECK(hub.column("SELECT value_json FROM topic_attachments ORDER BY id") ==
        std::vector<std::string>{R"({"n":1})", R"({"n":3})"});
  CHECK(hub.column("SELECT DISTINCT topic_id || source_message_id FROM topic_attachments") ==
        std::vector<std::string>{hub.plans.id + hub.message.id});
  CHECK(hub.last_event().name == "topic.attachment_added");
  CHECK(hub.last_event().scope.channel_id == hub.general.id);
}

TEST_CASE("what a plugin derives counts as the same as what a message attached") {
  Derived hub;
  const Message linked = hub.post(hub.plans, "https://a.b");
  CHECK(hub.attach(linked, {{"url", std::nullopt, R"({"url":"https://a.b"})", "https://a.b"}}) ==
        0);
}

TEST_CASE("enrichments and attachments outlive edits, moves and deletion") {
  Derived hub;
  hub.enrich("refs", {mark("a", 0, 1)});
  hub.attach(hub.message, {{"fact", std::nullopt, "{}", "{}"}});
  hub.edit(hub.message, "changed");
  hub.move(hub.message, hub.topic(hub.general, "other"));
  hub.remove(hub.message);
  CHECK(hub.count("enrichments") == 1);
  CHECK(hub.value("SELECT topic_id || source_message_id FROM topic_attachments") ==
        hub.plans.id + hub.message.id);
}

// The hub's tables as other programs find them: names, columns, constraints and triggers are an
// interface (hub-data §3).
#include <catch2/catch.hpp>

#include "host/store/migrations.h"
#include "tests/support/fake_clock.h"
#include "tests/unit/store/store_support.h"

using namespace perigee;
using namespace perigee::store;
using namespace perigee::test;

namespace {

using Words = std::vector<std::string>;

/// An empty hub with one channel, one topic and one message.
Connection hub() {
  auto db = Connection::open_memory().value();
  migrate(db, core_migrations(), FakeClock()).value();
  db.execute(
        "PRAGMA trusted_schema = ON;"  // as the writer has it: a trigger fills the search index
        "INSERT INTO channels VALUES ('ch_1', 'general', NULL, 't');"
        "INSERT INTO topics VALUES ('topic_1', 'ch_1', 'first', 't', 't');"
        "INSERT INTO messages (id, topic_id, channel_id, sender, content_raw, created_at)"
        "  VALUES ('msg_1', 'topic_1', 'ch_1', 'me', 'hello', 't');")
      .value();
  return db;
}

/// "name TYPE", with "!" for NOT NULL and "*" for a part of the primary key.
Words columns(Connection& db, const std::string& table) {
  return column(db,
                "SELECT name || ' ' || type || iif(\"notnull\", '!', '') || iif(pk, '*', '')"
                " FROM pragma_table_info('" +
                    table + "')");
}

/// What the database says to a script; empty when it accepts it.
std::string refusal(Connection& db, const std::string& script) {
  const auto done = db.execute(script);
  return done ? std::string() : done.error().message;
}

std::string text_of(int length) {
  return "printf('%." + std::to_string(length) + "c', 'x')";
}

}  // namespace

TEST_CASE("the tables have the columns that clients read") {
  auto db = hub();
  CHECK(columns(db, "meta") == Words{"key TEXT!*", "value TEXT!"});
  CHECK(columns(db, "channels") ==
        Words{"id TEXT!*", "name TEXT!", "description TEXT", "created_at TEXT!"});
  CHECK(columns(db, "topics") == Words{"id TEXT!*", "channel_id TEXT!", "title TEXT!",
                                       "created_at TEXT!", "updated_at TEXT!"});
  CHECK(columns(db, "messages") == Words{"id TEXT!*", "topic_id TEXT!", "channel_id TEXT!",
                                         "sender TEXT!", "content_raw TEXT!", "version INTEGER!",
                                         "created_at TEXT!", "edited_at TEXT", "deleted_at TEXT",
                                         "deleted_by TEXT"});
  CHECK(columns(db, "events") == Words{"event_id INTEGER*", "ts TEXT!", "name TEXT!",
                                       "scope_channel_id TEXT", "scope_topic_id TEXT",
                                       "scope_topic_id2 TEXT", "entity_type TEXT!",
                                       "entity_id TEXT!", "data_json TEXT!"});
  CHECK(columns(db, "topic_attachments") ==
        Words{"id TEXT!*", "topic_id TEXT!", "kind TEXT!", "key TEXT", "value_json TEXT!",
              "dedupe_key TEXT!", "source_message_id TEXT", "created_at TEXT!"});
  Words enrichments = columns(db, "enrichments");
  enrichments.resize(7);  // ours follow
  CHECK(enrichments == Words{"id TEXT!*", "message_id TEXT!", "kind TEXT!", "span_start INTEGER!",
                             "span_end INTEGER!", "data_json TEXT!", "created_at TEXT!"});
}

TEST_CASE("every table is strict") {
  auto db = hub();
  CHECK(column(db,
               "SELECT name FROM pragma_table_list WHERE schema = 'main' AND NOT strict"
               " AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'messages_fts%' AND name NOT LIKE "
               "'tasks_fts%'")
            .empty());
  CHECK_THAT(refusal(db, "UPDATE messages SET version = 'two'"), Catch::Contains("INTEGER"));
}

TEST_CASE("a fresh database has schema version 1") {
  auto db = hub();
  CHECK(single(db, "SELECT value FROM meta WHERE key = 'schema_version'") == "1");
}

TEST_CASE("triggers protect messages and events, in the words that clients know") {
  auto db = hub();
  REQUIRE(
      db.execute("INSERT INTO events (ts, name, entity_type, entity_id, data_json)"
                 " VALUES ('t', 'x', 'y', 'z', '{}')"));
  CHECK(column(db,
               "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name NOT LIKE 'tasks_%'"
               " ORDER BY name") == Words{"messages_fts_update", "prevent_event_delete",
                                          "prevent_event_mutation", "prevent_message_delete"});
  CHECK_THAT(refusal(db, "DELETE FROM messages"),
             Catch::Contains("Hard deletes forbidden on messages"));
  CHECK_THAT(refusal(db, "UPDATE events SET name = 'other'"), Catch::Contains("immutable"));
  CHECK_THAT(refusal(db, "DELETE FROM events"), Catch::Contains("append-only"));
}

TEST_CASE("names and titles have the lengths of the protocol") {
  auto db = hub();
  const auto channel = [](const std::string& name) {
    return "INSERT INTO channels VALUES ('ch_' || random(), " + name + ", NULL, 't')";
  };
  CHECK(refusal(db, channel(text_of(100))).empty());
  CHECK_THAT(refusal(db, channel(text_of(101))), Catch::Contains("CHECK"));
  CHECK_THAT(refusal(db, channel("''")), Catch::Contains("CHECK"));
  CHECK_THAT(refusal(db, channel("'general'")), Catch::Contains("UNIQUE"));

  const auto topic = [](const std::string& title) {
    return "INSERT INTO topics VALUES ('topic_' || random(), 'ch_1', " + title + ", 't', 't')";
  };
  CHECK(refusal(db, topic(text_of(200))).empty());
  CHECK_THAT(refusal(db, topic(text_of(201))), Catch::Contains("CHECK"));
  CHECK_THAT(refusal(db, topic("''")), Catch::Contains("CHECK"));
  CHECK_THAT(refusal(db, topic("'first'")), Catch::Contains("UNIQUE"));
}

TEST_CASE("messages, events, attachments and enrichments keep their rules") {
  auto db = hub();
  const auto [script, reason] = GENERATE(table<std::string, std::string>({
      {"UPDATE messages SET content_raw = " + text_of(65'536), ""},
      {"UPDATE messages SET content_raw = " + text_of(65'537), "CHECK"},
      {"UPDATE messages SET sender = ''", "CHECK"},
      {"UPDATE messages SET version = 0", "CHECK"},
      {"UPDATE messages SET topic_id = 'none'", "FOREIGN KEY"},
      {"INSERT INTO events (ts, name, entity_type, entity_id, data_json)"
       " VALUES ('t', '', 'y', 'z', '{}')",
       "CHECK"},
      {"INSERT INTO topic_attachments VALUES ('a', 'topic_1', 'k', NULL, " + text_of(16'384) +
           ", 'd', 'msg_1', 't')",
       ""},
      {"INSERT INTO topic_attachments VALUES ('a', 'topic_1', 'k', NULL, " + text_of(16'385) +
           ", 'd', NULL, 't')",
       "CHECK"},
      {"INSERT INTO topic_attachments VALUES ('a', 'topic_1', '', NULL, '{}', 'd', NULL, 't')",
       "CHECK"},
      {"INSERT INTO topic_attachments VALUES ('a', 'topic_1', 'k', NULL, '{}', '', NULL, 't')",
       "CHECK"},
      {"INSERT INTO topic_attachments VALUES ('a', 'topic_1', 'k', NULL, '{}', 'd', 'none', 't')",
       "FOREIGN KEY"},
      {"INSERT INTO topic_attachments VALUES ('a', 'topic_1', 'k', NULL, '{}', 'd', NULL, 't'),"
       " ('b', 'topic_1', 'k', '', '{}', 'd', NULL, 't')",
       "UNIQUE"},
      {"INSERT INTO topic_attachments VALUES ('a', 'topic_1', 'k', NULL, '{}', 'd', NULL, 't'),"
       " ('b', 'topic_1', 'k', 'x', '{}', 'd', NULL, 't')",
       ""},
      {"INSERT INTO enrichments (id, message_id, kind, span_start, span_end, data_json, created_at)"
       " VALUES ('e', 'msg_1', 'k', 0, 1, '{}', 't')",
       ""},
      {"INSERT INTO enrichments (id, message_id, kind, span_start, span_end, data_json, created_at)"
       " VALUES ('e', 'msg_1', 'k', 1, 1, '{}', 't')",
       "CHECK"},
      {"INSERT INTO enrichments (id, message_id, kind, span_start, span_end, data_json, created_at)"
       " VALUES ('e', 'msg_1', 'k', -1, 1, '{}', 't')",
       "CHECK"},
      {"INSERT INTO enrichments (id, message_id, kind, span_start, span_end, data_json, created_at)"
       " VALUES ('e', 'none', 'k', 0, 1, '{}', 't')",
       "FOREIGN KEY"},
  }));
  CAPTURE(script);
  const std::string answer = refusal(db, script);
  if (reason.empty()) {
    CHECK(answer.empty());
  } else {
    CHECK_THAT(answer, Catch::Contains(reason));
  }
}

TEST_CASE("a topic goes with its attachments, but not with messages in it") {
  auto db = hub();
  REQUIRE(
      db.execute("INSERT INTO topics VALUES ('topic_2', 'ch_1', 'second', 't', 't');"
                 "INSERT INTO topic_attachments"
                 " VALUES ('a', 'topic_2', 'k', NULL, '{}', 'd', 'msg_1', 't')"));
  CHECK(refusal(db, "DELETE FROM topics WHERE id = 'topic_2'").empty());
  CHECK(single(db, "SELECT count(*) FROM topic_attachments") == "0");
  CHECK_THAT(refusal(db, "DELETE FROM topics"), Catch::Contains("Hard deletes forbidden"));
  CHECK_THAT(refusal(db, "DELETE FROM channels"), Catch::Contains("Hard deletes forbidden"));
}

TEST_CASE("event ids start at 1, rise, and are not used up by what is rolled back") {
  auto db = hub();
  const std::string event =
      "INSERT INTO events (ts, name, entity_type, entity_id, data_json)"
      " VALUES ('t', 'x', 'y', 'z', '{}');";
  REQUIRE(db.execute(event + "BEGIN;" + event + event + "ROLLBACK;" + event));
  CHECK(column(db, "SELECT event_id FROM events") == Words{"1", "2"});
}

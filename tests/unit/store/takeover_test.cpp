// A database that another implementation of the hub wrote is taken over as it is: with its rows and
// with indexes that ours does without. Only its full-text index is made anew.
#include <algorithm>
#include <catch2/catch.hpp>

#include "host/store/migrations.h"
#include "tests/support/fake_clock.h"
#include "tests/unit/store/store_support.h"

using namespace perigee;
using namespace perigee::store;
using namespace perigee::test;

namespace {

using Words = std::vector<std::string>;

/// hub-data §3, version 1.
const std::string kSchema = R"sql(
CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT;
CREATE TABLE channels (
  id TEXT PRIMARY KEY NOT NULL,
  name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 100),
  description TEXT, created_at TEXT NOT NULL) STRICT;
CREATE TABLE topics (
  id TEXT PRIMARY KEY NOT NULL,
  channel_id TEXT NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, UNIQUE (channel_id, title)) STRICT;
CREATE INDEX idx_topics_channel ON topics (channel_id, updated_at DESC);
CREATE TABLE messages (
  id TEXT PRIMARY KEY NOT NULL,
  topic_id TEXT NOT NULL REFERENCES topics (id) ON DELETE CASCADE,
  channel_id TEXT NOT NULL, sender TEXT NOT NULL CHECK (length(sender) > 0),
  content_raw TEXT NOT NULL CHECK (length(content_raw) <= 65536),
  version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
  created_at TEXT NOT NULL, edited_at TEXT, deleted_at TEXT, deleted_by TEXT) STRICT;
CREATE INDEX idx_messages_topic ON messages (topic_id, id DESC);
CREATE INDEX idx_messages_channel ON messages (channel_id, id DESC);
CREATE INDEX idx_messages_created ON messages (created_at DESC);
CREATE TRIGGER prevent_message_delete BEFORE DELETE ON messages
  BEGIN SELECT RAISE(ABORT, 'Hard deletes forbidden on messages'); END;
CREATE TABLE events (
  event_id INTEGER PRIMARY KEY AUTOINCREMENT,
  ts TEXT NOT NULL, name TEXT NOT NULL CHECK (length(name) > 0),
  scope_channel_id TEXT, scope_topic_id TEXT, scope_topic_id2 TEXT,
  entity_type TEXT NOT NULL, entity_id TEXT NOT NULL, data_json TEXT NOT NULL) STRICT;
CREATE INDEX idx_events_replay ON events (event_id);
CREATE INDEX idx_events_scope_channel ON events (scope_channel_id, event_id);
CREATE INDEX idx_events_scope_topic ON events (scope_topic_id, event_id);
CREATE INDEX idx_events_scope_topic2 ON events (scope_topic_id2, event_id);
CREATE TRIGGER prevent_event_mutation BEFORE UPDATE ON events
  BEGIN SELECT RAISE(ABORT, 'Events are immutable'); END;
CREATE TRIGGER prevent_event_delete BEFORE DELETE ON events
  BEGIN SELECT RAISE(ABORT, 'Events are append-only'); END;
CREATE TABLE topic_attachments (
  id TEXT PRIMARY KEY NOT NULL,
  topic_id TEXT NOT NULL REFERENCES topics (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (length(kind) > 0), key TEXT,
  value_json TEXT NOT NULL CHECK (length(value_json) <= 16384),
  dedupe_key TEXT NOT NULL CHECK (length(dedupe_key) > 0),
  source_message_id TEXT REFERENCES messages (id) ON DELETE SET NULL,
  created_at TEXT NOT NULL) STRICT;
CREATE INDEX idx_attachments_topic ON topic_attachments (topic_id, created_at DESC);
CREATE UNIQUE INDEX idx_topic_attachments_dedupe
  ON topic_attachments (topic_id, kind, COALESCE(key, ''), dedupe_key);
CREATE TABLE enrichments (
  id TEXT PRIMARY KEY NOT NULL,
  message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (length(kind) > 0),
  span_start INTEGER NOT NULL CHECK (span_start >= 0),
  span_end INTEGER NOT NULL CHECK (span_end > span_start),
  data_json TEXT NOT NULL, created_at TEXT NOT NULL) STRICT;
CREATE INDEX idx_enrichments_message ON enrichments (message_id, created_at DESC);
)sql";

const std::string kRows = R"sql(
INSERT INTO meta VALUES ('schema_version', '1'), ('db_id', '11111111-2222-4333-8444-555555555555'),
  ('created_at', '2025-01-01T00:00:00.000Z');
INSERT INTO channels VALUES ('ch_a', 'general', 'all of it', '2025-01-01T00:00:00.000Z');
INSERT INTO topics VALUES ('topic_a', 'ch_a', 'first', '2025-01-01T00:00:00.000Z',
  '2025-01-01T00:00:00.000Z');
INSERT INTO messages (id, topic_id, channel_id, sender, content_raw, created_at)
  VALUES ('msg_a', 'topic_a', 'ch_a', 'me', 'an old word', '2025-01-01T00:00:00.000Z');
INSERT INTO events (event_id, ts, name, scope_channel_id, scope_topic_id, entity_type, entity_id,
  data_json) VALUES (41, '2025-01-01T00:00:00.000Z', 'message.created', 'ch_a', 'topic_a', 'message',
  'msg_a', '{}');
INSERT INTO topic_attachments VALUES ('att_a', 'topic_a', 'url', NULL, '{"url":"https://a.b"}',
  'https://a.b', 'msg_a', '2025-01-01T00:00:00.000Z');
INSERT INTO enrichments VALUES ('e1', 'msg_a', 'k', 0, 2, '{}', '2025-01-01T00:00:00.000Z');
)sql";

/// hub-data §4.
const std::string kFullText = R"sql(
CREATE VIRTUAL TABLE messages_fts USING fts5 (content_raw, content='messages', content_rowid='rowid');
CREATE TRIGGER messages_fts_insert AFTER INSERT ON messages BEGIN
  INSERT INTO messages_fts (rowid, content_raw) VALUES (new.rowid, new.content_raw); END;
CREATE TRIGGER messages_fts_update AFTER UPDATE ON messages BEGIN
  INSERT INTO messages_fts (messages_fts, rowid, content_raw)
    VALUES ('delete', old.rowid, old.content_raw);
  INSERT INTO messages_fts (rowid, content_raw) VALUES (new.rowid, new.content_raw); END;
CREATE TRIGGER messages_fts_delete AFTER DELETE ON messages BEGIN
  INSERT INTO messages_fts (messages_fts, rowid, content_raw)
    VALUES ('delete', old.rowid, old.content_raw); END;
)sql";

/// But for those of tasks, which no other system has.
Words names(Connection& db, const std::string& type) {
  return column(db, "SELECT name FROM sqlite_schema WHERE type = '" + type +
                        "' AND name NOT LIKE 'sqlite_%' AND tbl_name NOT LIKE 'task%'"
                        " ORDER BY name");
}

Result<void> post(Connection& db, const std::string& id, const std::string& text) {
  return db.run(
      "INSERT INTO messages (id, topic_id, channel_id, sender, content_raw, created_at)"
      " VALUES (?, 'topic_a', 'ch_a', 'me', ?, 't')",
      id, text);
}

}  // namespace

TEST_CASE("an existing hub keeps its rows, its identity and its numbering") {
  auto db = Connection::open_memory().value();
  REQUIRE(db.execute(kSchema + kRows));
  REQUIRE(migrate(db, core_migrations(), FakeClock()));

  CHECK(column(db, "SELECT key || '=' || value FROM meta ORDER BY key") ==
        Words{"created_at=2025-01-01T00:00:00.000Z", "db_id=11111111-2222-4333-8444-555555555555",
              "schema_version=1"});
  CHECK(single(db, "SELECT content_raw FROM messages WHERE id = 'msg_a'") == "an old word");
  CHECK(single(db, "SELECT dedupe_key FROM topic_attachments") == "https://a.b");
  CHECK(single(db, "SELECT count(*) FROM enrichments WHERE plugin IS NULL") == "1");
  REQUIRE(
      db.execute("INSERT INTO events (ts, name, entity_type, entity_id, data_json)"
                 " VALUES ('t', 'x', 'y', 'z', '{}')"));
  CHECK(db.last_insert_rowid() == 42);
  CHECK(migrate(db, core_migrations(), FakeClock()).value() == 0);
}

TEST_CASE("an existing hub keeps its indexes and triggers, and gets the one index that is new") {
  auto db = Connection::open_memory().value();
  REQUIRE(db.execute(kSchema + kRows));
  Words indexes = names(db, "index");
  Words triggers = names(db, "trigger");
  const std::string scope_topic2 =
      single(db, "SELECT sql FROM sqlite_schema WHERE name = 'idx_events_scope_topic2'");
  REQUIRE(migrate(db, core_migrations(), FakeClock()));
  indexes.emplace_back("idx_events_edits");
  std::ranges::sort(indexes);
  CHECK(names(db, "index") == indexes);
  triggers.insert(triggers.begin(), "messages_fts_update");
  CHECK(names(db, "trigger") == triggers);
  CHECK(single(db, "SELECT sql FROM sqlite_schema WHERE name = 'idx_events_scope_topic2'") ==
        scope_topic2);
}

TEST_CASE("a full-text index that lacks messages is replaced, and changing those is safe") {
  const Database database;
  RecordingObserver observer;
  auto db = database.open();
  // The index is younger than the rows, which are not in it.
  REQUIRE(db.execute("PRAGMA trusted_schema = ON;" + kSchema + kRows + kFullText));
  db = database.open();
  REQUIRE(migrate(db, core_migrations(), FakeClock()));
  CHECK(names(db, "trigger") == Words{"messages_fts_update", "prevent_event_delete",
                                      "prevent_event_mutation", "prevent_message_delete"});
  const auto writer = Writer::start(database.file, std::move(db), observer).value();
  const auto written = writer->run([](Connection& hub) -> Result<void> {
    if (auto posted = post(hub, "msg_b", "a new word"); !posted) return posted;
    return hub.run("UPDATE messages SET content_raw = '[deleted]' WHERE id = 'msg_a'");
  });
  REQUIRE(written);
  auto reader = database.open(OpenMode::ReadOnly);
  CHECK(single(reader, "SELECT indexed_through FROM search_progress") == "0");
  CHECK(column(reader, "SELECT rowid FROM messages_fts WHERE messages_fts MATCH 'word'").empty());
}

TEST_CASE("an empty file is a new hub") {
  auto db = Connection::open_memory().value();
  CHECK(migrate(db, core_migrations(), FakeClock()).value() ==
        static_cast<int>(core_migrations().size()));
  const Words tables = column(
      db,
      "SELECT name FROM sqlite_schema WHERE type = 'table'"
      " AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'perigee_%'"
      " AND name NOT LIKE 'plugin_%' AND name NOT LIKE 'task%' AND name NOT LIKE 'messages_fts_%'"
      " ORDER BY name");
  CHECK(tables == Words{"channels", "enrichments", "events", "messages", "messages_fts", "meta",
                        "search_progress", "topic_attachments", "topics"});
}

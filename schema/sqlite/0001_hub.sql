-- The hub's tables. Names, columns, constraints and triggers are an external interface: existing
-- clients open this file and read it. Indexes are ours: each one serves a query of the host, and
-- every further one is a b-tree more that each message dirties.
--
-- IF NOT EXISTS, because a file made by the system that this schema comes from is taken over as it
-- is, with the indexes that it has.

CREATE TABLE IF NOT EXISTS meta (
  key   TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS channels (
  id          TEXT PRIMARY KEY NOT NULL,
  name        TEXT NOT NULL UNIQUE CHECK (length(name) >= 1 AND length(name) <= 100),
  description TEXT,
  created_at  TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS topics (
  id         TEXT PRIMARY KEY NOT NULL,
  channel_id TEXT NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  title      TEXT NOT NULL CHECK (length(title) >= 1 AND length(title) <= 200),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  -- Also the index for the topics of a channel: they are few enough to sort by updated_at when
  -- asked for, and an index on updated_at would change with every message.
  UNIQUE (channel_id, title)
) STRICT;

CREATE TABLE IF NOT EXISTS messages (
  id          TEXT PRIMARY KEY NOT NULL,
  topic_id    TEXT NOT NULL REFERENCES topics (id) ON DELETE CASCADE,
  channel_id  TEXT NOT NULL,
  sender      TEXT NOT NULL CHECK (length(sender) > 0),
  content_raw TEXT NOT NULL CHECK (length(content_raw) <= 65536),
  version     INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
  created_at  TEXT NOT NULL,
  edited_at   TEXT,
  deleted_at  TEXT,
  deleted_by  TEXT
) STRICT;

CREATE INDEX IF NOT EXISTS idx_messages_topic ON messages (topic_id, id DESC);
CREATE INDEX IF NOT EXISTS idx_messages_channel ON messages (channel_id, id DESC);

CREATE TRIGGER IF NOT EXISTS prevent_message_delete BEFORE DELETE ON messages
BEGIN
  SELECT RAISE(ABORT, 'Hard deletes forbidden on messages');
END;

CREATE TABLE IF NOT EXISTS events (
  event_id         INTEGER PRIMARY KEY AUTOINCREMENT,
  ts               TEXT NOT NULL,
  name             TEXT NOT NULL CHECK (length(name) > 0),
  scope_channel_id TEXT,
  scope_topic_id   TEXT,
  scope_topic_id2  TEXT,
  entity_type      TEXT NOT NULL,
  entity_id        TEXT NOT NULL,
  data_json        TEXT NOT NULL
) STRICT;

CREATE INDEX IF NOT EXISTS idx_events_scope_channel ON events (scope_channel_id, event_id);
CREATE INDEX IF NOT EXISTS idx_events_scope_topic ON events (scope_topic_id, event_id);
-- Only moves have a second topic.
CREATE INDEX IF NOT EXISTS idx_events_scope_topic2 ON events (scope_topic_id2, event_id)
  WHERE scope_topic_id2 IS NOT NULL;

CREATE TRIGGER IF NOT EXISTS prevent_event_mutation BEFORE UPDATE ON events
BEGIN
  SELECT RAISE(ABORT, 'Events are immutable');
END;

CREATE TRIGGER IF NOT EXISTS prevent_event_delete BEFORE DELETE ON events
BEGIN
  SELECT RAISE(ABORT, 'Events are append-only');
END;

-- Clustered by their rising ids: two b-trees instead of three.
CREATE TABLE IF NOT EXISTS topic_attachments (
  id                TEXT PRIMARY KEY NOT NULL,
  topic_id          TEXT NOT NULL REFERENCES topics (id) ON DELETE CASCADE,
  kind              TEXT NOT NULL CHECK (length(kind) > 0),
  key               TEXT,
  value_json        TEXT NOT NULL CHECK (length(value_json) <= 16384),
  dedupe_key        TEXT NOT NULL CHECK (length(dedupe_key) > 0),
  source_message_id TEXT REFERENCES messages (id) ON DELETE SET NULL,
  created_at        TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Identity of an attachment, and the index for the attachments of a topic.
CREATE UNIQUE INDEX IF NOT EXISTS idx_topic_attachments_dedupe
  ON topic_attachments (topic_id, kind, COALESCE(key, ''), dedupe_key);

CREATE TABLE IF NOT EXISTS enrichments (
  id         TEXT PRIMARY KEY NOT NULL,
  message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
  kind       TEXT NOT NULL CHECK (length(kind) > 0),
  span_start INTEGER NOT NULL CHECK (span_start >= 0),
  span_end   INTEGER NOT NULL CHECK (span_end > span_start),
  data_json  TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS idx_enrichments_message ON enrichments (message_id, created_at DESC);

INSERT OR IGNORE INTO meta (key, value) VALUES ('schema_version', '1');

-- What the host remembers about plugins.

-- Which plugin an enrichment came from, so that a new run on an edited message can replace its own
-- earlier ones. NULL in rows that other programs wrote.
ALTER TABLE enrichments ADD COLUMN plugin TEXT;

-- The edits of a message: whether one came after an event decides which event the text of now
-- belongs to. Only edits dirty it.
CREATE INDEX idx_events_edits ON events (entity_id, event_id) WHERE name = 'message.edited';

-- How far each plugin has read the event log.
CREATE TABLE plugin_cursors (
  plugin        TEXT PRIMARY KEY NOT NULL,
  event_id      INTEGER NOT NULL,          -- everything up to here is done
  high_event_id INTEGER NOT NULL           -- the farthest it ever was; below it outputs may exist
) STRICT, WITHOUT ROWID;

-- Runs that failed. The cursor has moved on; retry = 1 asks the host to run that event again.
CREATE TABLE plugin_failures (
  plugin   TEXT NOT NULL,
  event_id INTEGER NOT NULL,
  hook     TEXT NOT NULL,
  code     TEXT NOT NULL,
  message  TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  first_at TEXT NOT NULL,
  last_at  TEXT NOT NULL,
  retry    INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (plugin, event_id)
) STRICT, WITHOUT ROWID;

-- What the plugins cost and brought, summed over all time.
CREATE TABLE plugin_stats (
  plugin      TEXT PRIMARY KEY NOT NULL,
  runs        INTEGER NOT NULL,
  failures    INTEGER NOT NULL,
  enrichments INTEGER NOT NULL,
  attachments INTEGER NOT NULL,
  total_us    INTEGER NOT NULL,
  times_json  TEXT NOT NULL                -- histogram of run times, see host/plugins/run_stats.h
) STRICT, WITHOUT ROWID;

-- What the running (or last) host loaded from where, for those who look from outside.
CREATE TABLE plugin_states (
  plugin     TEXT NOT NULL,
  path       TEXT NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('running', 'disabled', 'error', 'paused', 'removed')),
  reason     TEXT NOT NULL,
  hooks      TEXT NOT NULL,
  generation INTEGER NOT NULL,
  updated_at TEXT NOT NULL,
  PRIMARY KEY (plugin, path)
) STRICT, WITHOUT ROWID;

-- What somebody asks of a plugin from outside of the host: to run its failed events again, or to
-- go back to an earlier event. The host takes the rows away when it acts on them.
CREATE TABLE plugin_requests (
  id       INTEGER PRIMARY KEY,
  plugin   TEXT NOT NULL,
  kind     TEXT NOT NULL CHECK (kind IN ('retry', 'backfill')),
  event_id INTEGER                         -- backfill: everything after it runs again
) STRICT;

-- What the host remembers about plugins.

-- Which plugin an enrichment came from, so that a new run on an edited message can replace its own
-- earlier ones. NULL in rows that other programs wrote.
ALTER TABLE enrichments ADD COLUMN plugin TEXT;

-- How far each plugin has read the event log.
CREATE TABLE plugin_cursors (
  plugin        TEXT PRIMARY KEY NOT NULL,
  event_id      INTEGER NOT NULL,          -- everything up to here is done
  high_event_id INTEGER NOT NULL,          -- the farthest it ever was; below it outputs may exist
  updated_at    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Runs that failed; the cursor moved on, so that they can be replayed one by one.
CREATE TABLE plugin_failures (
  plugin     TEXT NOT NULL,
  hook       TEXT NOT NULL,
  event_id   INTEGER NOT NULL,
  code       TEXT NOT NULL,
  message    TEXT NOT NULL,
  attempts   INTEGER NOT NULL,
  first_at   TEXT NOT NULL,
  last_at    TEXT NOT NULL,
  PRIMARY KEY (plugin, event_id, hook)
) STRICT, WITHOUT ROWID;

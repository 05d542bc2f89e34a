-- Tasks: lists of items, and edges that say which item blocks which. An edge belongs to its source;
-- its target need not exist (yet, or any more).

CREATE TABLE task_lists (
  key            INTEGER PRIMARY KEY,
  scope          TEXT NOT NULL,  -- '' for everybody's, else the plugin whose own it is
  handle         TEXT NOT NULL CHECK (length(handle) > 0),
  default_owner  TEXT,
  default_status TEXT,
  display_limit  INTEGER CHECK (display_limit > 0),
  created_at     TEXT NOT NULL,
  UNIQUE (scope, handle)
) STRICT;

CREATE TABLE tasks (
  key           INTEGER PRIMARY KEY,
  list          INTEGER NOT NULL REFERENCES task_lists (key) ON DELETE CASCADE,
  id            TEXT NOT NULL CHECK (length(id) > 0),
  position      INTEGER NOT NULL,
  subject       TEXT NOT NULL,
  description   TEXT NOT NULL,
  active_form   TEXT,
  status        TEXT NOT NULL
                CHECK (status IN ('pending', 'in-progress', 'blocked', 'completed', 'cancelled')),
  owner         TEXT,
  metadata_json TEXT,
  comments_json TEXT NOT NULL DEFAULT '[]',
  comments      TEXT NOT NULL DEFAULT '',  -- their texts, for the search
  created_at    TEXT NOT NULL,
  updated_at    TEXT NOT NULL,
  completed_at  TEXT,
  lease_owner   TEXT,
  lease_until   INTEGER,                   -- Unix time, ms
  changed_event INTEGER NOT NULL DEFAULT 0,
  CHECK ((status = 'completed') = (completed_at IS NOT NULL)),
  CHECK ((lease_owner IS NULL) = (lease_until IS NULL)),
  UNIQUE (list, id)
) STRICT;

CREATE INDEX idx_tasks_position ON tasks (list, position);
CREATE INDEX idx_tasks_owner ON tasks (owner, status) WHERE owner IS NOT NULL;
CREATE INDEX idx_tasks_created ON tasks (created_at, id);
CREATE INDEX idx_tasks_list_created ON tasks (list, created_at, id);
CREATE INDEX idx_tasks_pending ON tasks (created_at, id) WHERE status = 'pending';
CREATE INDEX idx_tasks_list_pending ON tasks (list, created_at, id) WHERE status = 'pending';
CREATE INDEX idx_tasks_leased ON tasks (lease_until) WHERE lease_until IS NOT NULL;
CREATE INDEX idx_tasks_changed ON tasks (changed_event);

CREATE TABLE task_edges (
  key          INTEGER PRIMARY KEY,  -- in the order in which they were linked
  source       INTEGER NOT NULL REFERENCES tasks (key) ON DELETE CASCADE,
  target_scope TEXT NOT NULL,
  target_list  TEXT NOT NULL,
  target_id    TEXT NOT NULL         -- '' for the list as a whole
) STRICT;

CREATE UNIQUE INDEX idx_task_edges_source
  ON task_edges (source, target_list, target_id, target_scope);
CREATE INDEX idx_task_edges_target ON task_edges (target_list, target_id, target_scope);

CREATE VIRTUAL TABLE tasks_fts USING fts5 (
  subject, description, comments, content = 'tasks', content_rowid = 'key'
);

CREATE TRIGGER tasks_fts_insert AFTER INSERT ON tasks
BEGIN
  INSERT INTO tasks_fts (rowid, subject, description, comments)
  VALUES (new.key, new.subject, new.description, new.comments);
END;

CREATE TRIGGER tasks_fts_update AFTER UPDATE OF subject, description, comments ON tasks
WHEN old.subject IS NOT new.subject OR old.description IS NOT new.description
  OR old.comments IS NOT new.comments
BEGIN
  INSERT INTO tasks_fts (tasks_fts, rowid, subject, description, comments)
  VALUES ('delete', old.key, old.subject, old.description, old.comments);
  INSERT INTO tasks_fts (rowid, subject, description, comments)
  VALUES (new.key, new.subject, new.description, new.comments);
END;

CREATE TRIGGER tasks_fts_delete AFTER DELETE ON tasks
BEGIN
  INSERT INTO tasks_fts (tasks_fts, rowid, subject, description, comments)
  VALUES ('delete', old.key, old.subject, old.description, old.comments);
END;

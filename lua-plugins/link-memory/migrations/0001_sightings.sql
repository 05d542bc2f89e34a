-- Who named what in which message. The key answers "was it seen here before, and how often".
CREATE TABLE sightings (
  channel_id TEXT NOT NULL,
  item TEXT NOT NULL,
  message_id TEXT NOT NULL,
  sender TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  PRIMARY KEY (channel_id, item, message_id)
) STRICT, WITHOUT ROWID;

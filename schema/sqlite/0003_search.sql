-- Full-text search over messages. Other programs read it: a table of this name, column and row
-- number is how they find that a hub can search.
--
-- Posting does not pay for it: there is no trigger for new messages. Up to search_progress every
-- message is in the index with the text that it has now; beyond it none is. The host moves that
-- border in the background, in the transaction that fills the index. Changes of a message on this
-- side of it update the index in their own transaction, whoever makes them; rows never go away.

-- An index that came with the database may lack older messages; ours starts empty and is filled.
DROP TRIGGER IF EXISTS messages_fts_insert;
DROP TRIGGER IF EXISTS messages_fts_update;
DROP TRIGGER IF EXISTS messages_fts_delete;
DROP TABLE IF EXISTS messages_fts;

CREATE VIRTUAL TABLE messages_fts USING fts5 (
  content_raw,
  content = 'messages', content_rowid = 'rowid',
  tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TABLE search_progress (
  only_row        INTEGER PRIMARY KEY CHECK (only_row = 1),
  indexed_through INTEGER NOT NULL,        -- row number of the newest message in the index, or 0
  message_id      TEXT NOT NULL            -- its id: tells when row numbers were given anew
) STRICT;
INSERT INTO search_progress VALUES (1, 0, '');

CREATE TRIGGER messages_fts_update AFTER UPDATE OF content_raw ON messages
WHEN old.rowid <= (SELECT indexed_through FROM search_progress)
BEGIN
  INSERT INTO messages_fts (messages_fts, rowid, content_raw)
    VALUES ('delete', old.rowid, old.content_raw);
  INSERT INTO messages_fts (rowid, content_raw) VALUES (new.rowid, new.content_raw);
END;

-- What a platform calls an update is text, and where it goes on is its own affair. Whatever was there is kept: an update
-- that comes again is still recognised.

-- Where receiving goes on, in the channel's own words: written together with what arrived before that place.
CREATE TABLE cursors (
    channel TEXT PRIMARY KEY,
    cursor TEXT NOT NULL
);
INSERT INTO cursors (channel, cursor) SELECT channel, CAST(MAX(external) + 1 AS TEXT) FROM inbox GROUP BY channel;

-- only: postgres
ALTER TABLE inbox ALTER COLUMN external TYPE TEXT USING CAST(external AS TEXT);

-- SQLite can't change the type of a column: the table is filled again. The number of a row never comes back.
-- only: sqlite
CREATE TABLE new_inbox (
-- only: sqlite
    id INTEGER PRIMARY KEY AUTOINCREMENT,
-- only: sqlite
    channel TEXT NOT NULL,
-- only: sqlite
    external TEXT NOT NULL,
-- only: sqlite
    conversation TEXT,
-- only: sqlite
    album TEXT,
-- only: sqlite
    payload BLOB,
-- only: sqlite
    received_at BIGINT NOT NULL,
-- only: sqlite
    attempts INTEGER NOT NULL DEFAULT 0,
-- only: sqlite
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'quarantined')),
-- only: sqlite
    error TEXT,
-- only: sqlite
    set_aside_at BIGINT,
-- only: sqlite
    UNIQUE (channel, external)
-- only: sqlite
);
-- only: sqlite
INSERT INTO sqlite_sequence (name, seq) SELECT 'new_inbox', seq FROM sqlite_sequence WHERE name = 'inbox';
-- only: sqlite
INSERT INTO new_inbox (id, channel, external, conversation, album, payload, received_at, attempts, state, error, set_aside_at)
-- only: sqlite
SELECT
-- only: sqlite
    id, channel, CAST(external AS TEXT), conversation, album, payload, received_at, attempts, state, error,
-- only: sqlite
    set_aside_at
-- only: sqlite
FROM inbox;
-- only: sqlite
DROP TABLE inbox;
-- only: sqlite
ALTER TABLE new_inbox RENAME TO inbox;
-- only: sqlite
CREATE INDEX inbox_waiting ON inbox (id, conversation) WHERE state = 'waiting';
-- only: sqlite
CREATE INDEX inbox_conversations ON inbox (conversation, id) WHERE state = 'waiting';
-- only: sqlite
CREATE INDEX inbox_quarantined ON inbox (id) WHERE state = 'quarantined';
-- only: sqlite
CREATE INDEX inbox_done ON inbox (received_at) WHERE state = 'done';

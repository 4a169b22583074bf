-- What the writer of a message is asked before all of it crosses. The parts of an album share a handle.
-- caution is null when something in a text was hidden; content is then the whole of it, once the message has left.
CREATE TABLE questions (
    message_id BIGINT PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    handle TEXT NOT NULL,
    caution TEXT,
    state TEXT NOT NULL CHECK (state IN ('due', 'asked', 'agreed', 'declined')),
    -- only: sqlite
    content BLOB,
    -- only: postgres
    content BYTEA,
    asked_at BIGINT NOT NULL,
    reminded INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX questions_by_handle ON questions (handle);
CREATE INDEX questions_hidden ON questions (asked_at) WHERE content IS NOT NULL;
CREATE INDEX questions_to_remind ON questions (asked_at) WHERE state = 'asked' AND caution IS NOT NULL AND reminded = 0;

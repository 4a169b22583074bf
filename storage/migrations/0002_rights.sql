-- A person's rights, and how long things are kept.

-- What the bot itself said in a person's own chat, as long as the platform lets us take it back. What volunteers
-- answered is in copies.
CREATE TABLE said (
    address_id BIGINT NOT NULL REFERENCES addresses (id) ON DELETE CASCADE,
    external TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (address_id, external)
);
CREATE INDEX said_at ON said (at);

-- What each run deleted: one row for each class of data, 0 included. It is the proof that a run took place.
CREATE TABLE retention_runs (
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    deleted BIGINT NOT NULL,
    PRIMARY KEY (at, kind)
);

CREATE INDEX inbox_done ON inbox (received_at) WHERE state = 'done';
CREATE INDEX cases_closed ON cases (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX messages_waiting_since ON messages (created_at) WHERE state = 'held';

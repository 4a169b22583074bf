-- What staff write once to many. A key never comes back after its row is deleted.

-- Who said yes or no to news, and when. Whoever has said neither gets none.
CREATE TABLE news_choices (
    contact_id BIGINT PRIMARY KEY REFERENCES contacts (id) ON DELETE CASCADE,
    wanted INTEGER NOT NULL,
    at BIGINT NOT NULL
);

-- Who may get a broadcast, each at the first address that can be reached: whoever said yes and agreed to the notice, and
-- whom staff have not blocked.
CREATE VIEW news_readers AS
SELECT contacts.id AS contact_id, contacts.language AS language, MIN(addresses.id) AS address_id
FROM contacts
JOIN news_choices ON news_choices.contact_id = contacts.id AND news_choices.wanted = 1
JOIN addresses ON addresses.contact_id = contacts.id AND addresses.reachable = 1
WHERE contacts.notice_accepted IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM blocks WHERE blocks.contact_id = contacts.id AND blocks.state = 'active')
GROUP BY contacts.id, contacts.language;

-- author is the member of staff who drafts, "" for the shell; panel_id is the message (a row of messages) in the staff chat
-- that shows the broadcast now, and that replies are about. told_at is when it was last changed for the progress.
CREATE TABLE broadcasts (
    -- only: sqlite
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- only: postgres
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN (
        'draft', 'second_confirmation', 'scheduled', 'sending', 'paused', 'cancelling', 'done', 'cancelled', 'dropped'
    )),
    task TEXT NOT NULL DEFAULT 'send' CHECK (task IN ('send', 'recall', 'correct')),
    author TEXT NOT NULL,
    step TEXT NOT NULL,
    language TEXT NOT NULL,
    fallback TEXT NOT NULL,
    audience TEXT NOT NULL,
    starts_at BIGINT,
    forced INTEGER NOT NULL DEFAULT 0,
    panel_id BIGINT,
    told_at BIGINT NOT NULL DEFAULT 0,
    not_before BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL
);
CREATE INDEX broadcasts_under_way ON broadcasts (id) WHERE state IN ('scheduled', 'sending', 'paused', 'cancelling');
CREATE INDEX broadcasts_of_panel ON broadcasts (panel_id);

-- One text for each language. correction is what takes its place once staff have confirmed it.
CREATE TABLE broadcast_texts (
    broadcast_id BIGINT NOT NULL REFERENCES broadcasts (id) ON DELETE CASCADE,
    language TEXT NOT NULL,
    -- only: sqlite
    content BLOB,
    -- only: postgres
    content BYTEA,
    -- only: sqlite
    correction BLOB,
    -- only: postgres
    correction BYTEA,
    PRIMARY KEY (broadcast_id, language)
);

-- Whom a broadcast goes to, frozen when it starts. waiting: still to be done; queued: its row is in the outbox. uncertain:
-- a send ended without an answer, so the message may stand there twice. external is the copy.
CREATE TABLE broadcast_recipients (
    -- only: sqlite
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- only: postgres
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    broadcast_id BIGINT NOT NULL REFERENCES broadcasts (id) ON DELETE CASCADE,
    address_id BIGINT NOT NULL REFERENCES addresses (id) ON DELETE CASCADE,
    language TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN (
        'waiting', 'queued', 'sent', 'failed', 'blocked', 'left_out', 'recalled', 'unchanged'
    )),
    uncertain INTEGER NOT NULL DEFAULT 0,
    external TEXT,
    sent_at BIGINT,
    UNIQUE (broadcast_id, address_id)
);
CREATE INDEX broadcast_recipients_states ON broadcast_recipients (broadcast_id, state);
CREATE INDEX broadcast_recipients_waiting ON broadcast_recipients (broadcast_id, id) WHERE state = 'waiting';
CREATE INDEX broadcast_recipients_queued ON broadcast_recipients (id) WHERE state = 'queued';
CREATE INDEX broadcast_recipients_at ON broadcast_recipients (address_id, external);

-- What staff say to volunteers. teams is a JSON list.
CREATE TABLE staff_notes (
    -- only: sqlite
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- only: postgres
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('draft', 'sent', 'dropped')),
    author TEXT NOT NULL,
    -- only: sqlite
    content BLOB,
    -- only: postgres
    content BYTEA,
    teams TEXT NOT NULL,
    pinned INTEGER NOT NULL DEFAULT 0,
    panel_id BIGINT,
    created_at BIGINT NOT NULL
);

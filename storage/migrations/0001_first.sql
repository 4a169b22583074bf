-- The first schema. Instants are UTC milliseconds; chats, people and messages of a platform are text, as bot/ids.py
-- says. A key never comes back after its row is deleted: AUTOINCREMENT, or an identity.

-- A person who asks for advice. How to reach them stands apart, in addresses. reference is a random name that says nothing;
-- it names an erased contact outside of the database. kept_since is when the period began after which it is deleted.
-- number is random and tells people apart in figures that outlive them.
CREATE TABLE contacts (
    -- only: sqlite
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- only: postgres
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    pseudonym TEXT NOT NULL UNIQUE,
    language TEXT,
    topic TEXT,
    place TEXT NOT NULL DEFAULT '',
    notice_accepted BIGINT,
    notice_version TEXT,
    notice_language TEXT,
    -- only: sqlite
    reference TEXT NOT NULL UNIQUE DEFAULT (lower(hex(randomblob(16)))),
    -- only: postgres
    reference TEXT NOT NULL UNIQUE DEFAULT replace(CAST(gen_random_uuid() AS TEXT), '-', ''),
    kept_since BIGINT NOT NULL,
    erase_asked_at BIGINT,
    -- only: sqlite
    number BIGINT NOT NULL DEFAULT (random() & 9007199254740991),
    -- only: postgres
    number BIGINT NOT NULL DEFAULT floor(random() * 9007199254740992),
    created_at BIGINT NOT NULL
);
CREATE INDEX contacts_to_erase ON contacts (id) WHERE erase_asked_at IS NOT NULL;

CREATE TABLE addresses (
    -- only: sqlite
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- only: postgres
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    contact_id BIGINT NOT NULL REFERENCES contacts (id),
    channel TEXT NOT NULL,
    chat TEXT NOT NULL,
    reachable INTEGER NOT NULL DEFAULT 1,
    UNIQUE (channel, chat)
);
CREATE INDEX addresses_of_contact ON addresses (contact_id);

CREATE TABLE volunteers (
    -- only: sqlite
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- only: postgres
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    team TEXT NOT NULL,
    person TEXT NOT NULL,
    alias TEXT NOT NULL,
    checked_at BIGINT,
    left_at BIGINT,
    -- only: sqlite
    number BIGINT NOT NULL DEFAULT (random() & 9007199254740991),
    -- only: postgres
    number BIGINT NOT NULL DEFAULT floor(random() * 9007199254740992),
    created_at BIGINT NOT NULL,
    UNIQUE (team, person),
    UNIQUE (team, alias)
);

-- thread and card_id (a row of messages) come later, and start anew when the group moves. questions and answers count what
-- either side wrote; queued says that something waited for the team to open.
CREATE TABLE cases (
    -- only: sqlite
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- only: postgres
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    contact_id BIGINT NOT NULL REFERENCES contacts (id),
    address_id BIGINT NOT NULL REFERENCES addresses (id),
    team TEXT NOT NULL,
    language TEXT NOT NULL,
    topic TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'open', 'closed')),
    title TEXT NOT NULL,
    thread TEXT,
    card_id BIGINT,
    handle TEXT NOT NULL UNIQUE,
    asked_before INTEGER NOT NULL,
    claimed_by BIGINT REFERENCES volunteers (id),
    opened_at BIGINT NOT NULL,
    waiting_since BIGINT,
    answered_at BIGINT,
    closed_at BIGINT,
    questions INTEGER NOT NULL DEFAULT 0,
    answers INTEGER NOT NULL DEFAULT 0,
    queued INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX cases_of_contact ON cases (contact_id, id);
CREATE INDEX cases_unanswered ON cases (team, waiting_since) WHERE waiting_since IS NOT NULL;
CREATE INDEX cases_by_thread ON cases (team, thread) WHERE thread IS NOT NULL;

-- A case with what belongs to it, in the order of the fields of bot.core.model.Case.
CREATE VIEW whole_cases AS
SELECT
    cases.id, cases.contact_id, addresses.channel, addresses.chat, contacts.pseudonym,
    COALESCE(contacts.language, cases.language) AS contact_language, addresses.reachable,
    cases.team, cases.language, cases.topic, cases.state, cases.title, cases.thread, cases.card_id, cases.handle,
    cases.asked_before, cases.claimed_by, volunteers.alias AS claimed_alias, volunteers.person AS claimed_person,
    cases.opened_at, cases.waiting_since, cases.answered_at, cases.closed_at
FROM cases
JOIN contacts ON contacts.id = cases.contact_id
JOIN addresses ON addresses.id = cases.address_id
LEFT JOIN volunteers ON volunteers.id = cases.claimed_by;

-- content is there only while the state is held, until its writer has chosen or, with a case, until the team opens, and
-- while it is asked, until its writer says whether it may go. reply_to is a row of messages that may be gone. joined_to is the first of the messages that share one copy.
CREATE TABLE messages (
    -- only: sqlite
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- only: postgres
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id BIGINT REFERENCES cases (id),
    contact_id BIGINT REFERENCES contacts (id),
    direction TEXT NOT NULL CHECK (direction IN ('to_team', 'to_contact', 'card')),
    state TEXT NOT NULL CHECK (state IN ('held', 'asked', 'relayed', 'delivered', 'failed', 'undone')),
    channel TEXT NOT NULL,
    chat TEXT,
    external TEXT,
    author_id BIGINT REFERENCES volunteers (id),
    reply_to BIGINT,
    album TEXT,
    parts INTEGER NOT NULL,
    fingerprint TEXT,
    joined_to BIGINT,
    -- only: sqlite
    content BLOB,
    -- only: postgres
    content BYTEA,
    created_at BIGINT NOT NULL,
    CHECK (content IS NULL OR state IN ('held', 'asked'))
);
CREATE INDEX messages_at ON messages (chat, external) WHERE external IS NOT NULL;
CREATE INDEX messages_of_contact ON messages (contact_id, id) WHERE contact_id IS NOT NULL;
CREATE INDEX messages_of_author ON messages (author_id, id) WHERE author_id IS NOT NULL;
CREATE INDEX messages_held ON messages (contact_id, id) WHERE state = 'held';
CREATE INDEX messages_of_case ON messages (case_id, id) WHERE case_id IS NOT NULL;
CREATE INDEX messages_joined ON messages (joined_to) WHERE joined_to IS NOT NULL;
CREATE INDEX messages_queued ON messages (case_id, id) WHERE state = 'held' AND case_id IS NOT NULL;

-- Where the other side sees a message: one row for each piece that was sent.
CREATE TABLE copies (
    message_id BIGINT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    part INTEGER NOT NULL,
    chat TEXT NOT NULL,
    external TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    PRIMARY KEY (message_id, part)
    -- only: postgres
);
    -- only: sqlite
) WITHOUT ROWID;
CREATE INDEX copies_at ON copies (chat, external);

-- Raw updates. A finished one keeps only what recognises its repetition.
CREATE TABLE inbox (
    -- only: sqlite
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- only: postgres
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel TEXT NOT NULL,
    external BIGINT NOT NULL,
    -- only: sqlite
    conversation TEXT,
    -- only: postgres
    conversation TEXT COLLATE "C",
    album TEXT,
    -- only: sqlite
    payload BLOB,
    -- only: postgres
    payload BYTEA,
    received_at BIGINT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'quarantined')),
    error TEXT,
    set_aside_at BIGINT,
    UNIQUE (channel, external)
);
CREATE INDEX inbox_waiting ON inbox (id, conversation) WHERE state = 'waiting';
CREATE INDEX inbox_conversations ON inbox (conversation, id) WHERE state = 'waiting';
CREATE INDEX inbox_quarantined ON inbox (id) WHERE state = 'quarantined';

-- What must go out. The head of a lane is its smallest id that is not parked; work that is done is deleted.
-- worker is who sends it just now.
-- No foreign keys: a row speaks for itself, and may outlive what it is about. reference is random: the operation is
-- sealed for it, with the key of contact_id, or with the queue's.
CREATE TABLE outbox (
    -- only: sqlite
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- only: postgres
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- only: sqlite
    lane TEXT NOT NULL,
    -- only: postgres
    lane TEXT COLLATE "C" NOT NULL,
    channel TEXT NOT NULL,
    chat TEXT NOT NULL,
    -- only: sqlite
    operation BLOB NOT NULL,
    -- only: postgres
    operation BYTEA NOT NULL,
    reference BIGINT NOT NULL,
    contact_id BIGINT,
    message_id BIGINT,
    part INTEGER NOT NULL,
    case_id BIGINT,
    in_thread INTEGER NOT NULL,
    target_id BIGINT,
    target_part INTEGER NOT NULL,
    target_external TEXT,
    priority INTEGER NOT NULL,
    recipient_id BIGINT,
    state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sending', 'parked')),
    worker BIGINT,
    attempts INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    set_aside_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX outbox_lanes ON outbox (lane, id) WHERE state <> 'parked';
CREATE INDEX outbox_next ON outbox (priority, id, lane) WHERE state <> 'parked';
CREATE INDEX outbox_sending ON outbox (lane) WHERE state = 'sending';
CREATE INDEX outbox_parked ON outbox (id) WHERE state = 'parked';
CREATE INDEX outbox_of_message ON outbox (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX outbox_of_recipient ON outbox (recipient_id) WHERE recipient_id IS NOT NULL;

-- Lanes that were told to wait. Every other lane is known by its rows in the outbox alone.
CREATE TABLE resting_lanes (
    -- only: sqlite
    lane TEXT PRIMARY KEY,
    -- only: postgres
    lane TEXT COLLATE "C" PRIMARY KEY,
    not_before BIGINT NOT NULL
);

-- What is said or done once only: an opening of a team, an announcement, a notice to a case.
CREATE TABLE turns (
    subject TEXT NOT NULL,
    day TEXT NOT NULL,
    action TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (subject, day, action)
);

-- Closures and extra openings that staff set; team is null for every team.
CREATE TABLE overrides (
    -- only: sqlite
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- only: postgres
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    handle TEXT NOT NULL UNIQUE,
    team TEXT,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    opens INTEGER NOT NULL,
    -- only: sqlite
    reason BLOB NOT NULL,
    -- only: postgres
    reason BYTEA NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('asked', 'active', 'undone')),
    created_at BIGINT NOT NULL
);
CREATE INDEX overrides_active ON overrides (last_at) WHERE state = 'active';

-- Who wants to be told when a team opens.
CREATE TABLE wishes (
    team TEXT NOT NULL,
    contact_id BIGINT NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    PRIMARY KEY (team, contact_id)
);

CREATE TABLE facts (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

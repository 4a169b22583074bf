-- What staff do from the chat: groups that they link, contacts that they block, and what was done by whom.

-- Groups that do not stand in the configuration. route and wanted are JSON, in the words of bot.core.linking.
CREATE TABLE linked_groups (
    channel TEXT NOT NULL,
    chat TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('strange', 'invited', 'greeted', 'linked')),
    since BIGINT NOT NULL,
    forum INTEGER NOT NULL,
    name TEXT UNIQUE,
    route TEXT NOT NULL,
    wanted TEXT NOT NULL,
    handle TEXT UNIQUE,
    PRIMARY KEY (channel, chat)
);

-- Contacts from whom nothing more is passed on, and those of whom volunteers ask it. told: the contact has heard it.
CREATE TABLE blocks (
    contact_id BIGINT PRIMARY KEY REFERENCES contacts (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('asked', 'active')),
    -- only: sqlite
    reason BLOB NOT NULL,
    -- only: postgres
    reason BYTEA NOT NULL,
    at BIGINT NOT NULL,
    told INTEGER NOT NULL DEFAULT 0
);

-- Who did what to which case or team. No text, no ids of a platform. A case that is deleted leaves its line behind, which
-- names it no longer.
CREATE TABLE audit (
    -- only: sqlite
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- only: postgres
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    team TEXT,
    case_id BIGINT
);
CREATE INDEX audit_at ON audit (at);

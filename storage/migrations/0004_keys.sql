-- Protection at rest. What stands in these tables is wrapped: it says nothing without the master key, which lies
-- elsewhere.

-- The service key. One row for the master key that wraps it, and a second one while the master key is being exchanged.
CREATE TABLE service_keys (
    -- only: sqlite
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- only: postgres
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- only: sqlite
    wrapped BLOB NOT NULL
    -- only: postgres
    wrapped BYTEA NOT NULL
);

-- A key for each contact, in a table of its own: a copy of the database that leaves it out can never be read again.
CREATE TABLE contact_keys (
    contact_id BIGINT PRIMARY KEY REFERENCES contacts (id) ON DELETE CASCADE,
    -- only: sqlite
    wrapped BLOB NOT NULL
    -- only: postgres
    wrapped BYTEA NOT NULL
);

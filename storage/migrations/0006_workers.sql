-- The processes that live: one with SQLite, any number with PostgreSQL. A number never comes back, so it also is the
-- epoch of what its process claimed. beat_at is by the database's own clock; with SQLite nobody reads it.
CREATE TABLE workers (
    -- only: sqlite
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- only: postgres
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    beat_at BIGINT NOT NULL
);

-- What was sent lately in a lane whose platform sets a pace, for whichever worker sends in it next: the instants as a
-- JSON list, when the next message may go, and when all this may be forgotten. By the database's own clock.
CREATE TABLE paces (
    -- only: sqlite
    lane TEXT PRIMARY KEY,
    -- only: postgres
    lane TEXT COLLATE "C" PRIMARY KEY,
    sent TEXT NOT NULL,
    free_at BIGINT NOT NULL,
    forget_at BIGINT NOT NULL
);

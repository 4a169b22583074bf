-- name: lock_schema()$
-- reads
-- One process at a time changes the schema; a writing transaction of SQLite is alone already.
-- only: sqlite
SELECT 1
-- only: postgres
SELECT pg_advisory_xact_lock(7243392018)

-- name: make_schema_version()!
-- The table of one row that says which migrations have run.
CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)

-- name: schema_version()$
-- reads
-- The number of the last migration that has run, or nothing in a new database.
SELECT version FROM schema_version

-- name: drop_schema_version()!
-- Make room for the new number.
DELETE FROM schema_version

-- name: set_schema_version(version)!
-- Note the migration that has just run.
INSERT INTO schema_version (version) VALUES (:version)

-- name: has_schema_version()$
-- reads
-- Whether the database was ever used.
-- only: sqlite
SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'
-- only: postgres
SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_version'

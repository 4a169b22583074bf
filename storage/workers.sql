-- name: act_alone()$
-- reads
-- Until the end of the transaction nobody else acts. SQLite is never asked: its transactions are alone anyway.
-- only: sqlite
SELECT 1
-- only: postgres
SELECT pg_advisory_xact_lock(7243392, hashtext(current_schema()))

-- name: add_worker()<!
-- A process that begins.
INSERT INTO workers (beat_at)
-- only: sqlite
VALUES (0)
-- only: postgres
VALUES (CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT))
RETURNING id

-- name: beat(worker)$
-- A sign of life. Gives the database's own time, or nothing when the worker was buried.
UPDATE workers SET beat_at =
-- only: sqlite
0
-- only: postgres
CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)
WHERE id = :worker
RETURNING beat_at

-- name: workers()
-- reads
-- Who lives, the eldest first.
SELECT id FROM workers ORDER BY id

-- name: hold_worker(worker)$
-- reads
-- Whether the worker lives; until the end of the transaction nobody can bury it.
SELECT id FROM workers WHERE id = :worker
-- only: postgres
FOR KEY SHARE

-- name: vouch(worker)$
-- reads
-- Stand for a worker as long as this connection is open. SQLite is never asked.
-- only: sqlite
SELECT :worker
-- only: postgres
SELECT pg_advisory_lock(hashtext(current_schema() || ' workers'), CAST(CAST(:worker AS BIGINT) AS INTEGER))

-- name: bury_others(worker, silent_since)!
-- Strike off for whom no connection stands any more, and who gave no sign of life since then; but nobody who is
-- writing just now.
DELETE FROM workers WHERE id IN (
    SELECT others.id FROM workers AS others
    WHERE others.id <> :worker AND (
        others.beat_at < :silent_since
        -- only: postgres
        OR pg_try_advisory_xact_lock(hashtext(current_schema() || ' workers'), CAST(others.id AS INTEGER))
    )
    -- only: postgres
    FOR UPDATE SKIP LOCKED
)

-- name: remove_worker(worker)!
-- A process that ends in good order.
DELETE FROM workers WHERE id = :worker

-- name: put_back(worker)!
-- What was being sent goes back to its place: the worker's own rows, and those of nobody who lives.
UPDATE outbox SET state = 'pending', worker = NULL
WHERE state = 'sending' AND (
    worker IS NULL OR worker = :worker OR NOT EXISTS (SELECT 1 FROM workers WHERE workers.id = outbox.worker)
)

-- name: paces_of(lanes)
-- reads
-- What was sent lately in some lanes.
SELECT lane, sent FROM paces
WHERE lane IN (
    -- only: sqlite
    SELECT value FROM json_each(:lanes)
    -- only: postgres
    SELECT value FROM json_array_elements_text(CAST(:lanes AS JSON))
)

-- name: keep_pace(lane, sent, free_at, forget_at)!
-- What was sent lately in a lane.
INSERT INTO paces (lane, sent, free_at, forget_at) VALUES (:lane, :sent, :free_at, :forget_at)
ON CONFLICT (lane) DO UPDATE SET
    sent = excluded.sent, free_at = excluded.free_at, forget_at = excluded.forget_at

-- name: sent_lately(moment)
-- reads
-- What was sent lately in all lanes, and the lanes in which something is being sent.
SELECT lane, sent FROM paces WHERE forget_at > :moment
UNION ALL
SELECT lane, NULL FROM outbox WHERE state = 'sending'

-- name: forget_paces(moment)!
-- Lanes in which nothing was sent lately; without a moment all lanes.
DELETE FROM paces WHERE CAST(:moment AS BIGINT) IS NULL OR forget_at <= CAST(:moment AS BIGINT)

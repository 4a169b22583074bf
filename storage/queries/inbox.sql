-- name: add_arrivals(channel, external, conversation, album, payload, now)*!
-- Store raw updates; one that is there already, whatever became of it, is passed over.
INSERT INTO inbox (channel, external, conversation, album, payload, received_at)
VALUES (:channel, :external, :conversation, :album, :payload, :now)
ON CONFLICT (channel, external) DO NOTHING
-- only: postgres
RETURNING id

-- name: waiting_arrivals(limit)
-- The oldest unhandled updates, in the order of their arrival.
SELECT id, channel, external, conversation, album, payload, received_at, attempts
FROM inbox WHERE state = 'waiting' ORDER BY id LIMIT :limit

-- name: count_start(limit)!
-- Another start of the service finds these first.
UPDATE inbox SET attempts = attempts + 1
WHERE id IN (SELECT id FROM inbox WHERE state = 'waiting' ORDER BY id LIMIT :limit)

-- name: finish_arrivals(ids)!
-- Forget what handled updates said; their external ids stay, so that repetitions are recognised. Touches none twice.
UPDATE inbox SET state = 'done', conversation = NULL, album = NULL, payload = NULL, error = NULL
-- only: sqlite
WHERE id IN (SELECT value FROM json_each(:ids)) AND state = 'waiting'
-- only: postgres
WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:ids AS JSON))) AND state = 'waiting'

-- name: quarantine_arrival(id, error)!
-- Set an unreadable update aside, with its payload, for staff.
UPDATE inbox SET state = 'quarantined', error = :error WHERE id = :id AND state = 'waiting'

-- name: last_external(channel)$
-- Where polling of a channel goes on.
SELECT MAX(external) FROM inbox WHERE channel = :channel

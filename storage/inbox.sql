-- name: add_arrivals(channel, external, conversation, album, payload, now)*!
-- Store raw updates; one that is there already, whatever became of it, is passed over.
INSERT INTO inbox (channel, external, conversation, album, payload, received_at)
VALUES (:channel, :external, :conversation, :album, :payload, :now)
ON CONFLICT (channel, external) DO NOTHING
-- only: postgres
RETURNING id

-- name: waiting_arrivals(limit, share)
-- reads
-- The oldest unhandled updates, at most `share` of one conversation, in the order of the fields of InboxRow. Looks among
-- the first rows, which is enough while many people write; else leaps from one conversation to the next by index and
-- takes the first row of each, so that whoever sends ten thousand messages keeps nobody waiting.
WITH RECURSIVE oldest (id, place) AS MATERIALIZED (
    SELECT first.id, ROW_NUMBER() OVER (PARTITION BY first.conversation ORDER BY first.id)
    FROM (SELECT id, conversation FROM inbox WHERE state = 'waiting' ORDER BY id LIMIT 2 * :limit) AS first
),
others (conversation) AS (
    SELECT (SELECT MIN(conversation) FROM inbox WHERE state = 'waiting')
    WHERE (SELECT COUNT(*) FROM oldest) = 2 * :limit AND (SELECT COUNT(*) FROM oldest WHERE place <= :share) < :limit
    UNION ALL
    SELECT (SELECT MIN(later.conversation) FROM inbox AS later
            WHERE later.conversation > others.conversation AND later.state = 'waiting')
    FROM others WHERE others.conversation IS NOT NULL
),
chosen (id) AS (
    SELECT id FROM oldest WHERE place <= :share
    UNION
    SELECT (SELECT MIN(own.id) FROM inbox AS own
            WHERE own.conversation = others.conversation AND own.state = 'waiting')
    FROM (SELECT conversation FROM others WHERE conversation IS NOT NULL LIMIT :limit) AS others
)
SELECT id, channel, external, conversation, album, payload, received_at, attempts
FROM inbox WHERE id IN (SELECT id FROM chosen) ORDER BY id LIMIT :limit

-- name: count_attempts(ids, attempts)!
-- How often the process may have died while it acted on these.
UPDATE inbox SET attempts = :attempts
-- only: sqlite
WHERE id IN (SELECT value FROM json_each(:ids)) AND state = 'waiting'
-- only: postgres
WHERE id = ANY (ARRAY(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:ids AS JSON)))) AND state = 'waiting'

-- name: finish_arrivals(ids)!
-- Forget what handled updates said; their external ids stay, so that repetitions are recognised. Touches none twice.
UPDATE inbox SET state = 'done', conversation = NULL, album = NULL, payload = NULL, error = NULL
-- only: sqlite
WHERE id IN (SELECT value FROM json_each(:ids)) AND state = 'waiting'
-- only: postgres
WHERE id = ANY (ARRAY(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:ids AS JSON)))) AND state = 'waiting'

-- name: quarantine_arrival(id, error)!
-- Set an unreadable update aside, with its payload, for staff.
UPDATE inbox SET state = 'quarantined', error = :error WHERE id = :id AND state = 'waiting'

-- name: cursor(channel)$
-- reads
-- Where receiving goes on.
SELECT cursor FROM cursors WHERE channel = :channel

-- name: set_cursor(channel, cursor)*!
-- Everything before that place has arrived.
INSERT INTO cursors (channel, cursor) VALUES (:channel, :cursor)
ON CONFLICT (channel) DO UPDATE SET cursor = excluded.cursor

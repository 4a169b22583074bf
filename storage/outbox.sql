-- name: enqueue(lane, channel, chat, operation, reference, contact, message, part, case, in_thread, target, target_part, target_external, priority, recipient, now)*!
-- Add rows, each to the end of its lane.
INSERT INTO outbox (
    lane, channel, chat, operation, reference, contact_id, message_id, part, case_id, in_thread, target_id, target_part,
    target_external, priority, recipient_id, created_at
)
VALUES (
    :lane, :channel, :chat, :operation, :reference, :contact, :message, :part, :case, :in_thread, :target, :target_part,
    :target_external, :priority, :recipient, :now
)

-- name: claim_outgoing(now, limit, busy, only, worker, moment, channel)
-- Mark heads of free lanes as sending: lanes with the most urgent rows first, then the oldest. Looks among the first
-- rows, which is enough while many lanes wait; else leaps from lane to lane by index. Either way it does not matter how
-- many rows wait in a lane. With `channel` only its lanes are looked at, with `only` every other lane is closed. What another transaction holds is left for the next
-- time: another worker claims it, or a text is just being added to it.
WITH RECURSIVE closed (lane) AS MATERIALIZED (
    SELECT lane FROM outbox WHERE state = 'sending'
    UNION ALL
    SELECT lane FROM resting_lanes WHERE not_before > :now
    UNION ALL
    SELECT lane FROM paces WHERE free_at > CAST(:moment AS BIGINT)
    UNION ALL
    -- only: sqlite
    SELECT value FROM json_each(:busy)
    -- only: postgres
    SELECT value FROM json_array_elements_text(CAST(:busy AS JSON))
    UNION ALL
    SELECT lane FROM outbox WHERE CAST(:only AS TEXT) IS NOT NULL AND lane <> :only AND state <> 'parked'
),
near (lane, priority, id) AS MATERIALIZED (
    SELECT first.lane, MIN(first.priority), MIN(first.id)
    FROM (SELECT id, lane, priority, channel FROM outbox WHERE state <> 'parked' ORDER BY priority, id LIMIT 500) AS first
    WHERE first.lane NOT IN (SELECT lane FROM closed) AND first.channel = COALESCE(CAST(:channel AS TEXT), first.channel)
    GROUP BY first.lane ORDER BY MIN(first.priority), MIN(first.id) LIMIT :limit
),
waiting (lane) AS (
    SELECT (SELECT MIN(lane) FROM outbox WHERE state <> 'parked') WHERE (SELECT COUNT(*) FROM near) < :limit
    UNION ALL
    SELECT (SELECT MIN(later.lane) FROM outbox AS later WHERE later.lane > waiting.lane AND later.state <> 'parked')
    FROM waiting WHERE waiting.lane IS NOT NULL
),
lanes (lane, priority, id) AS (
    SELECT lane, priority, id FROM near
    UNION ALL
    SELECT lane, 9, 0 FROM waiting
    WHERE lane IS NOT NULL AND lane NOT IN (SELECT lane FROM closed) AND lane NOT IN (SELECT lane FROM near)
        AND (CAST(:channel AS TEXT) IS NULL OR :channel = (
            SELECT own.channel FROM outbox AS own WHERE own.lane = waiting.lane AND own.state <> 'parked' LIMIT 1
        ))
),
heads (id) AS (
    SELECT (SELECT MIN(own.id) FROM outbox AS own WHERE own.lane = lanes.lane AND own.state <> 'parked')
    FROM lanes ORDER BY lanes.priority, lanes.id LIMIT :limit
),
free (id) AS (
    SELECT outbox.id FROM outbox WHERE outbox.id IN (SELECT id FROM heads) AND outbox.state = 'pending'
    -- only: postgres
    FOR UPDATE SKIP LOCKED
)
UPDATE outbox SET state = 'sending', worker = :worker
WHERE id IN (SELECT id FROM free)
RETURNING
    id, lane, channel, chat, operation AS sealed,
    CASE WHEN in_thread = 1 THEN (SELECT cases.thread FROM cases WHERE cases.id = outbox.case_id) END AS thread,
    CASE WHEN in_thread = 1 THEN (SELECT cases.title FROM cases WHERE cases.id = outbox.case_id) END AS thread_title,
    COALESCE(target_external, (
        SELECT copies.external FROM copies
        WHERE copies.message_id = outbox.target_id AND copies.part = outbox.target_part
            AND copies.chat = outbox.chat
    )) AS target,
    message_id AS message, part, case_id AS "case", attempts, recipient_id AS recipient, reference,
    contact_id AS contact,
    (SELECT contact_keys.wrapped FROM contact_keys WHERE contact_keys.contact_id = outbox.contact_id) AS wrapped_key

-- name: joinable_texts(cases, before, many)
-- reads
-- The rows that will send the last messages of contacts in these cases, where another text can still be added: nothing has
-- become of it yet, and its lane is behind, since the head has waited since before then, or so many wait. Whether the
-- writer is asked something about it comes along. A row that is just being claimed is left out.
SELECT
    outbox.id, outbox.lane, outbox.channel, outbox.chat, outbox.operation AS sealed, outbox.reference,
    outbox.contact_id AS contact, outbox.message_id AS message, outbox.part, outbox.case_id AS "case",
    COALESCE((SELECT TRUE FROM questions WHERE questions.message_id = outbox.message_id LIMIT 1), FALSE) AS asked
FROM outbox
WHERE
    -- only: sqlite
    outbox.message_id IN (
    -- only: postgres
    outbox.message_id = ANY (ARRAY(
        SELECT (
            -- a correction of joined texts, which has no place of its own, stands behind what came between
            SELECT CASE WHEN last.external IS NOT NULL THEN COALESCE(last.joined_to, last.id) END FROM messages AS last
            WHERE last.case_id = CAST(wanted.value AS BIGINT) AND last.direction = 'to_team'
            ORDER BY last.id DESC LIMIT 1
        )
        -- only: sqlite
        FROM json_each(:cases) AS wanted
        -- only: postgres
        FROM json_array_elements_text(CAST(:cases AS JSON)) AS wanted (value)
    )
    -- only: postgres
    )
    AND outbox.state = 'pending' AND outbox.attempts = 0
    AND (
        SELECT messages.reply_to IS NULL AND messages.album IS NULL AND messages.parts = 1
        FROM messages WHERE messages.id = outbox.message_id
    )
    AND (SELECT COUNT(*) FROM outbox AS others WHERE others.message_id = outbox.message_id) = 1
    AND (
        (
            SELECT head.created_at FROM outbox AS head
            WHERE head.lane = outbox.lane AND head.state <> 'parked' ORDER BY head.id LIMIT 1
        ) < :before
        OR (
            SELECT COUNT(*) FROM (
                SELECT 1 FROM outbox AS own WHERE own.lane = outbox.lane AND own.state <> 'parked' LIMIT :many
            ) AS waiting
        ) >= :many
    )
-- only: postgres
FOR UPDATE SKIP LOCKED

-- name: replace_pending(id, operation)*!
-- Other operations, of rows that are not being sent.
UPDATE outbox SET operation = :operation WHERE id = :id

-- name: next_due(now)$
-- reads
-- When the first resting lane that has rows may go on.
SELECT MIN(not_before) FROM resting_lanes
WHERE not_before > :now
    AND EXISTS (SELECT 1 FROM outbox WHERE outbox.lane = resting_lanes.lane AND outbox.state <> 'parked')

-- name: forget_rests(now)!
-- Lanes that have rested enough.
DELETE FROM resting_lanes WHERE not_before <= :now

-- name: finish_outgoing(ids)
-- The rows did their work. Returns those that were there.
DELETE FROM outbox
-- only: sqlite
WHERE id IN (SELECT value FROM json_each(:ids))
-- only: postgres
WHERE id = ANY (ARRAY(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:ids AS JSON))))
RETURNING id

-- name: retry_outgoing(id, counted)!
-- The row goes back to its place.
UPDATE outbox SET state = 'pending', worker = NULL, attempts = attempts + :counted WHERE id = :id

-- name: rest_lane(lane, not_before)!
-- Nothing leaves a lane until then.
INSERT INTO resting_lanes (lane, not_before) VALUES (:lane, :not_before)
ON CONFLICT (lane) DO UPDATE SET not_before = excluded.not_before

-- name: shift_rests(back)!
-- The clock was set back.
UPDATE resting_lanes SET not_before = not_before - CAST(:back AS BIGINT)

-- name: park_outgoing(id, error)!
-- Set a row aside, out of its lane's way.
UPDATE outbox SET state = 'parked', error = :error WHERE id = :id

-- name: cancel_pending(message)!
-- Erase the rows of a message, parked ones too, except one that is being sent.
DELETE FROM outbox WHERE message_id = :message AND state <> 'sending'

-- name: move_rows(channel, old, new, old_lane, new_lane)!
-- Send to the new group what waits for the old one. Ids of messages start anew there, so old targets mean nothing.
UPDATE outbox SET
    chat = :new,
    lane = CASE WHEN lane = :old_lane THEN :new_lane ELSE lane END,
    target_external = NULL
WHERE channel = :channel AND chat = :old

-- name: leave_threads(lane)!
-- The group of the lane has no threads any more: what belongs in one answers something already, or its case's card.
UPDATE outbox SET
    in_thread = 0,
    target_id = COALESCE(target_id, (SELECT cases.card_id FROM cases WHERE cases.id = outbox.case_id))
WHERE lane = :lane AND in_thread = 1

-- name: rows_of_chat(channel, chat)
-- reads
-- What waits for a chat, with what it is sealed for.
SELECT
    -- shared: sealed_columns
FROM outbox
WHERE channel = :channel AND chat = :chat

-- name: set_operation(id, operation)!
-- The same operation, sealed for another place.
UPDATE outbox SET operation = :operation WHERE id = :id

-- name: end_rest(lane)!
-- A lane need not rest any longer.
DELETE FROM resting_lanes WHERE lane = :lane

-- name: queue_sizes()^
-- reads
-- What waits, and what was set aside. A row that is being sent still waits.
SELECT
    (SELECT COUNT(*) FROM inbox WHERE state = 'waiting'),
    (SELECT COUNT(*) FROM inbox WHERE state = 'quarantined'),
    (SELECT COUNT(*) FROM outbox WHERE state <> 'parked'),
    (SELECT COUNT(*) FROM outbox WHERE state = 'parked'),
    (SELECT COUNT(*) FROM messages WHERE state = 'held')

-- name: oldest_due(now)$
-- reads
-- Since when the oldest row waits whose lane was not told to rest for longer than two minutes: who can't be reached at
-- all, and groups that are lost, are known already. Among the oldest rows, which is enough for an alarm.
SELECT MIN(oldest.created_at)
FROM (SELECT lane, created_at FROM outbox WHERE state <> 'parked' ORDER BY id LIMIT 500) AS oldest
WHERE oldest.lane NOT IN (SELECT lane FROM resting_lanes WHERE not_before > CAST(:now AS BIGINT) + 120000)

-- name: oldest_waiting()^
-- reads
-- Since when the oldest row of each queue has been waiting.
SELECT
    (SELECT received_at FROM inbox WHERE state = 'waiting' ORDER BY id LIMIT 1),
    (SELECT created_at FROM outbox WHERE id = (SELECT MIN(id) FROM outbox WHERE state <> 'parked'))

-- name: is_sending(lane)$
-- reads
-- Whether a row of the lane is being sent.
SELECT COUNT(*) FROM outbox WHERE lane = :lane AND state = 'sending'

-- name: lane_length(lane, limit)$
-- reads
-- How many rows stand in a lane, counted up to a limit.
SELECT COUNT(*) FROM (SELECT 1 FROM outbox WHERE lane = :lane AND state <> 'parked' LIMIT :limit) AS standing

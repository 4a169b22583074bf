-- name: set_aside()
-- reads
-- What could not be sent and what could not be read, oldest first, in the order of the fields of SetAside.
SELECT 'out' AS queue, outbox.id, outbox.created_at AS since, outbox.error, outbox.channel, outbox.chat, cases.title
FROM outbox LEFT JOIN cases ON cases.id = outbox.case_id
WHERE outbox.state = 'parked'
UNION ALL
SELECT 'in', inbox.id, inbox.received_at, inbox.error, inbox.channel, '', NULL
FROM inbox WHERE inbox.state = 'quarantined'
ORDER BY since, id

-- name: requeue_parked(id)!
-- A row that could not be sent is tried again, in its old place.
UPDATE outbox SET state = 'pending', attempts = 0, error = NULL, set_aside_at = NULL WHERE id = :id AND state = 'parked'

-- name: forget_failure(id)!
-- Its message is on its way again.
UPDATE messages SET state = 'relayed'
WHERE state = 'failed' AND id = (SELECT message_id FROM outbox WHERE id = :id)

-- name: drop_parked(id)!
-- A row that could not be sent is given up.
DELETE FROM outbox WHERE id = :id AND state = 'parked'

-- name: requeue_quarantined(id)!
-- An update that could not be read is read again.
UPDATE inbox SET state = 'waiting', attempts = 0, error = NULL, set_aside_at = NULL
WHERE id = :id AND state = 'quarantined'

-- name: drop_quarantined(id)!
-- An update that could not be read is given up; its external id stays, so that a repetition is recognised.
UPDATE inbox SET state = 'done', conversation = NULL, album = NULL, payload = NULL, error = NULL,
    set_aside_at = NULL
WHERE id = :id AND state = 'quarantined'

-- name: start_inbox_clocks(now)!
-- What was set aside since the last look is kept from now on for a while.
UPDATE inbox SET set_aside_at = :now WHERE state = 'quarantined' AND set_aside_at IS NULL

-- name: start_outbox_clocks(now)!
-- The same for what could not be sent.
UPDATE outbox SET set_aside_at = :now WHERE state = 'parked' AND set_aside_at IS NULL

-- name: start_volunteer_clocks(now)!
-- Who has left a team since the last look.
UPDATE volunteers SET left_at = :now WHERE checked_at IS NULL AND left_at IS NULL

-- name: expired_held(before, limit)
-- reads
-- Messages that have waited too long.
SELECT
    -- shared: message_columns
FROM messages WHERE state IN ('held', 'asked') AND created_at <= :before ORDER BY id LIMIT :limit

-- name: quiet_cases(before, limit)
-- reads
-- Cases that nobody closed and in which nothing happens any more.
-- shared: cases
WHERE state <> 'closed' AND opened_at <= :before
    AND NOT EXISTS (
        SELECT 1 FROM messages WHERE messages.case_id = whole_cases.id
            AND (messages.state IN ('held', 'asked') OR (messages.direction <> 'card' AND messages.created_at > :before))
    )
    AND NOT EXISTS (SELECT 1 FROM audit WHERE audit.case_id = whole_cases.id AND audit.at > :before)
ORDER BY id LIMIT :limit

-- name: expired_outgoing(before, limit)
-- reads
-- What could not be sent for too long, with the message that it is a copy of.
SELECT id, message_id FROM outbox WHERE state = 'pending' AND created_at <= :before ORDER BY id LIMIT :limit

-- name: count_expired_sending(before)$
-- reads
-- How much of it is being sent just now, and may arrive after all.
SELECT COUNT(*) FROM outbox WHERE state = 'sending' AND created_at <= :before

-- name: expire_said(before, limit)!
-- What is too old to be taken back from a chat need not be known.
DELETE FROM said WHERE (address_id, external) IN (
    SELECT address_id, external FROM said WHERE at <= :before LIMIT :limit
)

-- name: expire_arrivals(before, limit)!
-- The numbers of handled updates.
DELETE FROM inbox WHERE id IN (
    SELECT id FROM inbox WHERE state = 'done' AND received_at <= :before LIMIT :limit
)

-- name: expire_quarantine(before, limit)!
-- Updates that could not be read; their numbers stay as long as those of the others.
UPDATE inbox SET
    state = 'done', conversation = NULL, album = NULL, payload = NULL, error = NULL, set_aside_at = NULL
WHERE id IN (SELECT id FROM inbox WHERE state = 'quarantined' AND set_aside_at <= :before LIMIT :limit)

-- name: expire_parked(before, limit)!
-- What could not be sent.
DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE state = 'parked' AND set_aside_at <= :before LIMIT :limit)

-- name: expire_links(before, limit)!
-- The messages of cases that ended: which was a copy of which. Cards stay with their case; what waits is not touched.
DELETE FROM messages WHERE id IN (
    SELECT messages.id FROM messages JOIN cases ON cases.id = messages.case_id
    WHERE cases.closed_at <= :before AND messages.direction <> 'card' AND messages.state <> 'held'
    LIMIT :limit
)

-- name: expire_loose_messages(before, limit)!
-- Messages that never came to belong to a case.
DELETE FROM messages WHERE id IN (
    SELECT id FROM messages WHERE case_id IS NULL AND state <> 'held' AND created_at <= :before LIMIT :limit
)

-- name: expired_cases(before, limit)
-- reads
-- Cases that ended, and in which nothing waits.
SELECT id FROM cases
WHERE closed_at <= :before AND NOT EXISTS (
    SELECT 1 FROM messages WHERE messages.case_id = cases.id AND messages.state = 'held'
)
ORDER BY closed_at LIMIT :limit

-- name: expired_contacts(before, limit)
-- reads
-- Contacts without anything of theirs, whose period is over.
SELECT id FROM contacts
WHERE kept_since <= :before AND erase_asked_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM cases WHERE cases.contact_id = contacts.id)
    AND NOT EXISTS (SELECT 1 FROM messages WHERE messages.contact_id = contacts.id)
ORDER BY id LIMIT :limit

-- name: release_cases_of_left(before)!
-- Who left long ago is not named on a case any more.
UPDATE cases SET claimed_by = NULL WHERE claimed_by IN (SELECT id FROM volunteers WHERE left_at <= :before)

-- name: expire_volunteers(before, limit)!
-- Who they were is forgotten. The letter stays taken, so that it never means somebody else in old messages.
UPDATE volunteers SET person = 'left:' || CAST(id AS TEXT) WHERE id IN (
    SELECT id FROM volunteers WHERE left_at <= :before AND person NOT LIKE 'left:%' LIMIT :limit
)

-- name: expire_news(before, limit)!
-- Whom a broadcast went to that is over.
DELETE FROM broadcast_recipients WHERE id IN (
    SELECT broadcast_recipients.id FROM broadcast_recipients
    JOIN broadcasts ON broadcasts.id = broadcast_recipients.broadcast_id
    WHERE broadcasts.state IN ('done', 'cancelled', 'dropped')
        AND COALESCE(broadcasts.starts_at, broadcasts.created_at) <= :before
    LIMIT :limit
)

-- name: expire_audit(before, limit)!
-- What was done by whom.
DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at <= :before ORDER BY at LIMIT :limit)

-- name: add_retention_run(at, kind, deleted)!
-- The proof of one class of one run.
INSERT INTO retention_runs (at, kind, deleted) VALUES (:at, :kind, :deleted)

-- name: last_retention_run()$
-- reads
-- When the last run began.
SELECT MAX(at) FROM retention_runs

-- name: retention_runs(since)
-- reads
-- What the runs since then have deleted, the newest first.
SELECT at, kind, deleted FROM retention_runs WHERE at >= :since ORDER BY at DESC, kind

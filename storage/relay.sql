-- name: add_message(case, contact, direction, state, channel, chat, external, author, reply_to, album, parts, fingerprint, joined_to, content, now)<!
-- beside: prefetch
-- beside: deferred
-- A message that someone wrote, or a card of ours.
INSERT INTO messages (
    case_id, contact_id, direction, state, channel, chat, external, author_id, reply_to, album, parts,
    fingerprint, joined_to, content, created_at
)
VALUES (
    :case, :contact, :direction, :state, :channel, :chat, :external, :author, :reply_to, :album, :parts,
    :fingerprint, :joined_to, :content, :now
)
RETURNING id

-- name: message_by_id(id)^
-- reads
-- One message.
SELECT
    -- shared: message_columns
FROM messages WHERE id = :id

-- name: message_at(channel, chat, external)^
-- reads
-- The message that is seen at a place, as original or as copy; the newest, should a platform use an id twice.
SELECT
    -- shared: message_columns
FROM messages
WHERE id = (
    SELECT MAX(found.id) FROM (
        SELECT id FROM messages WHERE channel = :channel AND chat = :chat AND external = :external
        UNION ALL
        SELECT message_id FROM copies WHERE chat = :chat AND external = :external
    ) AS found
)

-- name: held_messages(contact)
-- reads
-- What a contact wrote before choosing, in order.
SELECT
    -- shared: message_columns
FROM messages WHERE contact_id = :contact AND state = 'held' AND case_id IS NULL ORDER BY id

-- name: queue_held(contact, case)!
-- What a contact wrote before choosing belongs to a case now.
UPDATE messages SET case_id = :case WHERE contact_id = :contact AND state = 'held' AND case_id IS NULL

-- name: queued_messages(case)
-- reads
-- What waits in a case until its team opens, in order.
SELECT
    -- shared: message_columns
FROM messages WHERE case_id = :case AND state = 'held' ORDER BY id

-- name: relay_held(id, case, parts, joined_to)!
-- A held message goes on its way and its content is forgotten.
UPDATE messages SET state = 'relayed', case_id = :case, parts = :parts, joined_to = :joined_to, content = NULL
WHERE id = :id AND state IN ('held', 'asked')

-- name: set_held_content(id, content, fingerprint)!
-- The writer changed a message that is still held.
UPDATE messages SET content = :content, fingerprint = :fingerprint WHERE id = :id AND state IN ('held', 'asked')

-- name: set_message_edited(id, parts, fingerprint)!
-- The writer changed a message: how many pieces it makes now, and which file it holds.
UPDATE messages SET parts = :parts, fingerprint = :fingerprint WHERE id = :id

-- name: set_message_state(id, state)!
-- Any state but held and asked forgets the content.
UPDATE messages SET state = :state, content = CASE WHEN :state IN ('held', 'asked') THEN content END WHERE id = :id

-- name: set_delivered(ids)
-- Messages have arrived: those of which no piece is still to be sent. Touches none
-- that was taken back meanwhile. Counts: for EXISTS PostgreSQL would read the whole outbox, however long it is.
UPDATE messages SET state = 'delivered'
-- only: sqlite
WHERE id IN (SELECT value FROM json_each(:ids)) AND state = 'relayed'
-- only: postgres
WHERE id = ANY (ARRAY(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:ids AS JSON)))) AND state = 'relayed'
    AND (parts = 1 OR (
        SELECT COUNT(*) FROM outbox WHERE outbox.message_id = messages.id AND outbox.state <> 'parked'
    ) = 0)
RETURNING
    -- shared: message_columns

-- name: drop_held(contact)!
-- Erase what a contact wrote before choosing.
DELETE FROM messages WHERE contact_id = :contact AND state = 'held' AND case_id IS NULL

-- name: unsent_messages(contact)
-- reads
-- What a contact wrote and of which something is still to be sent, in order.
SELECT
    -- shared: message_columns
FROM messages
WHERE contact_id = :contact AND direction = 'to_team' AND state <> 'undone'
    AND EXISTS (SELECT 1 FROM outbox WHERE outbox.message_id = messages.id)
ORDER BY id

-- name: last_message_from(contact)^
-- reads
-- The newest message that a contact wrote and did not take back.
SELECT
    -- shared: message_columns
FROM messages
WHERE contact_id = :contact AND direction = 'to_team' AND state <> 'undone'
ORDER BY id DESC LIMIT 1

-- name: last_message_by(volunteer, case)^
-- reads
-- The newest answer of a volunteer, in one case if given, that was not taken back.
SELECT
    -- shared: message_columns
FROM messages
WHERE author_id = :volunteer AND direction = 'to_contact' AND state <> 'undone'
    AND (CAST(:case AS BIGINT) IS NULL OR case_id = :case)
ORDER BY id DESC LIMIT 1

-- name: add_copies(message, part, chat, external, now)*!
-- beside: prefetch
-- beside: deferred
-- Link messages to a piece of their copies; the same piece again replaces the link. A message that is gone has no copies.
INSERT INTO copies (message_id, part, chat, external, sent_at)
-- only: sqlite
SELECT id, :part, :chat, :external, :now FROM messages WHERE id = :message
-- only: postgres
SELECT id, CAST(:part AS INTEGER), CAST(:chat AS TEXT), CAST(:external AS TEXT), CAST(:now AS BIGINT)
-- only: postgres
FROM messages WHERE id = :message
ON CONFLICT (message_id, part) DO UPDATE SET
    chat = excluded.chat, external = excluded.external, sent_at = excluded.sent_at

-- name: begin_joining(first)*!
-- The messages share their copies with others from now on.
UPDATE messages SET joined_to = id WHERE id = :first

-- name: joined_messages(first)
-- reads
-- The messages that share one copy, in order.
SELECT
    -- shared: message_columns
FROM messages WHERE joined_to = :first ORDER BY id

-- name: album_messages(case, direction, album)
-- reads
-- The parts of one album, in order.
SELECT
    -- shared: message_columns
FROM messages WHERE case_id = :case AND direction = :direction AND album = :album ORDER BY id

-- name: ask_erasure(contact, now)!
-- The contact wants to be forgotten.
UPDATE contacts SET erase_asked_at = COALESCE(erase_asked_at, :now) WHERE id = :contact

-- name: erasures_asked()
-- reads
-- Who wants to be forgotten, each with the addresses at which they are told when it is done.
SELECT contacts.id, contacts.reference, contacts.language, addresses.channel, addresses.chat
FROM contacts JOIN addresses ON addresses.contact_id = contacts.id
WHERE contacts.erase_asked_at IS NOT NULL ORDER BY contacts.id, addresses.id

-- name: contacts_by_reference(references)
-- reads
-- Those of the named contacts that are in the database, unless they are to be erased anyway.
SELECT id FROM contacts
WHERE erase_asked_at IS NULL
    -- only: sqlite
    AND reference IN (SELECT value FROM json_each(:references))
    -- only: postgres
    AND reference = ANY (ARRAY(SELECT value FROM json_array_elements_text(CAST(:references AS JSON))))
ORDER BY id

-- name: contacts_by_pseudonym(pseudonym)
-- reads
-- Whom volunteers call so, in any case of letters.
SELECT id, erase_asked_at IS NOT NULL FROM contacts WHERE LOWER(pseudonym) = LOWER(:pseudonym)

-- name: cases_of(contact)
-- reads
-- All cases of a contact, oldest first.
-- shared: cases
WHERE contact_id = :contact ORDER BY id

-- name: cancel_outgoing_of(contact)!
-- Nothing more goes out that a contact wrote, or that is meant for them, except what is being sent.
DELETE FROM outbox
WHERE state <> 'sending' AND (
    case_id IN (SELECT id FROM cases WHERE contact_id = :contact)
    OR message_id IN (SELECT id FROM messages WHERE contact_id = :contact)
    OR EXISTS (
        SELECT 1 FROM addresses
        WHERE addresses.contact_id = :contact AND addresses.channel = outbox.channel AND addresses.chat = outbox.chat
    )
)

-- name: count_sending_of(contact)$
-- reads
-- How much of it is being sent just now.
SELECT COUNT(*) FROM outbox
WHERE state = 'sending' AND (
    case_id IN (SELECT id FROM cases WHERE contact_id = :contact)
    OR message_id IN (SELECT id FROM messages WHERE contact_id = :contact)
    OR EXISTS (
        SELECT 1 FROM addresses
        WHERE addresses.contact_id = :contact AND addresses.channel = outbox.channel AND addresses.chat = outbox.chat
    )
)

-- name: traces_in(contact, chat, since)
-- reads
-- What stands in a chat because of a contact and is young enough to be deleted there: copies of messages, cards, what
-- the contact wrote, what the bot said.
SELECT copies.external FROM copies JOIN messages ON messages.id = copies.message_id
WHERE copies.chat = :chat AND copies.sent_at > :since AND (
    messages.contact_id = :contact OR messages.case_id IN (SELECT id FROM cases WHERE contact_id = :contact)
)
UNION
SELECT external FROM messages
WHERE contact_id = :contact AND chat = :chat AND external IS NOT NULL AND direction = 'to_team' AND created_at > :since
UNION
SELECT said.external FROM said JOIN addresses ON addresses.id = said.address_id
WHERE addresses.contact_id = :contact AND addresses.chat = :chat AND said.at > :since

-- name: note_said(channel, chat, external, now)!
-- The bot said something in a contact's own chat; in any other chat this notes nothing.
INSERT INTO said (address_id, external, at)
-- only: sqlite
SELECT id, :external, :now FROM addresses WHERE channel = :channel AND chat = :chat
-- only: postgres
SELECT id, CAST(:external AS TEXT), CAST(:now AS BIGINT) FROM addresses WHERE channel = :channel AND chat = :chat
ON CONFLICT (address_id, external) DO NOTHING

-- name: drop_wishes_of(contact)!
-- The contact does not want to be told when a team opens.
DELETE FROM wishes WHERE contact_id = :contact

-- name: end_rests_of(contact)!
-- Lanes are named after addresses.
DELETE FROM resting_lanes
WHERE lane IN (SELECT channel || ':' || chat FROM addresses WHERE contact_id = :contact)

-- name: forget_arrivals_of(contact)!
-- Updates of a contact that nobody could read.
UPDATE inbox SET
    state = 'done', conversation = NULL, album = NULL, payload = NULL, error = NULL, set_aside_at = NULL
WHERE state = 'quarantined' AND EXISTS (
    SELECT 1 FROM addresses
    WHERE addresses.contact_id = :contact AND addresses.channel = inbox.channel
        AND inbox.conversation = addresses.chat
)

-- name: note_ended_cases(ids)!
-- A contact is kept for a while after the last case; the case says since when, and is about to be deleted.
WITH ended AS (
    SELECT contact_id, MAX(COALESCE(closed_at, opened_at)) AS at FROM cases
    -- only: sqlite
    WHERE id IN (SELECT value FROM json_each(:ids))
    -- only: postgres
    WHERE id = ANY (ARRAY(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:ids AS JSON))))
    GROUP BY contact_id
)
UPDATE contacts SET kept_since = ended.at FROM ended WHERE ended.contact_id = contacts.id AND ended.at > kept_since

-- name: delete_rows_of_cases(ids)!
-- What is still to be sent for cases.
DELETE FROM outbox
-- only: sqlite
WHERE state <> 'sending' AND case_id IN (SELECT value FROM json_each(:ids))
-- only: postgres
WHERE state <> 'sending'
    -- only: postgres
    AND case_id = ANY (ARRAY(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:ids AS JSON))))

-- name: delete_messages_of_cases(ids)!
-- The messages of cases, cards too; their copies go with them.
DELETE FROM messages
-- only: sqlite
WHERE case_id IN (SELECT value FROM json_each(:ids))
-- only: postgres
WHERE case_id = ANY (ARRAY(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:ids AS JSON))))

-- name: delete_turns_of_cases(ids)!
-- What cases were told once.
DELETE FROM turns
-- only: sqlite
WHERE subject IN (SELECT 'case:' || value FROM json_each(:ids))
-- only: postgres
WHERE subject = ANY (ARRAY(SELECT 'case:' || value FROM json_array_elements_text(CAST(:ids AS JSON))))

-- name: unname_audited_cases(ids)!
-- What was done stays written down; which case it was does not.
UPDATE audit SET case_id = NULL
-- only: sqlite
WHERE case_id IN (SELECT value FROM json_each(:ids))
-- only: postgres
WHERE case_id = ANY (ARRAY(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:ids AS JSON))))

-- name: delete_cases(ids)!
-- The cases themselves.
DELETE FROM cases
-- only: sqlite
WHERE id IN (SELECT value FROM json_each(:ids))
-- only: postgres
WHERE id = ANY (ARRAY(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:ids AS JSON))))

-- name: delete_messages_of(contact)!
-- Messages that belong to no case.
DELETE FROM messages WHERE contact_id = :contact

-- name: delete_addresses_of(contact)!
-- Where a contact was reached.
DELETE FROM addresses WHERE contact_id = :contact

-- name: delete_contact(contact)!
-- The contact; wishes go with it.
DELETE FROM contacts WHERE id = :contact

-- name: own_contacts(contact)
-- reads
-- What /mydata shows of a person: every query down to the end of this file, in the order of storage/rights.py.
SELECT pseudonym, language, topic, place, notice_accepted, notice_version, notice_language, reference, kept_since,
    erase_asked_at, created_at
FROM contacts WHERE id = :contact

-- name: own_addresses(contact)
-- reads
-- Where we reach them.
SELECT channel, chat, reachable FROM addresses WHERE contact_id = :contact ORDER BY id

-- name: own_cases(contact)
-- reads
-- Their cases, without the volunteer who took one.
SELECT id, team, language, topic, state, title, asked_before, opened_at, waiting_since, answered_at, closed_at
FROM cases WHERE contact_id = :contact ORDER BY id

-- name: own_messages(contact)
-- reads
-- What they wrote and what they were answered, without who answered; content only of what they wrote and what still
-- waits: what a volunteer has not agreed to send, or has hidden, is not theirs.
SELECT id, case_id, direction, state, parts, created_at,
    CASE WHEN direction = 'to_team' THEN external END,
    CASE WHEN direction = 'to_team' THEN fingerprint END,
    CASE WHEN direction = 'to_team' THEN content END,
    channel, chat, external
FROM messages
WHERE contact_id = :contact OR case_id IN (SELECT id FROM cases WHERE contact_id = :contact)
ORDER BY id

-- name: own_copies(contact)
-- reads
-- How often their messages were copied to the other side, and when.
SELECT copies.message_id, copies.part, copies.sent_at
FROM copies JOIN messages ON messages.id = copies.message_id
WHERE messages.contact_id = :contact OR messages.case_id IN (SELECT id FROM cases WHERE contact_id = :contact)
ORDER BY copies.message_id, copies.part

-- name: own_outbox(contact)
-- reads
-- What they wrote and what is meant for them that is still to be sent.
SELECT created_at, state, message_id, operation, channel, chat, reference, part, case_id, contact_id FROM outbox
WHERE message_id IN (SELECT id FROM messages WHERE contact_id = :contact AND direction = 'to_team') OR EXISTS (
    SELECT 1 FROM addresses
    WHERE addresses.contact_id = :contact AND addresses.channel = outbox.channel AND addresses.chat = outbox.chat
)
ORDER BY id

-- name: own_inbox(contact)
-- reads
-- What came from them and is not handled, or could not be read.
SELECT received_at, state, payload, channel, external FROM inbox
WHERE EXISTS (
    SELECT 1 FROM addresses
    WHERE addresses.contact_id = :contact AND addresses.channel = inbox.channel
        AND inbox.conversation = addresses.chat
)
ORDER BY id

-- name: own_wishes(contact)
-- reads
-- Whose opening they want to hear of.
SELECT team FROM wishes WHERE contact_id = :contact ORDER BY team

-- name: own_said(contact)
-- reads
-- What the bot said to them lately: the numbers of the messages, not the words.
SELECT said.external, said.at FROM said JOIN addresses ON addresses.id = said.address_id
WHERE addresses.contact_id = :contact ORDER BY said.at, said.external

-- name: own_turns(contact)
-- reads
-- What they were told once about a case.
SELECT day, action, at FROM turns
WHERE subject IN (SELECT 'case:' || id FROM cases WHERE contact_id = :contact) ORDER BY at, day, action

-- name: own_blocks(contact)
-- reads
-- Whether staff have decided that nothing more of them is passed on. Why is in the words of a volunteer, who was not
-- told that anybody else reads them.
SELECT at, state FROM blocks WHERE contact_id = :contact

-- name: own_audit(contact)
-- reads
-- What volunteers and staff did with their cases, without who did it.
SELECT at, action, team FROM audit WHERE case_id IN (SELECT id FROM cases WHERE contact_id = :contact) ORDER BY id

-- name: own_news_choices(contact)
-- reads
-- Whether they want news, and since when.
SELECT wanted, at FROM news_choices WHERE contact_id = :contact

-- name: own_broadcast_recipients(contact)
-- reads
-- Which news they were sent.
SELECT broadcast_recipients.broadcast_id, broadcast_recipients.language, broadcast_recipients.state,
    broadcast_recipients.sent_at
FROM broadcast_recipients JOIN addresses ON addresses.id = broadcast_recipients.address_id
WHERE addresses.contact_id = :contact ORDER BY broadcast_recipients.id

-- name: own_questions(contact)
-- reads
-- What they were asked about messages. What volunteers were asked about their answers shows what they kept to themselves.
SELECT questions.message_id, questions.caution, questions.state, questions.content, questions.asked_at
FROM questions JOIN messages ON messages.id = questions.message_id
WHERE messages.contact_id = :contact AND messages.direction = 'to_team' ORDER BY questions.message_id

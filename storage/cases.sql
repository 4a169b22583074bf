-- name: add_case(contact, address, team, language, topic, state, title, handle, asked_before, now)<!
-- A new matter of a contact with a team.
INSERT INTO cases (
    contact_id, address_id, team, language, topic, state, title, handle, asked_before, opened_at
)
VALUES (
    :contact, :address, :team, :language, :topic, :state, :title, :handle, :asked_before, :now
)
RETURNING id

-- name: case_by_id(id)^
-- reads
-- One case with all that belongs to it.
-- shared: cases
WHERE id = :id

-- name: case_by_handle(handle)^
-- reads
-- The case that a button names.
-- shared: cases
WHERE handle = :handle

-- name: case_by_thread(team, thread)^
-- reads
-- The case whose topic thread this is; the newest, should a thread's name ever come back.
-- shared: cases
WHERE team = :team AND thread = :thread ORDER BY id DESC LIMIT 1

-- name: latest_case(contact, team, language, topic)^
-- reads
-- beside: deferred
-- The contact's newest case on one route.
-- shared: cases
WHERE contact_id = :contact AND team = :team AND language = :language AND topic = :topic
ORDER BY id DESC LIMIT 1

-- name: latest_cases(contacts)
-- reads
-- beside: deferred
-- The newest case of each contact on each route.
-- shared: cases
WHERE id IN (
    SELECT MAX(cases.id) FROM cases
    -- only: sqlite
    WHERE cases.contact_id IN (SELECT value FROM json_each(:contacts))
    -- only: postgres
    WHERE cases.contact_id = ANY (ARRAY(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:contacts AS JSON))))
    GROUP BY cases.contact_id, cases.team, cases.language, cases.topic
)

-- name: open_cases_of(contact)
-- reads
-- The contact's cases that are not closed, newest first.
-- shared: cases
WHERE contact_id = :contact AND state <> 'closed' ORDER BY id DESC

-- name: set_case_state(id, state, now)!
-- Closing notes when and ends the waiting; any other state is one of a case that is not closed.
UPDATE cases SET
    state = :state,
    closed_at = CASE WHEN :state = 'closed' THEN CAST(:now AS BIGINT) END,
    waiting_since = CASE WHEN :state = 'closed' THEN NULL ELSE waiting_since END
WHERE id = :id

-- name: set_thread(id, thread)!
-- The topic thread of a case, or none any more.
UPDATE cases SET thread = :thread WHERE id = :id

-- name: set_card(id, card)!
-- The message that shows the case in the group.
UPDATE cases SET card_id = :card WHERE id = :id

-- name: claim_case(id, volunteer)!
-- Give a free case to a volunteer; touches nothing when it is taken.
UPDATE cases SET claimed_by = :volunteer WHERE id = :id AND claimed_by IS NULL

-- name: release_case(id)!
-- The case is free again.
UPDATE cases SET claimed_by = NULL WHERE id = :id

-- name: set_waiting(id, now)!
-- beside: prefetch
-- beside: deferred
-- The contact waits, since now or since longer.
UPDATE cases SET waiting_since = COALESCE(waiting_since, :now) WHERE id = :id

-- name: set_answered(id, now)!
-- The contact waits no longer; the first answer's time is kept.
UPDATE cases SET waiting_since = NULL, answered_at = COALESCE(answered_at, :now) WHERE id = :id

-- name: forget_places(channel, chat)!
-- The threads and cards of every case that was shown in a group which has a new id now.
UPDATE cases SET thread = NULL, card_id = NULL
WHERE id IN (
    SELECT messages.case_id FROM copies JOIN messages ON messages.id = copies.message_id
    WHERE copies.chat = :chat
    UNION
    SELECT case_id FROM messages WHERE chat = :chat AND external IS NOT NULL AND direction = 'to_contact'
    UNION
    SELECT case_id FROM outbox WHERE channel = :channel AND chat = :chat AND in_thread = 1
)

-- name: cases_with_queue(team)
-- reads
-- The cases in which messages wait for the team to open, the longest waiting first.
-- shared: cases
JOIN (
    SELECT case_id, MIN(id) AS oldest FROM messages WHERE state = 'held' AND case_id IS NOT NULL GROUP BY case_id
) AS queue ON queue.case_id = whole_cases.id
WHERE whole_cases.team = :team ORDER BY queue.oldest

-- name: has_waiting_case(team, besides)$
-- reads
-- Whether messages wait in another case of the team.
SELECT COUNT(*) FROM (
    SELECT 1 FROM messages JOIN cases ON cases.id = messages.case_id
    WHERE messages.state = 'held' AND messages.case_id IS NOT NULL AND cases.team = :team AND cases.id <> :besides LIMIT 1
) AS waiting

-- name: unanswered_cases(team)
-- reads
-- The open cases whose contact waits for an answer, the longest waiting first.
-- shared: cases
WHERE team = :team AND state = 'open' AND waiting_since IS NOT NULL ORDER BY waiting_since, id

-- name: unanswered_of(team)^
-- reads
-- How many open cases of a team wait for an answer, and since when the first one does.
SELECT COUNT(*), MIN(waiting_since) FROM cases WHERE team = :team AND state = 'open' AND waiting_since IS NOT NULL

-- name: is_unanswered(case)$
-- reads
-- Whether the contact wrote something after the last answer and has not taken it back.
SELECT COUNT(*) FROM messages
WHERE case_id = :case AND direction = 'to_team' AND state NOT IN ('asked', 'undone') AND id > COALESCE((
    SELECT MAX(answers.id) FROM messages AS answers
    WHERE answers.case_id = :case AND answers.direction = 'to_contact' AND answers.state NOT IN ('asked', 'undone')
), 0)

-- name: end_waiting(id)!
-- The contact no longer waits, though nobody has answered.
UPDATE cases SET waiting_since = NULL WHERE id = :id

-- name: open_cases()
-- reads
-- Every case that is not closed, oldest first.
-- shared: cases
WHERE state <> 'closed' ORDER BY id

-- name: count_new_contacts(since)$
-- reads
-- How many contacts are new. Looks at the newest only.
SELECT COUNT(*) FROM (SELECT created_at FROM contacts ORDER BY id DESC LIMIT 5000) AS newest
WHERE newest.created_at > :since

-- name: flooding_cases(since, messages)
-- reads
-- Cases in which a contact has written a great deal lately. Looks at the newest messages only.
SELECT newest.case_id, COUNT(*)
FROM (
    SELECT case_id, direction, created_at FROM messages ORDER BY id DESC LIMIT 5000
) AS newest
WHERE newest.case_id IS NOT NULL AND newest.direction = 'to_team' AND newest.created_at > :since
GROUP BY newest.case_id HAVING COUNT(*) > :messages

-- name: cases_claimed_by(volunteer)
-- reads
-- What a volunteer has taken and what is not closed.
-- shared: cases
WHERE claimed_by = :volunteer AND state <> 'closed' ORDER BY id

-- name: unqueue_other_languages(contact, language)!
-- What waits in cases that no team has seen yet, in another language than the contact reads now, waits for the choice.
UPDATE messages SET case_id = NULL, state = 'held'
WHERE contact_id = :contact AND state IN ('held', 'asked') AND case_id IN (
    SELECT id FROM cases WHERE contact_id = :contact AND state = 'waiting' AND language <> :language
)

-- name: close_other_languages(contact, language, now)!
-- Those cases are over, and nothing was written in them.
UPDATE cases SET state = 'closed', closed_at = :now, waiting_since = NULL, questions = 0
WHERE contact_id = :contact AND state = 'waiting' AND language <> :language

-- name: queued_cases_of(contact)
-- reads
-- The contact's cases in which something waits. Closed ones too: what is written at night opens them in the morning.
-- shared: cases
WHERE contact_id = :contact AND EXISTS (
    SELECT 1 FROM messages WHERE messages.case_id = whole_cases.id AND messages.state = 'held'
)
ORDER BY id

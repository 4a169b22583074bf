-- Cases under the names of the fields of Case: what the view has of them, and whether messages wait in them.
-- For EXISTS, or without an order, PostgreSQL may read every message that waits.
SELECT
    whole_cases.id, whole_cases.contact_id AS contact, whole_cases.channel, whole_cases.chat, whole_cases.pseudonym,
    whole_cases.contact_language, whole_cases.reachable, whole_cases.team, whole_cases.language, whole_cases.topic,
    whole_cases.state, whole_cases.title, whole_cases.thread, whole_cases.card_id AS card, whole_cases.handle,
    whole_cases.asked_before AS "returning", whole_cases.claimed_by, whole_cases.claimed_alias,
    whole_cases.claimed_person, whole_cases.opened_at, whole_cases.waiting_since, whole_cases.answered_at,
    whole_cases.closed_at,
    COALESCE((
        SELECT TRUE FROM messages WHERE messages.case_id = whole_cases.id AND messages.state = 'held'
        ORDER BY messages.id LIMIT 1
    ), FALSE) AS has_queue
FROM whole_cases

-- name: count_messages(case, questions, answers)*!
-- How much was written in cases.
UPDATE cases SET questions = questions + :questions, answers = answers + :answers WHERE id = :case

-- name: set_queued(case)!
-- Something that was written in the case waited, or waits, for the team to open.
UPDATE cases SET queued = 1 WHERE id = :case AND queued = 0

-- name: keep_figures(cases)!
-- What figures need of cases, in the transaction that deletes them: one that stayed would be counted twice.
INSERT INTO past_cases (
    opened_at, team, language, topic, asked_before, waited, queued, closed, questions, answers, person, volunteer
)
SELECT
    cases.opened_at - cases.opened_at % 900000, cases.team, cases.language, cases.topic, cases.asked_before,
    (cases.answered_at - cases.opened_at) / 60000, cases.queued, CASE WHEN cases.state = 'closed' THEN 1 ELSE 0 END,
    cases.questions, cases.answers, contacts.number, volunteers.number
FROM cases
JOIN contacts ON contacts.id = cases.contact_id
LEFT JOIN volunteers ON volunteers.id = cases.claimed_by
WHERE cases.questions > 0 AND cases.id IN (
    -- only: sqlite
    SELECT value FROM json_each(:cases)
    -- only: postgres
    SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:cases AS JSON))
)

-- name: rename_team_past(old, new)!
-- A team has a new name in the configuration.
UPDATE past_cases SET team = :new WHERE team = :old

-- name: count_cases(first, last, by, places)
-- reads
-- The cases opened from one instant up to another, in groups; `places` says which team belongs to which office.
SELECT
    CASE CAST(:by AS TEXT)
        WHEN 'team' THEN counted.team
        WHEN 'language' THEN counted.language
        WHEN 'topic' THEN counted.topic
        WHEN 'place' THEN COALESCE(places.place, '')
        ELSE ''
    END AS part,
    COUNT(*), COUNT(DISTINCT counted.person), SUM(1 - counted.asked_before), SUM(counted.questions),
    SUM(counted.answers), SUM(CASE WHEN counted.waited < 1440 THEN 1 ELSE 0 END), SUM(counted.queued),
    SUM(counted.closed), COUNT(DISTINCT counted.volunteer)
FROM counted_cases AS counted
LEFT JOIN (
    -- only: sqlite
    SELECT key AS team, value AS place FROM json_each(:places)
    -- only: postgres
    SELECT key AS team, value AS place FROM json_each_text(CAST(:places AS JSON))
) AS places ON places.team = counted.team
WHERE counted.opened_at >= :first AND counted.opened_at < :last
GROUP BY part

-- name: count_waits(first, last, by, places)
-- reads
-- In the same groups: how many cases had their first answer after how many minutes.
SELECT
    CASE CAST(:by AS TEXT)
        WHEN 'team' THEN counted.team
        WHEN 'language' THEN counted.language
        WHEN 'topic' THEN counted.topic
        WHEN 'place' THEN COALESCE(places.place, '')
        ELSE ''
    END AS part,
    counted.waited, COUNT(*)
FROM counted_cases AS counted
LEFT JOIN (
    -- only: sqlite
    SELECT key AS team, value AS place FROM json_each(:places)
    -- only: postgres
    SELECT key AS team, value AS place FROM json_each_text(CAST(:places AS JSON))
) AS places ON places.team = counted.team
WHERE counted.opened_at >= :first AND counted.opened_at < :last AND counted.waited IS NOT NULL
GROUP BY part, counted.waited

-- name: count_quarters(first, last)
-- reads
-- How many cases were opened in which quarter of an hour, counted from the beginning of 1970.
SELECT opened_at / 900000 AS quarter, COUNT(*) FROM counted_cases
WHERE opened_at >= :first AND opened_at < :last
GROUP BY quarter

-- name: count_unanswered()$
-- reads
-- The cases whose contact waits for an answer now.
SELECT COUNT(*) FROM cases WHERE waiting_since IS NOT NULL AND state <> 'closed' AND questions > 0

-- name: first_case_at()$
-- reads
-- When the oldest case was opened that is counted.
SELECT MIN(first) FROM (
    SELECT MIN(opened_at) AS first FROM cases
    UNION ALL
    SELECT MIN(opened_at) FROM past_cases
) AS oldest

-- name: add_figure_request(channel, chat, message, asked, picture, scheduled)!
-- Somebody wants to see figures.
INSERT INTO figure_requests (channel, chat, message, asked, picture, scheduled)
VALUES (:channel, :chat, :message, :asked, :picture, :scheduled)

-- name: next_figure_request()^
-- reads
-- What was asked for first.
SELECT id, channel, chat, message, asked, picture, scheduled FROM figure_requests ORDER BY id LIMIT 1

-- name: finish_figure_request(id)!
-- It is answered; touches nothing when another process has answered it.
DELETE FROM figure_requests WHERE id = :id

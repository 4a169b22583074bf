-- Figures: what is counted, and what staff asked to see.

-- What figures need of a case, after the case was deleted. Nothing leads from here to anybody: person and volunteer are
-- random numbers that stood in rows which are gone, opened_at is cut to a quarter of an hour, waited counts whole minutes.
CREATE TABLE past_cases (
    opened_at BIGINT NOT NULL,
    team TEXT NOT NULL,
    language TEXT NOT NULL,
    topic TEXT NOT NULL,
    asked_before INTEGER NOT NULL,
    waited BIGINT,
    queued INTEGER NOT NULL,
    closed INTEGER NOT NULL,
    questions INTEGER NOT NULL,
    answers INTEGER NOT NULL,
    person BIGINT NOT NULL,
    volunteer BIGINT
);
CREATE INDEX past_cases_opened ON past_cases (opened_at);
CREATE INDEX cases_opened ON cases (opened_at);

-- Every case that somebody wrote in, past ones too. waited: whole minutes until the first answer, null without one.
CREATE VIEW counted_cases AS
SELECT
    cases.opened_at, cases.team, cases.language, cases.topic, cases.asked_before,
    (cases.answered_at - cases.opened_at) / 60000 AS waited,
    cases.queued, CASE WHEN cases.state = 'closed' THEN 1 ELSE 0 END AS closed, cases.questions, cases.answers,
    contacts.number AS person, volunteers.number AS volunteer
FROM cases
JOIN contacts ON contacts.id = cases.contact_id
LEFT JOIN volunteers ON volunteers.id = cases.claimed_by
WHERE cases.questions > 0
UNION ALL
SELECT
    opened_at, team, language, topic, asked_before, waited, queued, closed, questions, answers, person, volunteer
FROM past_cases;

-- What staff want to see and have not been sent yet. message is the one that the answer takes the place of, if any.
CREATE TABLE figure_requests (
    -- only: sqlite
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- only: postgres
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel TEXT NOT NULL,
    chat TEXT NOT NULL,
    message TEXT,
    asked TEXT NOT NULL,
    picture INTEGER NOT NULL,
    scheduled INTEGER NOT NULL
);

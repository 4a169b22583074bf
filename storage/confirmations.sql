-- name: put_question(message, handle, caution, state, content, now)!
-- Ask the writer of a message, instead of whatever was asked before.
INSERT INTO questions (message_id, handle, caution, state, content, asked_at)
VALUES (:message, :handle, :caution, :state, :content, :now)
ON CONFLICT (message_id) DO UPDATE SET handle = excluded.handle, caution = excluded.caution, state = excluded.state,
    content = excluded.content, asked_at = excluded.asked_at, reminded = 0

-- name: question_of(message)^
-- reads
-- What the writer of a message is asked, in the order of the fields of Question.
SELECT message_id, handle, caution, state, content, asked_at FROM questions WHERE message_id = :message

-- name: questions_by_handle(handle)
-- reads
-- One question: a row for each part of an album.
SELECT message_id, handle, caution, state, content, asked_at FROM questions WHERE handle = :handle ORDER BY message_id

-- name: waiting_question(case, author, caution)^
-- reads
-- The open question of this kind to a writer in a case: a volunteer, or the contact where there is no author.
SELECT questions.message_id, questions.handle, questions.caution, questions.state, questions.content, questions.asked_at
FROM questions JOIN messages ON messages.id = questions.message_id
WHERE messages.case_id = :case AND messages.state = 'asked' AND questions.state = 'asked'
    AND questions.caution = :caution
    AND COALESCE(messages.author_id, 0) = COALESCE(CAST(:author AS BIGINT), 0)
ORDER BY questions.message_id LIMIT 1

-- name: drop_question(message)!
-- It was decided, or counts no more; a text that was kept for it is erased.
DELETE FROM questions WHERE message_id = :message

-- name: drop_questions_of(contact)!
-- A contact is asked nothing more about what they wrote.
DELETE FROM questions
WHERE message_id IN (SELECT id FROM messages WHERE contact_id = :contact AND direction = 'to_team')

-- name: drop_hidden_of(case)!
-- A case is closed: what was hidden in its messages stays hidden.
DELETE FROM questions WHERE content IS NOT NULL
    AND message_id IN (SELECT id FROM messages WHERE case_id = :case)

-- name: drop_hidden_before(instant)!
-- Nobody decided in time: what was hidden stays hidden.
DELETE FROM questions WHERE content IS NOT NULL AND asked_at < :instant

-- name: questions_to_remind(instant)
-- reads
-- Messages that are kept back since before an instant, and whose writers were asked only once.
SELECT message_id, handle, caution, state, content, asked_at FROM questions
WHERE state = 'asked' AND caution IS NOT NULL AND reminded = 0 AND asked_at < :instant ORDER BY message_id LIMIT 100

-- name: note_reminded(handle)!
-- The writer was asked a second time.
UPDATE questions SET reminded = 1 WHERE handle = :handle

-- name: asked_messages(contact)
-- reads
-- What a contact wrote and was asked about, in order.
SELECT
    -- shared: message_columns
FROM messages WHERE contact_id = :contact AND state = 'asked' AND direction = 'to_team' ORDER BY id

-- name: is_turn_taken(subject, day, action)$
-- reads
-- Whether something was said or done before.
SELECT COUNT(*) FROM turns WHERE subject = :subject AND day = :day AND action = :action

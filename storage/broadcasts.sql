-- name: set_news(contact, wanted, now)!
-- The contact said yes or no to news.
INSERT INTO news_choices (contact_id, wanted, at) VALUES (:contact, :wanted, :now)
ON CONFLICT (contact_id) DO UPDATE SET wanted = excluded.wanted, at = excluded.at

-- name: news_choice(contact)$
-- reads
-- What the contact said to news; nothing when they were never asked.
SELECT wanted FROM news_choices WHERE contact_id = :contact

-- name: leave_out_contact(contact)!
-- Whoever wants no more news, or is blocked, is left out of what has not been sent yet.
UPDATE broadcast_recipients SET state = 'left_out'
WHERE state = 'waiting' AND external IS NULL
    AND address_id IN (SELECT id FROM addresses WHERE contact_id = :contact)

-- name: add_broadcast(author, step, language, fallback, audience, now)<!
-- A new draft.
INSERT INTO broadcasts (state, author, step, language, fallback, audience, created_at)
VALUES ('draft', :author, :step, :language, :fallback, :audience, :now)
RETURNING id

-- name: broadcast(id)^
-- reads
-- One broadcast.
SELECT
    -- shared: broadcast_columns
FROM broadcasts WHERE id = :id

-- name: draft_by(author)$
-- reads
-- What somebody is drafting now.
SELECT MAX(id) FROM broadcasts WHERE author = :author AND state IN ('draft', 'second_confirmation')

-- name: broadcast_of_panel(panel)$
-- reads
-- Which broadcast a message in the staff chat shows.
SELECT id FROM broadcasts WHERE panel_id = :panel

-- name: broadcasts_under_way()
-- reads
-- What the clock has to look after.
SELECT
    -- shared: broadcast_columns
FROM broadcasts WHERE state IN ('scheduled', 'sending', 'paused', 'cancelling') ORDER BY id

-- name: save_broadcast(id, state, task, author, step, language, fallback, audience, starts_at, forced, panel, told_at)!
-- Whatever staff or the clock have changed.
UPDATE broadcasts SET
    state = :state, task = :task, author = :author, step = :step, language = :language, fallback = :fallback,
    audience = :audience, starts_at = :starts_at, forced = :forced, panel_id = :panel, told_at = :told_at
WHERE id = :id

-- name: hold_broadcast(recipient, until)!
-- The platform takes no more of it before that.
UPDATE broadcasts SET not_before = :until
WHERE id = (SELECT broadcast_id FROM broadcast_recipients WHERE id = :recipient)

-- name: broadcast_texts(broadcast)
-- reads
-- The texts, by language.
SELECT language, content, correction FROM broadcast_texts WHERE broadcast_id = :broadcast ORDER BY language

-- name: put_broadcast_text(broadcast, language, content)!
-- The text in one language, or a better one.
INSERT INTO broadcast_texts (broadcast_id, language, content)
VALUES (:broadcast, :language, :content)
ON CONFLICT (broadcast_id, language) DO UPDATE SET content = excluded.content

-- name: put_correction(broadcast, language, content)!
-- What shall take a text's place.
UPDATE broadcast_texts SET correction = :content
WHERE broadcast_id = :broadcast AND language = :language

-- name: drop_broadcast_text(broadcast, language)!
-- No text in that language after all.
DELETE FROM broadcast_texts WHERE broadcast_id = :broadcast AND language = :language

-- name: drop_corrections(broadcast)!
-- The texts stay as they were sent.
UPDATE broadcast_texts SET correction = NULL WHERE broadcast_id = :broadcast

-- name: keep_sent_file(recipient, file, copy)!
-- Under which handle the platform has the file that was sent to that recipient.
INSERT INTO broadcast_files (broadcast_id, file, copy)
SELECT broadcast_id, :file, :copy FROM broadcast_recipients WHERE id = :recipient
ON CONFLICT (broadcast_id, file) DO UPDATE SET copy = excluded.copy

-- name: sent_file(broadcast, file)$
-- reads
-- The handle of a file that was sent before.
SELECT copy FROM broadcast_files WHERE broadcast_id = :broadcast AND file = :file

-- name: count_audience(languages, topics, teams, since, default_language)
-- reads
-- How many would get a broadcast, by language.
SELECT COALESCE(language, :default_language), COUNT(*) FROM news_readers
WHERE
    -- shared: audience
GROUP BY 1 ORDER BY 2 DESC, 1

-- name: freeze_recipients(broadcast, languages, topics, teams, since, default_language)!
-- Whom it goes to, written down.
INSERT INTO broadcast_recipients (broadcast_id, address_id, language)
SELECT CAST(:broadcast AS BIGINT), address_id, COALESCE(language, :default_language) FROM news_readers
WHERE
    -- shared: audience
ORDER BY contact_id

-- name: again(broadcast, since, languages, others)!
-- Whoever has a copy that is not older than `since` is to be visited again: those whose language is among `languages`, or,
-- with `others` = 1, is none of those that the broadcast has a text in.
UPDATE broadcast_recipients SET state = 'waiting'
WHERE broadcast_id = :broadcast AND external IS NOT NULL AND sent_at >= :since AND state IN ('sent', 'unchanged')
    AND (
        -- only: sqlite
        language IN (SELECT value FROM json_each(:languages))
        -- only: postgres
        language IN (SELECT json_array_elements_text(CAST(:languages AS JSON)))
        OR (:others = 1 AND language NOT IN (SELECT own.language FROM broadcast_texts AS own WHERE own.broadcast_id = :broadcast))
    )

-- name: recipient_counts(broadcast)
-- reads
-- How many are in which state, and for how many nobody knows whether it arrived once or twice.
SELECT state, COUNT(*), SUM(uncertain) FROM broadcast_recipients WHERE broadcast_id = :broadcast GROUP BY state

-- name: recipient_languages(broadcast)
-- reads
-- How many recipients there are in each language.
SELECT language, COUNT(*) FROM broadcast_recipients WHERE broadcast_id = :broadcast GROUP BY language ORDER BY 2 DESC, 1

-- name: take_recipients(limit, most, now, night)
-- The next recipients of what is being sent, marked as queued; none while `most` are. At night nothing is sent that was not forced.
UPDATE broadcast_recipients SET state = 'queued'
WHERE id IN (
    SELECT next.id FROM broadcast_recipients AS next JOIN broadcasts ON broadcasts.id = next.broadcast_id
    WHERE next.state = 'waiting' AND broadcasts.state = 'sending' AND broadcasts.not_before <= :now
        AND (:night = 0 OR broadcasts.forced = 1 OR broadcasts.task <> 'send')
        AND (SELECT COUNT(*) FROM broadcast_recipients AS queued WHERE queued.state = 'queued') < :most
    ORDER BY next.broadcast_id, next.id LIMIT :limit
    -- only: postgres
    FOR UPDATE OF next SKIP LOCKED
)
RETURNING
    id, broadcast_id AS broadcast, language, external AS copy,
    (SELECT addresses.channel FROM addresses WHERE addresses.id = address_id) AS channel,
    (SELECT addresses.chat FROM addresses WHERE addresses.id = address_id) AS chat

-- name: record_recipient(id, state, external, now)!
-- How it ended. What was sent gets its copy.
UPDATE broadcast_recipients SET
    state = :state, external = COALESCE(:external, external),
    sent_at = CASE WHEN CAST(:external AS TEXT) IS NULL THEN sent_at ELSE :now END
WHERE id = :id

-- name: doubt_recipient(id)!
-- A send to that recipient ended without an answer.
UPDATE broadcast_recipients SET uncertain = 1 WHERE id = :id

-- name: doubt_sending(worker)!
-- So did those that a crash cut off: what `put_back` is about to put back.
UPDATE broadcast_recipients SET uncertain = 1
WHERE id IN (
    SELECT recipient_id FROM outbox
    WHERE state = 'sending' AND recipient_id IS NOT NULL AND (
        worker IS NULL OR worker = :worker OR NOT EXISTS (SELECT 1 FROM workers WHERE workers.id = outbox.worker)
    )
)

-- name: unqueue_recipients(broadcast)
-- Take out of the outbox what is not being sent.
DELETE FROM outbox
WHERE state <> 'sending' AND recipient_id IN (
    SELECT id FROM broadcast_recipients WHERE broadcast_id = :broadcast AND state = 'queued'
)
RETURNING recipient_id

-- name: await_recipient(id)!
-- A recipient waits again.
UPDATE broadcast_recipients SET state = 'waiting' WHERE id = :id

-- name: leave_out_waiting(broadcast)!
-- Nobody else gets it. Who has a copy keeps it as it is.
UPDATE broadcast_recipients SET state = CASE WHEN external IS NULL THEN 'left_out' ELSE 'unchanged' END
WHERE broadcast_id = :broadcast AND state = 'waiting'

-- name: broadcast_at(channel, chat, external)$
-- reads
-- Which broadcast a contact's chat shows at a place.
SELECT broadcast_recipients.broadcast_id FROM broadcast_recipients
JOIN addresses ON addresses.id = broadcast_recipients.address_id
WHERE addresses.channel = :channel AND addresses.chat = :chat AND broadcast_recipients.external = :external

-- name: add_note(author, teams, now)<!
-- A new draft of a note to volunteers.
INSERT INTO staff_notes (state, author, teams, created_at) VALUES ('draft', :author, :teams, :now) RETURNING id

-- name: note(id)^
-- reads
-- One note, in the order of the fields of StaffNote.
SELECT id, state, author, content, teams, pinned, panel_id FROM staff_notes WHERE id = :id

-- name: note_by(author)$
-- reads
-- The note that somebody is drafting now.
SELECT MAX(id) FROM staff_notes WHERE author = :author AND state = 'draft'

-- name: note_of_panel(panel)$
-- reads
-- Which note a message in the staff chat shows.
SELECT id FROM staff_notes WHERE panel_id = :panel

-- name: save_note(id, state, content, teams, pinned, panel)!
-- Whatever was changed of a note.
UPDATE staff_notes SET state = :state, content = :content, teams = :teams, pinned = :pinned, panel_id = :panel
WHERE id = :id

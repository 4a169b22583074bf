-- name: linked_groups()
-- reads
-- Every group that does not stand in the configuration, in the order of the fields of LinkedGroup.
SELECT channel, chat, state, since, forum, name, route, wanted, handle FROM linked_groups ORDER BY since, chat

-- name: linked_group(channel, chat)^
-- reads
-- One of them.
SELECT channel, chat, state, since, forum, name, route, wanted, handle FROM linked_groups
WHERE channel = :channel AND chat = :chat

-- name: group_by_handle(handle)^
-- reads
-- The group that a button before staff names.
SELECT channel, chat, state, since, forum, name, route, wanted, handle FROM linked_groups WHERE handle = :handle

-- name: save_group(channel, chat, state, since, forum, name, route, wanted, handle)!
-- Remember a group, or what it has become.
INSERT INTO linked_groups (channel, chat, state, since, forum, name, route, wanted, handle)
VALUES (:channel, :chat, :state, :since, :forum, :name, :route, :wanted, :handle)
ON CONFLICT (channel, chat) DO UPDATE SET
    state = excluded.state, forum = excluded.forum, name = excluded.name, route = excluded.route,
    wanted = excluded.wanted, handle = excluded.handle

-- name: drop_group(channel, chat)!
-- The group is none of ours any more.
DELETE FROM linked_groups WHERE channel = :channel AND chat = :chat

-- name: cases_of_team(team, closed_since)
-- reads
-- The cases of a team that are not closed, and those that were closed lately, oldest first.
-- shared: cases
WHERE team = :team AND (state <> 'closed' OR closed_at >= :closed_since) ORDER BY id

-- name: give_case(id, team)!
-- A case goes to another team, where it has no thread, no card and nobody who took it.
UPDATE cases SET team = :team, thread = NULL, card_id = NULL, claimed_by = NULL WHERE id = :id

-- name: rows_to_give(case, channel, old)
-- reads
-- The rows that `give_rows` is about, with what their operations are sealed for.
SELECT
    -- shared: sealed_columns
FROM outbox
WHERE case_id = :case AND channel = :channel AND chat = :old AND state = 'pending' AND message_id IN (
    SELECT id FROM messages WHERE case_id = :case AND direction = 'to_team'
)

-- name: give_rows(case, channel, old, new_channel, new, lane, in_thread)!
-- What its contact wrote and what had not reached the old group goes to the new one.
UPDATE outbox SET channel = :new_channel, chat = :new, lane = :lane, in_thread = :in_thread, target_external = NULL
WHERE case_id = :case AND channel = :channel AND chat = :old AND state = 'pending' AND message_id IN (
    SELECT id FROM messages WHERE case_id = :case AND direction = 'to_team'
)

-- name: drop_rows(case, channel, old)!
-- Cards and notes about a case that the old group need not see any more.
DELETE FROM outbox WHERE case_id = :case AND channel = :channel AND chat = :old AND state = 'pending'

-- name: retire_volunteers(team)!
-- Nobody is a volunteer of a team that is no more.
UPDATE volunteers SET checked_at = NULL WHERE team = :team

-- name: claiming_volunteers()
-- reads
-- Whoever has taken a case that is not closed.
SELECT DISTINCT volunteers.id, volunteers.team, volunteers.person, volunteers.alias, volunteers.checked_at
FROM volunteers JOIN cases ON cases.claimed_by = volunteers.id
WHERE cases.state <> 'closed' ORDER BY volunteers.id

-- name: team_figures(team)^
-- reads
-- Of one team: cases that are open, those without an answer, those that wait for the opening, and its volunteers.
SELECT
    (SELECT COUNT(*) FROM cases WHERE team = :team AND state = 'open'),
    (SELECT COUNT(*) FROM cases WHERE team = :team AND state = 'open' AND waiting_since IS NOT NULL),
    (SELECT COUNT(*) FROM cases WHERE team = :team AND EXISTS (
        SELECT 1 FROM messages WHERE messages.case_id = cases.id AND messages.state = 'held'
    )),
    (SELECT COUNT(*) FROM volunteers WHERE team = :team AND checked_at IS NOT NULL)

-- name: set_place(contact, place)!
-- The office that a contact picked.
UPDATE contacts SET place = :place WHERE id = :contact

-- name: contact_by_pseudonym(pseudonym)^
-- reads
-- The address of the contact that volunteers see under this name, however it is written.
SELECT addresses.channel, addresses.chat FROM contacts JOIN addresses ON addresses.contact_id = contacts.id
WHERE LOWER(contacts.pseudonym) = LOWER(:pseudonym) ORDER BY addresses.id LIMIT 1

-- name: set_block(contact, state, reason, now)!
-- A block, or the wish for one; a block that counts stays.
INSERT INTO blocks (contact_id, state, reason, at) VALUES (:contact, :state, :reason, :now)
ON CONFLICT (contact_id) DO UPDATE SET state = excluded.state, reason = excluded.reason, at = excluded.at
WHERE blocks.state <> 'active'

-- name: block_of(contact)^
-- reads
-- Whether a contact is blocked, or should be: since when, the state, and why.
SELECT at, state, reason FROM blocks WHERE contact_id = :contact

-- name: tell_block(contact)!
-- The contact hears of it; touches nothing the second time.
UPDATE blocks SET told = 1 WHERE contact_id = :contact AND state = 'active' AND told = 0

-- name: drop_block(contact)!
-- The contact is heard again.
DELETE FROM blocks WHERE contact_id = :contact

-- name: add_audit(now, actor, action, team, case)!
-- Who did what.
INSERT INTO audit (at, actor, action, team, case_id) VALUES (:now, :actor, :action, :team, :case)

-- name: last_audit(limit)
-- reads
-- What was done last, the newest first.
SELECT at, actor, action, team, case_id FROM audit ORDER BY id DESC LIMIT :limit

-- name: find_contact(channel, chat)^
-- reads
-- beside: deferred
-- A contact by one address.
-- shared: contacts
WHERE addresses.channel = :channel AND addresses.chat = :chat

-- name: find_contacts(channel, chats)
-- reads
-- beside: deferred
-- Those behind the chats, without those who have another address as well.
-- shared: contacts
-- only: sqlite
WHERE addresses.channel = :channel AND addresses.chat IN (SELECT value FROM json_each(:chats))
-- only: postgres
WHERE addresses.channel = :channel AND addresses.chat = ANY (ARRAY(SELECT json_array_elements_text(CAST(:chats AS JSON))))
    AND (SELECT COUNT(*) FROM addresses AS own WHERE own.contact_id = contacts.id) = 1

-- name: add_contact(pseudonym, now)<!
-- A new contact, or nothing when the pseudonym is taken.
INSERT INTO contacts (pseudonym, kept_since, created_at) VALUES (:pseudonym, :now, :now)
ON CONFLICT (pseudonym) DO NOTHING
RETURNING id

-- name: add_address(contact, channel, chat)<!
-- Where a channel reaches a contact.
INSERT INTO addresses (contact_id, channel, chat) VALUES (:contact, :channel, :chat) RETURNING id

-- name: set_choice(contact, language, topic)!
-- The language and the topic that a contact picked; either may be unpicked again.
UPDATE contacts SET language = :language, topic = :topic WHERE id = :contact

-- name: accept_notice(contact, version, language, now)!
-- The contact accepted the privacy notice: this wording, in this language.
UPDATE contacts SET notice_accepted = :now, notice_version = :version, notice_language = :language, kept_since = :now
WHERE id = :contact

-- name: set_reachable(channel, chat, reachable)!
-- Whether the channel still lets us write to this address.
UPDATE addresses SET reachable = :reachable WHERE channel = :channel AND chat = :chat

-- name: keep_choices(channel, chat, choices)!
-- What the numbers mean that are listed in a person's chat now.
UPDATE addresses SET choices = :choices WHERE channel = :channel AND chat = :chat AND choices <> :choices

-- name: choices(channel, chat)$
-- reads
-- What the numbers mean that were last listed there.
SELECT choices FROM addresses WHERE channel = :channel AND chat = :chat

-- name: find_volunteer(team, person)^
-- reads
-- A member of a team.
SELECT id, team, person, alias, checked_at FROM volunteers WHERE team = :team AND person = :person

-- name: count_volunteers(team)$
-- reads
-- How many members of a team have ever been known.
SELECT COUNT(*) FROM volunteers WHERE team = :team

-- name: add_volunteer(team, person, alias, now)<!
-- A new member of a team, confirmed now.
INSERT INTO volunteers (team, person, alias, checked_at, created_at)
VALUES (:team, :person, :alias, :now, :now)
RETURNING id

-- name: set_membership(id, checked_at)!
-- When the platform last confirmed the membership; nothing when it was revoked.
UPDATE volunteers SET
    checked_at = :checked_at, left_at = CASE WHEN CAST(:checked_at AS BIGINT) IS NULL THEN left_at END
WHERE id = :id

-- name: fact(key)$
-- reads
-- One small fact.
SELECT value FROM facts WHERE key = :key

-- name: facts_under(prefix)
-- reads
-- The small facts whose names begin alike.
SELECT key, value FROM facts WHERE SUBSTR(key, 1, LENGTH(:prefix)) = :prefix

-- name: set_fact(key, value)!
-- Remember one small fact, or change it.
INSERT INTO facts (key, value) VALUES (:key, :value)
ON CONFLICT (key) DO UPDATE SET value = excluded.value

-- name: revoke_notice(contact)!
-- The contact no longer agrees to the privacy notice.
UPDATE contacts SET notice_accepted = NULL, notice_version = NULL, notice_language = NULL WHERE id = :contact

-- name: rename_team_cases(old, new)!
-- A team has a new name in the configuration.
UPDATE cases SET team = :new WHERE team = :old

-- name: rename_team_volunteers(old, new)!
-- Its volunteers come along, unless the new name has volunteers of its own.
UPDATE volunteers SET team = :new
WHERE team = :old AND NOT EXISTS (SELECT 1 FROM volunteers AS others WHERE others.team = :new)

-- name: rename_team_wishes(old, new)!
-- So do those who want to be told when it opens.
UPDATE wishes SET team = :new
WHERE team = :old AND contact_id NOT IN (SELECT contact_id FROM wishes AS others WHERE others.team = :new)

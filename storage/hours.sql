-- name: take_turn(subject, day, action, now)!
-- beside: prefetch
-- beside: deferred
-- Say or do something for the first time; touches nothing when it was said or done before.
INSERT INTO turns (subject, day, action, at) VALUES (:subject, :day, :action, :now)
ON CONFLICT (subject, day, action) DO NOTHING

-- name: add_override(handle, team, first, last, opens, reason, now)!
-- A closure or an extra opening that staff have still to confirm.
INSERT INTO overrides (handle, team, first_at, last_at, opens, reason, state, created_at)
VALUES (:handle, :team, :first, :last, :opens, :reason, 'asked', :now)

-- name: set_override_state(handle, state)^
-- Staff confirmed it, or took it back, for good; no row when it is so already.
UPDATE overrides SET state = :state WHERE handle = :handle AND state <> :state AND state <> 'undone'
RETURNING handle, team, first_at, last_at, opens, reason

-- name: override_state(handle)$
-- reads
-- What staff have made of it.
SELECT state FROM overrides WHERE handle = :handle

-- name: active_overrides(since)
-- reads
-- What staff confirmed and what still counts, oldest first.
SELECT handle, team, first_at, last_at, opens, reason FROM overrides
WHERE state = 'active' AND last_at > :since ORDER BY id

-- name: add_wish(team, contact)!
-- A contact wants to be told when a team opens.
INSERT INTO wishes (team, contact_id) VALUES (:team, :contact) ON CONFLICT (team, contact_id) DO NOTHING

-- name: wishes_of(team)
-- reads
-- The addresses of whoever wants to be told.
SELECT addresses.channel, addresses.chat FROM wishes
JOIN addresses ON addresses.contact_id = wishes.contact_id
WHERE wishes.team = :team ORDER BY addresses.id

-- name: drop_wishes(team)!
-- Each wish is granted once.
DELETE FROM wishes WHERE team = :team

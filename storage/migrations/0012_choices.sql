-- What the numbers mean that were last listed in a person's chat, where the channel has no buttons: what the buttons would
-- hold, as a JSON list. Empty where nothing is numbered, or a person has said something there since.
ALTER TABLE addresses ADD COLUMN choices TEXT NOT NULL DEFAULT '';

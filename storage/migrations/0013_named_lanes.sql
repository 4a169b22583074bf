-- A lane was called after the press that is answered in it, and who pressed can be read in Telegram's name of a press.
UPDATE outbox SET lane = 'named:' || id WHERE lane LIKE 'answer:%';
DELETE FROM resting_lanes WHERE lane LIKE 'answer:%';
DELETE FROM paces WHERE lane LIKE 'answer:%';

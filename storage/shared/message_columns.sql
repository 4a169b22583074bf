    -- The columns of messages, under the names of the fields of Message.
    id, case_id AS "case", contact_id AS contact, direction, state, channel, chat, external, author_id AS author,
    reply_to, album, parts, fingerprint, joined_to, content

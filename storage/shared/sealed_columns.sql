    -- The operation of a row of the outbox, and what it is sealed for.
    id, operation AS sealed, reference, contact_id AS contact, message_id AS message, part, case_id AS "case"

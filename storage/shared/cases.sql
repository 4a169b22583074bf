-- Cases in the order of the fields of bot.core.model.Case: what the view has of them, and whether messages wait in them.
-- For EXISTS, or without an order, PostgreSQL may read every message that waits.
SELECT
    whole_cases.*,
    COALESCE((
        SELECT TRUE FROM messages WHERE messages.case_id = whole_cases.id AND messages.state = 'held'
        ORDER BY messages.id LIMIT 1
    ), FALSE) AS has_queue
FROM whole_cases

-- Cases in the order of the fields of bot.core.model.Case: what the view has of them, and whether messages wait in them.
SELECT
    whole_cases.*,
    EXISTS (SELECT 1 FROM messages WHERE messages.case_id = whole_cases.id AND messages.state = 'held') AS has_queue
FROM whole_cases

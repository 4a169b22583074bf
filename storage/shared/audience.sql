-- Which of the news_readers a broadcast is for. An empty list leaves nobody out; `since` 0 asks for no message.
-- only: sqlite
(:languages = '[]' OR COALESCE(language, :default_language) IN (SELECT value FROM json_each(:languages)))
-- only: postgres
(:languages = '[]' OR COALESCE(language, :default_language) IN (SELECT json_array_elements_text(CAST(:languages AS JSON))))
AND (:topics = '[]' OR EXISTS (
    SELECT 1 FROM cases WHERE cases.contact_id = news_readers.contact_id
        -- only: sqlite
        AND cases.topic IN (SELECT value FROM json_each(:topics))
        -- only: postgres
        AND cases.topic IN (SELECT json_array_elements_text(CAST(:topics AS JSON)))
))
AND (:teams = '[]' OR EXISTS (
    SELECT 1 FROM cases WHERE cases.contact_id = news_readers.contact_id
        -- only: sqlite
        AND cases.team IN (SELECT value FROM json_each(:teams))
        -- only: postgres
        AND cases.team IN (SELECT json_array_elements_text(CAST(:teams AS JSON)))
))
AND (CAST(:since AS BIGINT) = 0 OR EXISTS (
    SELECT 1 FROM messages
    WHERE messages.contact_id = news_readers.contact_id AND messages.direction = 'to_team'
        AND messages.created_at >= CAST(:since AS BIGINT)
))

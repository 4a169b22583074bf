    -- The columns of broadcasts, under the names of the fields of Broadcast.
    id, state, task, author, step, language, fallback, audience, starts_at, forced, panel_id AS panel, told_at,
    created_at

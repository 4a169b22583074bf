-- name: has_service_keys()$
-- reads
-- Whether the database was made ready for keys.
-- only: sqlite
SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'service_keys'
-- only: postgres
SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'service_keys'

-- name: service_keys()
-- reads
-- The service key, wrapped by the master key, or by two while it is being exchanged.
SELECT id, wrapped FROM service_keys ORDER BY id

-- name: add_service_key(wrapped)<!
-- The service key, wrapped by one master key more.
INSERT INTO service_keys (wrapped) VALUES (:wrapped) RETURNING id

-- name: drop_service_key(id)!
-- A master key that opens this database no longer.
DELETE FROM service_keys WHERE id = :id

-- name: has_anything_to_read()$
-- reads
-- Whether something is there that only the right key can read.
SELECT (SELECT COUNT(*) FROM contacts) + (SELECT COUNT(*) FROM inbox)

-- name: add_contact_key(contact, wrapped)!
-- The key of a new contact.
INSERT INTO contact_keys (contact_id, wrapped) VALUES (:contact, :wrapped)

-- name: contact_key(contact)$
-- reads
-- beside: deferred
-- The key of a contact, wrapped.
SELECT wrapped FROM contact_keys WHERE contact_id = :contact

-- name: contact_of_case(case)$
-- reads
-- beside: deferred
-- Whose matter it is.
SELECT contact_id FROM cases WHERE id = :case

-- name: contact_of_chat(channel, chat)$
-- reads
-- beside: deferred
-- Who is reached there, if anybody.
SELECT contact_id FROM addresses WHERE channel = :channel AND chat = :chat

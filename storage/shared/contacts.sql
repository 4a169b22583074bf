-- Contacts by address, under the names of the fields of Contact.
SELECT
    contacts.id, addresses.id AS address, addresses.channel, addresses.chat, contacts.pseudonym, contacts.language,
    contacts.topic, contacts.notice_accepted, addresses.reachable,
    COALESCE((SELECT TRUE FROM cases WHERE cases.contact_id = contacts.id LIMIT 1), FALSE) AS asked_before,
    contacts.notice_version, contacts.erase_asked_at IS NOT NULL AS erasing, contacts.place,
    COALESCE((
        SELECT TRUE FROM blocks WHERE blocks.contact_id = contacts.id AND blocks.state = 'active' LIMIT 1
    ), FALSE) AS blocked
FROM addresses JOIN contacts ON contacts.id = addresses.contact_id

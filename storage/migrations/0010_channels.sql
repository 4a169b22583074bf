-- Each channel claims for itself: the index by which the next rows are found knows whose they are.
DROP INDEX outbox_next;
CREATE INDEX outbox_next ON outbox (priority, id, lane, channel) WHERE state <> 'parked';

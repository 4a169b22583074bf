-- The files of broadcasts under the handles of copies that we have sent: the platform has them, cleaned, and they need not be
-- uploaded for everybody anew. file is the handle under which staff sent it.
CREATE TABLE broadcast_files (
    broadcast_id BIGINT NOT NULL REFERENCES broadcasts (id) ON DELETE CASCADE,
    file TEXT NOT NULL,
    copy TEXT NOT NULL,
    PRIMARY KEY (broadcast_id, file)
);

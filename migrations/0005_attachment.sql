-- Files that people send. The bytes are in files called by the id; a row without a place was uploaded and not sent yet.
CREATE TABLE attachment (
    id           TEXT PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversation (id),
    -- Who uploaded it: an agent, else the visitor.
    agent        TEXT,
    name         TEXT NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('png', 'jpeg', 'gif', 'webp', 'pdf', 'text')),
    bytes        BIGINT NOT NULL,
    width        BIGINT,
    height       BIGINT,
    -- Bytes of its small picture, if there is one.
    thumbnail    BIGINT,
    created_at   BIGINT NOT NULL,
    -- The message that carries it.
    seq          BIGINT
);
CREATE INDEX attachment_conversation ON attachment (conversation);
CREATE INDEX attachment_unsent ON attachment (created_at) WHERE seq IS NULL;

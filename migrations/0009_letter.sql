-- Letters by e-mail: those that came in and those that went out, so that none is taken in twice and an answer finds its conversation.
CREATE TABLE letter (
    -- Of one that came in: what tells it from all others. Of one that went out: the parcel that carries it.
    id           TEXT PRIMARY KEY,
    conversation TEXT,
    -- Who wrote one that came in; of one that went out, whether a person of the desk did.
    kind         TEXT NOT NULL CHECK (kind IN ('person', 'bulk', 'auto_reply', 'bounce', 'own', 'answer', 'automatic')),
    -- What its sender's program calls it.
    message_id   TEXT,
    -- Whom it came from or went to.
    address      TEXT NOT NULL,
    at           BIGINT NOT NULL
);
CREATE INDEX letter_message_id ON letter (message_id);
CREATE INDEX letter_conversation ON letter (conversation, kind);
CREATE INDEX letter_address ON letter (address, kind, at);

-- How the visitor of a conversation by e-mail is answered.
CREATE TABLE correspondence (
    conversation TEXT PRIMARY KEY REFERENCES conversation (id),
    address      TEXT NOT NULL,
    name         TEXT NOT NULL,
    subject      TEXT NOT NULL,
    -- What the last letters are called, newest last, as the next one names them (JSON).
    chain        TEXT NOT NULL,
    -- The place up to which the visitor was told.
    told         BIGINT NOT NULL,
    -- Whether only people may write there, because no person has.
    quiet        BOOLEAN NOT NULL
);

-- How far each mailbox was read.
CREATE TABLE mailbox (
    name     TEXT PRIMARY KEY,
    validity BIGINT NOT NULL,
    uid      BIGINT NOT NULL,
    -- When it was first looked at; older letters are not ours to answer.
    since    BIGINT NOT NULL
);

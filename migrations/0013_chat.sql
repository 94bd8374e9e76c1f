-- Conversations that are held in the chat of another system, and what is needed to answer there.
CREATE TABLE chat (
    conversation TEXT PRIMARY KEY REFERENCES conversation (id),
    channel      TEXT NOT NULL,
    -- What the chat is called there, and the so manieth of our conversations that is held in it.
    remote       TEXT NOT NULL,
    place        BIGINT NOT NULL,
    -- As its channel wrote it last.
    address      TEXT NOT NULL,
    name         TEXT NOT NULL,
    email        TEXT NOT NULL,
    -- The place up to which everything was told there.
    told         BIGINT NOT NULL
);
CREATE UNIQUE INDEX chat_remote ON chat (channel, remote, place);

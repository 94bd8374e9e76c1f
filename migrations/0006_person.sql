-- People whose identity was proven. Each way of proof names them in its own words; no two people share a name of one way.
CREATE TABLE person (
    id           TEXT PRIMARY KEY,
    -- What signed tokens call them.
    subject      TEXT,
    -- What the proxy of single sign-on calls them.
    account      TEXT,
    name         TEXT NOT NULL,
    email        TEXT NOT NULL,
    -- Whether the address is theirs for sure; then it is nobody else's.
    email_proven BOOLEAN NOT NULL,
    -- How they proved it last.
    proven       TEXT NOT NULL CHECK (proven IN ('token', 'proxy', 'code')),
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL
);
CREATE UNIQUE INDEX person_subject ON person (subject);
CREATE UNIQUE INDEX person_account ON person (account);
CREATE UNIQUE INDEX person_email ON person (email) WHERE email_proven;

-- Whose visitor this is, once proven: one for each person and channel, whatever devices they use.
ALTER TABLE visitor ADD COLUMN person TEXT REFERENCES person (id);
CREATE UNIQUE INDEX visitor_person ON visitor (person, channel);

-- Sign-ins of people, known by the hash of their secret, like those of agents.
CREATE TABLE person_session (
    token      TEXT PRIMARY KEY,
    person     TEXT NOT NULL REFERENCES person (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX person_session_person ON person_session (person);

-- One-time codes sent by e-mail, as hashes. Only the newest of an address counts, until it was used or guessed at too often.
CREATE TABLE sign_in_code (
    id         TEXT PRIMARY KEY,
    email      TEXT NOT NULL,
    hash       TEXT NOT NULL,
    attempts   BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sign_in_code_email ON sign_in_code (email, created_at);

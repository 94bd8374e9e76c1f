-- The first tables. One text for SQLite and PostgreSQL: ids TEXT made by us, instants BIGINT ms UTC, JSON as TEXT, enums TEXT + CHECK.

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE revision (
    id         TEXT PRIMARY KEY,
    created_at BIGINT NOT NULL,
    files      TEXT NOT NULL
);

CREATE TABLE visitor (
    id         TEXT PRIMARY KEY,
    channel    TEXT NOT NULL,
    -- What the channel calls this visitor; NULL where the channel knows no names, as on the web.
    handle     TEXT,
    name       TEXT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX visitor_handle ON visitor (channel, handle);

CREATE TABLE conversation (
    id         TEXT PRIMARY KEY,
    channel    TEXT NOT NULL,
    visitor    TEXT NOT NULL REFERENCES visitor (id),
    client_id  TEXT,
    language   TEXT NOT NULL,
    status     TEXT NOT NULL CHECK (status IN ('bot', 'queued', 'assigned', 'resolved')),
    state      TEXT NOT NULL,
    page       TEXT,
    last_seq   BIGINT NOT NULL,
    turns      BIGINT NOT NULL,
    handoffs   BIGINT NOT NULL,
    ticket     BIGINT,
    -- Grows with every change: whoever saves what has changed meanwhile is refused.
    version    BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX conversation_client_id ON conversation (visitor, client_id);

-- A conversation is saved in the transaction that adds to it, so none of these rows can lack one: a reference would only be looked up again for each.
CREATE TABLE message (
    conversation TEXT NOT NULL,
    seq          BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    sender       TEXT NOT NULL CHECK (sender IN ('visitor', 'bot', 'agent', 'system')),
    agent        TEXT,
    name         TEXT NOT NULL,
    language     TEXT NOT NULL,
    text         TEXT NOT NULL,
    client_id    TEXT,
    parts        TEXT,
    turn         BIGINT,
    -- What the turn of a visitor's message was decided to be, by which button and which revision; enough to decide it again.
    choice       TEXT,
    verdict      TEXT CHECK (verdict IN ('answer', 'clarify', 'unsure', 'hand_off')),
    intent       TEXT,
    confidence   DOUBLE PRECISION,
    revision     TEXT,
    PRIMARY KEY (conversation, seq)
);
CREATE UNIQUE INDEX message_client_id ON message (conversation, client_id) WHERE client_id IS NOT NULL;

CREATE TABLE ticket (
    number           BIGINT PRIMARY KEY,
    conversation     TEXT NOT NULL REFERENCES conversation (id),
    handoff          BIGINT NOT NULL,
    subject          TEXT NOT NULL,
    requester        TEXT NOT NULL,
    team             TEXT NOT NULL,
    priority         TEXT NOT NULL CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
    status           TEXT NOT NULL CHECK (status IN ('queued', 'assigned', 'pending', 'resolved')),
    channel          TEXT NOT NULL,
    language         TEXT NOT NULL,
    intent           TEXT,
    reason           TEXT NOT NULL CHECK (reason IN ('asked', 'not_helped', 'not_understood', 'request', 'report')),
    brief            TEXT NOT NULL,
    deadline         TEXT NOT NULL,
    due_at           BIGINT NOT NULL,
    -- The conversation as it stood when it was handed over; never changed.
    transcript       TEXT NOT NULL,
    assignee         TEXT,
    opened_at        BIGINT NOT NULL,
    first_replied_at BIGINT,
    resolved_at      BIGINT,
    updated_at       BIGINT NOT NULL,
    UNIQUE (conversation, handoff)
);
CREATE INDEX ticket_open ON ticket (due_at) WHERE status <> 'resolved';
CREATE INDEX ticket_assignee ON ticket (assignee, status);

CREATE TABLE ticket_event (
    id     TEXT PRIMARY KEY,
    number BIGINT NOT NULL REFERENCES ticket (number),
    at     BIGINT NOT NULL,
    agent  TEXT,
    kind   TEXT NOT NULL CHECK (kind IN ('opened', 'taken', 'assigned', 'moved', 'priority', 'replied', 'resolved', 'reopened', 'returned')),
    value  TEXT
);
CREATE INDEX ticket_event_number ON ticket_event (number, at);

CREATE TABLE note (
    id        TEXT PRIMARY KEY,
    number    BIGINT NOT NULL REFERENCES ticket (number),
    at        BIGINT NOT NULL,
    agent     TEXT NOT NULL,
    client_id TEXT NOT NULL,
    text      TEXT NOT NULL,
    UNIQUE (number, client_id)
);

CREATE TABLE agent (
    id          TEXT PRIMARY KEY,
    email       TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    role        TEXT NOT NULL CHECK (role IN ('agent', 'lead', 'author', 'admin')),
    teams       TEXT NOT NULL,
    password    TEXT NOT NULL,
    must_change BOOLEAN NOT NULL,
    active      BOOLEAN NOT NULL,
    created_at  BIGINT NOT NULL
);

CREATE TABLE session (
    token      TEXT PRIMARY KEY,
    agent      TEXT NOT NULL REFERENCES agent (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX session_agent ON session (agent);

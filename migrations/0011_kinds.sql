-- Which kinds of parcels there are is the program's to know: answers into the chats of other systems are carried as well. A check cannot be
-- changed in both databases, so the tables are made again without it.
CREATE TABLE kept_attempt AS SELECT * FROM attempt;
DROP TABLE attempt;
CREATE TABLE kept_outbox AS SELECT * FROM outbox;
DROP TABLE outbox;

CREATE TABLE outbox (
    -- Also the key the receiver tells repeats by: the same at every attempt.
    id            TEXT PRIMARY KEY,
    kind          TEXT NOT NULL,
    -- Where to: 'mail', 'teamviewer', or the name of a webhook, a sink, a channel or a subscriber.
    target        TEXT NOT NULL,
    -- What goes out one after the other, in the order of place: one conversation, one ticket, or one address.
    lane          TEXT NOT NULL,
    place         BIGINT NOT NULL,
    conversation  TEXT,
    ticket        BIGINT,
    -- Emptied once it is sent, unless it may be asked for again.
    body          TEXT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'unknown', 'sent', 'dead', 'dropped')),
    attempts      BIGINT NOT NULL,
    -- Whether an earlier attempt may have arrived without our hearing of it.
    unsure        BOOLEAN NOT NULL,
    due_at        BIGINT NOT NULL,
    -- Until when the node that sends it is believed to be alive.
    claimed_until BIGINT NOT NULL,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    -- What the receiver calls it.
    reference     TEXT
);
INSERT INTO outbox SELECT id, kind, target, lane, place, conversation, ticket, body, state, attempts, unsure, due_at, claimed_until, created_at, updated_at, reference FROM kept_outbox;
DROP TABLE kept_outbox;
CREATE INDEX outbox_due ON outbox (due_at) WHERE state IN ('waiting', 'unknown', 'sending');
-- All of a lane, what was sent too: the next place of a lane is looked up for each new parcel.
CREATE INDEX outbox_lane ON outbox (target, lane, place);
CREATE INDEX outbox_ticket ON outbox (ticket) WHERE ticket IS NOT NULL;
CREATE INDEX outbox_dead ON outbox (target, id) WHERE state = 'dead';

CREATE TABLE attempt (
    parcel TEXT NOT NULL REFERENCES outbox (id),
    number BIGINT NOT NULL,
    at     BIGINT NOT NULL,
    ms     BIGINT NOT NULL,
    result TEXT NOT NULL CHECK (result IN ('delivered', 'failed', 'lost', 'refused', 'gone')),
    -- What came back, in words without secrets.
    words  TEXT NOT NULL,
    PRIMARY KEY (parcel, number)
);
INSERT INTO attempt SELECT parcel, number, at, ms, result, words FROM kept_attempt;
DROP TABLE kept_attempt;

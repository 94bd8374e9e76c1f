-- What is to be sent, written in the transaction that causes it; a worker of any node sends it afterwards.
CREATE TABLE outbox (
    -- Also the key the receiver tells repeats by: the same at every attempt.
    id            TEXT PRIMARY KEY,
    kind          TEXT NOT NULL CHECK (kind IN ('alert', 'mail', 'call')),
    -- Where to: 'mail', 'teamviewer', or the name of a webhook.
    target        TEXT NOT NULL,
    -- What goes out one after the other, in the order of place: one conversation, or one address.
    lane          TEXT NOT NULL,
    place         BIGINT NOT NULL,
    conversation  TEXT,
    ticket        BIGINT,
    -- Emptied once it is sent.
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
CREATE INDEX outbox_due ON outbox (due_at) WHERE state IN ('waiting', 'unknown', 'sending');
CREATE INDEX outbox_lane ON outbox (target, lane, place) WHERE state NOT IN ('sent', 'dropped');
CREATE INDEX outbox_ticket ON outbox (ticket) WHERE ticket IS NOT NULL;

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

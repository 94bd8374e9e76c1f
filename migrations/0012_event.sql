-- What happens is told to programs that subscribed. One that answered "gone" rests until a person or another configuration sets it going again.
CREATE TABLE resting (
    target TEXT PRIMARY KEY,
    since  BIGINT NOT NULL,
    -- What it answered, in words without secrets.
    words  TEXT NOT NULL,
    -- What told its settings from others then.
    mark   TEXT NOT NULL
);
-- Events are looked for by when they were written, to be sent again, and by when they ended, to be taken away.
CREATE INDEX outbox_event ON outbox (target, created_at) WHERE kind = 'event';
CREATE INDEX outbox_event_ended ON outbox (updated_at) WHERE kind = 'event' AND state IN ('sent', 'dropped');

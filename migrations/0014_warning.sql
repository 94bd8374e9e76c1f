-- Tickets whose promise is watched: a row while something may still have to be warned of, so that one look at the earliest tells when.
CREATE TABLE warning (
    ticket  BIGINT PRIMARY KEY REFERENCES ticket (number),
    -- When to look at it again.
    look_at BIGINT NOT NULL,
    -- What was warned of, and which promise that was about; JSON.
    told    TEXT NOT NULL
);
CREATE INDEX warning_look ON warning (look_at);

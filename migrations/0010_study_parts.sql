-- What was learned of a revision, in parts: a classifier has megabytes, and nobody has to hold all of its text at once.
DROP TABLE study;
CREATE TABLE study (
    revision   TEXT NOT NULL REFERENCES revision (id),
    -- Which part, from 0 on.
    place      BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    -- As Base64.
    bytes      TEXT NOT NULL,
    PRIMARY KEY (revision, place)
);

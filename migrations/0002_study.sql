-- What was learned of a revision in the background, for every node and the next start; the bytes as Base64.
CREATE TABLE study (
    revision   TEXT PRIMARY KEY REFERENCES revision (id),
    created_at BIGINT NOT NULL,
    bytes      TEXT NOT NULL
);

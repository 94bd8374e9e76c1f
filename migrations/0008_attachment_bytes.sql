-- How much all files hold is counted before each upload, from this index alone.
CREATE INDEX attachment_bytes ON attachment (bytes, thumbnail);

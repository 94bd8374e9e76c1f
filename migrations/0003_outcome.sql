-- How matters end: noted at the visitor's message with which one ended; earlier ones of the same matter end with it.
ALTER TABLE message ADD COLUMN outcome TEXT CHECK (outcome IN ('confirmed', 'unconfirmed', 'ticket', 'withdrawn'));
UPDATE message SET outcome = 'ticket' WHERE verdict = 'hand_off';

-- Since when a conversation has a message without an outcome. The index holds only those, and by their id, which never changes:
-- a turn in an open conversation leaves it alone.
ALTER TABLE conversation ADD COLUMN open_since BIGINT;
UPDATE conversation SET open_since = updated_at WHERE status = 'bot' AND turns > 0;
CREATE INDEX conversation_open ON conversation (id) WHERE open_since IS NOT NULL;

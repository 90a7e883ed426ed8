-- +goose Up
-- The stages of a press that were not kept before.
ALTER TABLE calls ADD COLUMN recorded_at BIGINT; -- in the record
ALTER TABLE feedback ADD COLUMN told_at BIGINT; -- first told
CREATE INDEX calls_received ON calls (received_at);

-- +goose Down
DROP INDEX calls_received;
ALTER TABLE feedback DROP COLUMN told_at;
ALTER TABLE calls DROP COLUMN recorded_at;

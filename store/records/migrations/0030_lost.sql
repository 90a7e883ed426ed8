-- +goose Up
-- Since when the register is to hear that an elder is lost, or was found; NULL: it was.
ALTER TABLE incidents ADD COLUMN lost_due BIGINT;
CREATE INDEX incidents_lost_due ON incidents (lost_due) WHERE lost_due IS NOT NULL;

-- +goose Down
DROP INDEX incidents_lost_due;
ALTER TABLE incidents DROP COLUMN lost_due;

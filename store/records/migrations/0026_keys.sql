-- +goose Up
-- The keys of homes: who keeps each, to whom it is lent, and what became of it. The
-- key holder of a household, and which contact has a key, follow from these rows and
-- are written with them.
CREATE TABLE keys (
    id           TEXT PRIMARY KEY,
    household_id TEXT   NOT NULL,
    region_id    TEXT   NOT NULL, -- the home's
    center_id    TEXT   NOT NULL, -- of the station that keeps it
    state        TEXT   NOT NULL,
    due_at       BIGINT,          -- when one that is lent is to be back
    doc          TEXT   NOT NULL
);
CREATE INDEX keys_household ON keys (household_id, id);
CREATE INDEX keys_due ON keys (due_at) WHERE due_at IS NOT NULL;

-- By which words a place is found: its name, and how that sounds.
ALTER TABLE regions ADD COLUMN search TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE regions DROP COLUMN search;
DROP TABLE keys;

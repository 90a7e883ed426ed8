-- +goose Up
-- Circles in which elders are expected to be.
CREATE TABLE fences (
    id       TEXT PRIMARY KEY, -- sorts by when it was set
    elder_id TEXT NOT NULL,
    doc      TEXT NOT NULL
);
CREATE INDEX fences_elder ON fences (elder_id, id);

-- +goose Down
DROP TABLE fences;

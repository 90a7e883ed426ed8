-- +goose Up
-- Photos of incidents. What they show stands in the incident.
CREATE TABLE incident_files (
    id          TEXT PRIMARY KEY,
    incident_id TEXT NOT NULL,
    body        BLOB NOT NULL
);
CREATE INDEX incident_files_incident ON incident_files (incident_id);

-- Since when the damage of a forced door is not paid; NULL: none is.
ALTER TABLE incidents ADD COLUMN damage_at BIGINT;
CREATE INDEX incidents_damage ON incidents (damage_at) WHERE damage_at IS NOT NULL;

-- +goose Down
DROP INDEX incidents_damage;
ALTER TABLE incidents DROP COLUMN damage_at;
DROP TABLE incident_files;

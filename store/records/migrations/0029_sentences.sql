-- +goose Up
-- Which sentence a feedback is where its step alone does not tell; stale is one that is
-- not true any more and is not told again.
ALTER TABLE feedback ADD COLUMN said TEXT NOT NULL DEFAULT '';
ALTER TABLE feedback ADD COLUMN stale INTEGER NOT NULL DEFAULT 0;

-- When a senior hears again of whoever is on the way.
ALTER TABLE incidents ADD COLUMN say_at BIGINT;
CREATE INDEX incidents_say_at ON incidents (say_at) WHERE say_at IS NOT NULL;

-- What seniors hear, in a region and below.
CREATE TABLE sentences (
    saying    TEXT   NOT NULL,
    region_id TEXT   NOT NULL,
    version   BIGINT NOT NULL,
    doc       TEXT   NOT NULL,
    PRIMARY KEY (saying, region_id)
);

-- Recordings of sentences. The id is the SHA-256 of the body.
CREATE TABLE sounds (
    id   TEXT PRIMARY KEY,
    mime TEXT NOT NULL,
    body BLOB NOT NULL
);

-- +goose Down
DROP TABLE sounds;
DROP TABLE sentences;
DROP INDEX incidents_say_at;
ALTER TABLE incidents DROP COLUMN say_at;
ALTER TABLE feedback DROP COLUMN stale;
ALTER TABLE feedback DROP COLUMN said;

-- +goose Up
-- One telephone call to or from the hotline.
CREATE TABLE phone_calls (
    id          TEXT PRIMARY KEY,
    region_id   TEXT    NOT NULL,
    center_id   TEXT    NOT NULL,
    number      TEXT    NOT NULL, -- digits; empty: withheld
    elder_id    TEXT    NOT NULL,
    incident_id TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    at          BIGINT  NOT NULL,
    owed_by     BIGINT,           -- until when somebody is to be called back; null: nobody is
    missed      INTEGER NOT NULL, -- 1: nobody answered it, whatever became of that
    due_at      BIGINT,           -- when the platform looks at it
    doc         TEXT    NOT NULL
);
CREATE INDEX phone_calls_at ON phone_calls (at, id);
CREATE INDEX phone_calls_number ON phone_calls (number, at) WHERE number <> '';
CREATE INDEX phone_calls_elder ON phone_calls (elder_id, at) WHERE elder_id <> '';
CREATE INDEX phone_calls_incident ON phone_calls (incident_id) WHERE incident_id <> '';
CREATE INDEX phone_calls_owed ON phone_calls (owed_by) WHERE owed_by IS NOT NULL;
CREATE INDEX phone_calls_due ON phone_calls (due_at) WHERE due_at IS NOT NULL;

-- What is known of a number beside the register.
CREATE TABLE phone_numbers (
    number   TEXT    PRIMARY KEY,
    nuisance INTEGER NOT NULL,
    doc      TEXT    NOT NULL
);
CREATE INDEX phone_numbers_nuisance ON phone_numbers (number) WHERE nuisance = 1;

-- Incidents of one cause name the first of them.
ALTER TABLE incidents ADD COLUMN cause TEXT NOT NULL DEFAULT '';
CREATE INDEX incidents_cause ON incidents (cause) WHERE cause <> '';

-- One shift of the desk that handed over to the next.
CREATE TABLE shifts (
    id        TEXT   PRIMARY KEY, -- sorts by when it was offered
    region_id TEXT   NOT NULL,
    center_id TEXT   NOT NULL,
    open      INTEGER NOT NULL,   -- 1: nobody has taken it over yet
    doc       TEXT   NOT NULL
);

-- +goose Down
DROP TABLE shifts;
DROP INDEX incidents_cause;
ALTER TABLE incidents DROP COLUMN cause;
DROP TABLE phone_numbers;
DROP TABLE phone_calls;

-- +goose Up
-- Who is on duty: lines of each week, and of one day.
CREATE TABLE duties (
    id        TEXT   PRIMARY KEY,
    region_id TEXT   NOT NULL,
    post      TEXT   NOT NULL,
    last_day  TEXT   NOT NULL, -- on which it may begin; '9999-12-31': no end
    version   BIGINT NOT NULL,
    doc       TEXT   NOT NULL
);
CREATE INDEX duties_last_day ON duties (last_day, region_id);

-- What is known of a number from what went out to it.
CREATE TABLE reached_numbers (
    number TEXT PRIMARY KEY,
    doc    TEXT NOT NULL
);

-- What was found of the chain before each change of shift.
CREATE TABLE shift_checks (
    shift   BIGINT PRIMARY KEY, -- when it changes
    version BIGINT NOT NULL,
    doc     TEXT   NOT NULL
);

-- Who sat alone at night and was asked for a key.
CREATE TABLE wakes (
    id       TEXT   PRIMARY KEY,
    asked_at BIGINT NOT NULL,
    next_at  BIGINT,            -- the next ring; NULL: none
    version  BIGINT NOT NULL,
    doc      TEXT   NOT NULL
);
CREATE INDEX wakes_asked ON wakes (asked_at);
CREATE INDEX wakes_next ON wakes (next_at) WHERE next_at IS NOT NULL;

-- +goose Down
DROP TABLE wakes;
DROP TABLE shift_checks;
DROP TABLE reached_numbers;
DROP TABLE duties;

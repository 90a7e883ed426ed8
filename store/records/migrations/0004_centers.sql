-- +goose Up
CREATE TABLE beds (
    id        TEXT PRIMARY KEY,
    center_id TEXT NOT NULL,
    region_id TEXT NOT NULL,
    device_id TEXT NOT NULL,
    place     TEXT NOT NULL, -- floor, room and name, for the order of a board
    doc       TEXT NOT NULL
);
CREATE INDEX beds_center ON beds (center_id, place);
CREATE UNIQUE INDEX beds_place ON beds (center_id, place);
CREATE UNIQUE INDEX beds_device ON beds (device_id) WHERE device_id <> '';

-- Since when a bed is planned, commissioned or blocked: the denominator of any day.
CREATE TABLE bed_states (
    bed_id TEXT   NOT NULL,
    since  BIGINT NOT NULL,
    state  TEXT   NOT NULL,
    PRIMARY KEY (bed_id, since)
);

CREATE TABLE stays (
    id            TEXT PRIMARY KEY,
    elder_id      TEXT   NOT NULL,
    center_id     TEXT   NOT NULL,
    region_id     TEXT   NOT NULL,
    bed_id        TEXT   NOT NULL,
    admitted_at   BIGINT NOT NULL,
    discharged_at BIGINT,
    step          TEXT   NOT NULL, -- the last step with what was before it
    doc           TEXT   NOT NULL
);
CREATE INDEX stays_center ON stays (center_id, admitted_at);
CREATE INDEX stays_elder ON stays (elder_id, admitted_at);
-- One elder in one bed, one bed for one elder.
CREATE UNIQUE INDEX stays_one_bed ON stays (elder_id) WHERE discharged_at IS NULL;
CREATE UNIQUE INDEX stays_one_elder ON stays (bed_id) WHERE discharged_at IS NULL;

-- Which bed a stay was in from when to when.
CREATE TABLE stay_beds (
    stay_id TEXT   NOT NULL,
    since   BIGINT NOT NULL,
    until   BIGINT, -- null: still
    bed_id  TEXT   NOT NULL,
    PRIMARY KEY (stay_id, since)
);
CREATE INDEX stay_beds_bed ON stay_beds (bed_id, since);

-- One state per elder at any instant.
CREATE TABLE whereabouts (
    elder_id  TEXT   NOT NULL,
    since     BIGINT NOT NULL,
    until     BIGINT, -- null: still
    return_at BIGINT,
    doc       TEXT   NOT NULL,
    PRIMARY KEY (elder_id, since)
);
CREATE UNIQUE INDEX whereabouts_one ON whereabouts (elder_id) WHERE until IS NULL;

-- +goose Down
DROP TABLE whereabouts;
DROP TABLE stay_beds;
DROP TABLE stays;
DROP TABLE bed_states;
DROP TABLE beds;

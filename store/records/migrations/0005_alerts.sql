-- +goose Up
CREATE TABLE alerts (
    id           TEXT PRIMARY KEY,
    rule         TEXT   NOT NULL,
    severity     TEXT   NOT NULL,
    technical    INTEGER NOT NULL, -- 0 or 1
    device_id    TEXT   NOT NULL,
    elder_id     TEXT   NOT NULL,
    region_id    TEXT   NOT NULL,
    center_id    TEXT   NOT NULL,
    incident_id  TEXT   NOT NULL, -- '' until the desk has taken it, and for what never goes there
    raised_at    BIGINT NOT NULL,
    cleared_at   BIGINT, -- NULL: still going on
    doc          TEXT   NOT NULL
);
CREATE INDEX alerts_raised ON alerts (raised_at DESC, id DESC);
CREATE INDEX alerts_firing ON alerts (raised_at DESC, id DESC) WHERE cleared_at IS NULL;
CREATE INDEX alerts_device ON alerts (device_id, raised_at);
CREATE INDEX alerts_elder ON alerts (elder_id, raised_at) WHERE elder_id <> '';
CREATE INDEX alerts_unoffered ON alerts (raised_at) WHERE severity = 'critical' AND incident_id = '';

-- What the rules remember of each device, opaque here. Not journalled.
CREATE TABLE rule_memory (
    device_id TEXT PRIMARY KEY,
    snapshot  BLOB NOT NULL
);

-- When each device was last heard, written in batches. Not journalled.
CREATE TABLE liveness (
    device_id TEXT PRIMARY KEY,
    seen_at   BIGINT NOT NULL,
    doc       TEXT   NOT NULL
);

-- +goose Down
DROP TABLE liveness;
DROP TABLE rule_memory;
DROP TABLE alerts;

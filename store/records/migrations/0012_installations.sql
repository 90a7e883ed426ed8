-- +goose Up
-- Fitting one device in one home, from consent to the press that proved it.
CREATE TABLE installations (
    id           TEXT PRIMARY KEY, -- sorts by when it began
    region_id    TEXT NOT NULL,
    center_id    TEXT NOT NULL,    -- always empty: a home is nobody's site
    household_id TEXT NOT NULL,
    device_id    TEXT NOT NULL,    -- empty: none claimed yet
    by           TEXT NOT NULL,
    state        TEXT NOT NULL,
    doc          TEXT NOT NULL
);
CREATE INDEX installations_running ON installations (state, device_id) WHERE state = 'running';
CREATE INDEX installations_household ON installations (household_id, id);

-- What each elder agreed to; the newest word counts.
CREATE TABLE consents (
    elder_id TEXT NOT NULL,
    kind     TEXT NOT NULL, -- health, location
    doc      TEXT NOT NULL,
    PRIMARY KEY (elder_id, kind)
);

-- The code by which an installer takes a device out of stock, once.
CREATE TABLE claims (
    hash      TEXT   PRIMARY KEY, -- SHA-256 of the code, hex
    device_id TEXT   NOT NULL,
    made_at   BIGINT NOT NULL,
    used_at   BIGINT
);
CREATE INDEX claims_device ON claims (device_id);

-- +goose Down
DROP TABLE claims;
DROP TABLE consents;
DROP TABLE installations;

-- +goose Up
CREATE TABLE regions (
    id        TEXT PRIMARY KEY,
    parent_id TEXT NOT NULL,
    name      TEXT NOT NULL,
    doc       TEXT NOT NULL
);

CREATE TABLE centers (
    id        TEXT PRIMARY KEY,
    kind      TEXT NOT NULL,
    region_id TEXT NOT NULL,
    center_id TEXT NOT NULL, -- its own id, so that one scope condition fits every table
    doc       TEXT NOT NULL
);
CREATE INDEX centers_kind ON centers (kind, id);

CREATE TABLE households (
    id         TEXT PRIMARY KEY,
    region_id  TEXT NOT NULL,
    center_id  TEXT NOT NULL, -- always empty: a home is nobody's site
    station_id TEXT NOT NULL,
    search     TEXT NOT NULL,
    doc        TEXT NOT NULL
);
CREATE INDEX households_region ON households (region_id, id);

CREATE TABLE elders (
    id           TEXT PRIMARY KEY,
    region_id    TEXT NOT NULL,
    center_id    TEXT NOT NULL,
    household_id TEXT NOT NULL,
    name         TEXT NOT NULL,
    id_number    TEXT NOT NULL,
    search       TEXT NOT NULL,
    doc          TEXT NOT NULL
);
CREATE INDEX elders_name ON elders (name, id);
CREATE INDEX elders_household ON elders (household_id);
CREATE INDEX elders_center ON elders (center_id) WHERE center_id <> '';
CREATE UNIQUE INDEX elders_id_number ON elders (id_number) WHERE id_number <> '';

CREATE TABLE staff (
    id           TEXT PRIMARY KEY, -- the user name
    region_id    TEXT NOT NULL,
    center_id    TEXT NOT NULL,
    role         TEXT NOT NULL,
    password     TEXT NOT NULL, -- PHC string
    last_seen_at BIGINT,
    doc          TEXT NOT NULL
);

CREATE TABLE sessions (
    hash       TEXT PRIMARY KEY, -- SHA-256 of the token, hex
    staff_id   TEXT NOT NULL,
    opened_at  BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_staff ON sessions (staff_id);

-- Where somebody has signed in from before.
CREATE TABLE staff_addresses (
    staff_id TEXT NOT NULL,
    address  TEXT NOT NULL,
    last_at  BIGINT NOT NULL,
    PRIMARY KEY (staff_id, address)
);

CREATE TABLE devices (
    id           TEXT PRIMARY KEY,
    region_id    TEXT NOT NULL,
    center_id    TEXT NOT NULL,
    household_id TEXT NOT NULL,
    elder_id     TEXT NOT NULL,
    gateway_id   TEXT NOT NULL,
    address      TEXT NOT NULL,
    secret       TEXT NOT NULL, -- SHA-256, hex; empty: none issued
    search       TEXT NOT NULL,
    doc          TEXT NOT NULL
);
CREATE INDEX devices_household ON devices (household_id);
CREATE INDEX devices_elder ON devices (elder_id) WHERE elder_id <> '';
CREATE INDEX devices_center ON devices (center_id) WHERE center_id <> '';
CREATE UNIQUE INDEX devices_address ON devices (gateway_id, address) WHERE address <> '';

-- Who looked at which record; written in batches, outside the journal.
CREATE TABLE views (
    at      BIGINT NOT NULL,
    by      TEXT   NOT NULL,
    noun    TEXT   NOT NULL,
    subject TEXT   NOT NULL
);
CREATE INDEX views_subject ON views (noun, subject, at);

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- +goose Down
DROP TABLE settings;
DROP TABLE views;
DROP TABLE devices;
DROP TABLE staff_addresses;
DROP TABLE sessions;
DROP TABLE staff;
DROP TABLE elders;
DROP TABLE households;
DROP TABLE centers;
DROP TABLE regions;

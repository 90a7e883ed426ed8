-- +goose Up
-- The secret before the present one, which a device may use for a while.
ALTER TABLE devices ADD COLUMN old_secret TEXT NOT NULL DEFAULT ''; -- SHA-256, hex; empty: none is good
ALTER TABLE devices ADD COLUMN old_until BIGINT NOT NULL DEFAULT 0;
CREATE INDEX devices_old_secret ON devices (old_until) WHERE old_until > 0;

-- What the lists of devices that need somebody are made from.
ALTER TABLE devices ADD COLUMN state TEXT NOT NULL DEFAULT '';      -- empty: entered before there were states
ALTER TABLE devices ADD COLUMN sim_until TEXT NOT NULL DEFAULT '';  -- 2006-01-02, 0: in arrears, empty: no SIM
ALTER TABLE devices ADD COLUMN replace_by TEXT NOT NULL DEFAULT ''; -- 2006-01-02, empty: nobody knows
ALTER TABLE devices ADD COLUMN moved_at BIGINT NOT NULL DEFAULT 0;  -- suspected of standing somewhere else since
CREATE INDEX devices_sim_until ON devices (sim_until) WHERE sim_until <> '';
CREATE INDEX devices_replace_by ON devices (replace_by) WHERE replace_by <> '';
CREATE INDEX devices_moved ON devices (moved_at) WHERE moved_at > 0;

-- What a device that stays in its place hears around it, by which its being moved is
-- noticed.
CREATE TABLE surroundings (
    device_id TEXT PRIMARY KEY,
    doc       TEXT NOT NULL
);

-- What a broker that is not ours must still be told of devices.
CREATE TABLE admissions (
    device_id TEXT    PRIMARY KEY,
    sealed    TEXT    NOT NULL, -- the secret, readable for the platform only; empty: shut out
    replaces  INTEGER NOT NULL, -- 1: connections with an older secret may stand
    at        BIGINT  NOT NULL
);

-- +goose Down
DROP TABLE admissions;
DROP TABLE surroundings;
DROP INDEX devices_moved;
DROP INDEX devices_replace_by;
DROP INDEX devices_sim_until;
ALTER TABLE devices DROP COLUMN moved_at;
ALTER TABLE devices DROP COLUMN replace_by;
ALTER TABLE devices DROP COLUMN sim_until;
ALTER TABLE devices DROP COLUMN state;
DROP INDEX devices_old_secret;
ALTER TABLE devices DROP COLUMN old_until;
ALTER TABLE devices DROP COLUMN old_secret;

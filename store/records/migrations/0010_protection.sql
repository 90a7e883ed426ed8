-- +goose Up
-- Which device with a key stood in which home, from when to when.
CREATE TABLE posts (
    device_id    TEXT   NOT NULL,
    from_at      BIGINT NOT NULL,
    until_at     BIGINT, -- NULL: still
    heard_at     BIGINT, -- NULL: never heard there
    gateway_id   TEXT   NOT NULL,
    household_id TEXT   NOT NULL,
    region_id    TEXT   NOT NULL,
    center_id    TEXT   NOT NULL, -- the station of the home
    PRIMARY KEY (device_id, from_at)
);
CREATE INDEX posts_household ON posts (household_id);
CREATE INDEX posts_place ON posts (region_id, center_id, household_id);
CREATE INDEX posts_until ON posts (until_at) WHERE until_at IS NOT NULL;
CREATE INDEX posts_from ON posts (from_at);
CREATE INDEX posts_unheard ON posts (device_id) WHERE heard_at IS NULL;
CREATE INDEX posts_gateway ON posts (gateway_id) WHERE gateway_id <> '';

-- When a device was not heard.
CREATE TABLE silences (
    device_id TEXT   NOT NULL,
    from_at   BIGINT NOT NULL,
    doubt_at  BIGINT NOT NULL, -- from when it should have been heard
    until_at  BIGINT, -- NULL: still
    cause     TEXT   NOT NULL,
    PRIMARY KEY (device_id, from_at)
);
CREATE INDEX silences_open ON silences (device_id) WHERE until_at IS NULL;
CREATE INDEX silences_until ON silences (until_at);

-- When a process did its part. Whatever lies between the rows we were down.
CREATE TABLE uptimes (
    part     TEXT   NOT NULL, -- calls, desk
    instance TEXT   NOT NULL,
    from_at  BIGINT NOT NULL,
    until_at BIGINT NOT NULL, -- moved on while it goes on
    ended    TEXT   NOT NULL, -- what took it away; '' nobody said
    PRIMARY KEY (part, instance, from_at)
);
CREATE INDEX uptimes_until ON uptimes (until_at);

-- Days that are over, each village and station one row.
CREATE TABLE protected_days (
    day       TEXT    NOT NULL,
    region_id TEXT    NOT NULL,
    center_id TEXT    NOT NULL,
    homes     INTEGER NOT NULL,
    doc       TEXT    NOT NULL, -- the minutes
    PRIMARY KEY (day, region_id, center_id)
);

-- +goose Down
DROP TABLE protected_days;
DROP TABLE uptimes;
DROP TABLE silences;
DROP TABLE posts;

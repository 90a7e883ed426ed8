-- +goose Up
-- Where a worker's phone was last, told together with a step of an order.
CREATE TABLE worker_spots (
    staff_id TEXT PRIMARY KEY,
    at       BIGINT NOT NULL,
    doc      TEXT   NOT NULL
);

-- The last stretch of a worker's work: steps without a long pause between them.
CREATE TABLE worker_stretches (
    staff_id    TEXT PRIMARY KEY,
    began_at    BIGINT NOT NULL,
    ended_at    BIGINT NOT NULL,
    accepted_at BIGINT -- the last order
);

-- A day's orders laid out over its workers.
CREATE TABLE rounds (
    id         TEXT PRIMARY KEY,
    day        TEXT   NOT NULL,
    state      TEXT   NOT NULL,
    region_id  TEXT   NOT NULL,
    center_id  TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    version    BIGINT NOT NULL,
    doc        TEXT   NOT NULL
);
CREATE INDEX rounds_day ON rounds (day, created_at);

-- The orders of a day.
CREATE INDEX orders_day ON orders (due_at) WHERE due_at IS NOT NULL;

-- +goose Down
DROP INDEX orders_day;
DROP TABLE rounds;
DROP TABLE worker_stretches;
DROP TABLE worker_spots;

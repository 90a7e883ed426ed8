-- +goose Up
-- Which process may do what only one may do at a time, until when.
CREATE TABLE turns (
    name  TEXT   PRIMARY KEY,
    owner TEXT   NOT NULL,
    until BIGINT NOT NULL
);

-- What the listening processes refused last, each process one row.
CREATE TABLE refusals (
    instance TEXT PRIMARY KEY,
    doc      TEXT NOT NULL
);

-- +goose Down
DROP TABLE refusals;
DROP TABLE turns;

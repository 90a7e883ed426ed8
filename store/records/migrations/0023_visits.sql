-- +goose Up
-- What workers did at the door, with its evidence. The id is the order's.
CREATE TABLE visits (
    id          TEXT PRIMARY KEY,
    state       TEXT   NOT NULL,
    elder_id    TEXT   NOT NULL,
    worker_id   TEXT   NOT NULL,
    provider_id TEXT   NOT NULL,
    region_id   TEXT   NOT NULL,
    center_id   TEXT   NOT NULL,
    grade       TEXT   NOT NULL,
    start_at    BIGINT,
    end_at      BIGINT,
    grade_at    BIGINT, -- when it is to be graded (again); NULL: not
    version     BIGINT NOT NULL,
    doc         TEXT   NOT NULL
);
CREATE INDEX visits_due ON visits (grade_at) WHERE grade_at IS NOT NULL;
CREATE INDEX visits_elder ON visits (elder_id, end_at);
CREATE INDEX visits_worker ON visits (worker_id, end_at);
CREATE INDEX visits_provider ON visits (provider_id, end_at);
CREATE INDEX visits_end ON visits (end_at, id);

-- Photos, receipts and signatures. What they are stands in the visit.
CREATE TABLE visit_files (
    id       TEXT PRIMARY KEY,
    visit_id TEXT NOT NULL,
    body     BLOB NOT NULL
);
CREATE INDEX visit_files_visit ON visit_files (visit_id);

-- What hangs at the door of a home, as a QR code.
CREATE TABLE door_codes (
    household_id TEXT PRIMARY KEY,
    code         TEXT   NOT NULL UNIQUE,
    made_at      BIGINT NOT NULL
);

-- Orders that will be missed unless somebody acts.
CREATE TABLE misses (
    order_id  TEXT   NOT NULL,
    why       TEXT   NOT NULL,
    region_id TEXT   NOT NULL,
    center_id TEXT   NOT NULL,
    raised_at BIGINT NOT NULL,
    ring_at   BIGINT, -- when the supervisor is to be rung; NULL: not
    ended_at  BIGINT,
    version   BIGINT NOT NULL,
    doc       TEXT   NOT NULL,
    PRIMARY KEY (order_id, why)
);
CREATE INDEX misses_open ON misses (raised_at) WHERE ended_at IS NULL;
-- Orders whose time comes.
CREATE INDEX orders_due ON orders (due_at) WHERE due_at IS NOT NULL AND state IN ('requested','queued','assigned','accepted','on_the_way');

CREATE TABLE providers (
    id      TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    doc     TEXT   NOT NULL
);

-- Which visits are not paid for, from a day on.
CREATE TABLE visit_policies (
    from_day TEXT PRIMARY KEY,
    doc      TEXT NOT NULL
);

-- +goose Down
DROP TABLE visit_policies;
DROP TABLE providers;
DROP INDEX orders_due;
DROP TABLE misses;
DROP TABLE door_codes;
DROP TABLE visit_files;
DROP TABLE visits;

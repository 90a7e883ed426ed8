-- +goose Up
-- The service catalogue, as far as it differs from what every site begins with.
CREATE TABLE offerings (
    id      TEXT   PRIMARY KEY,
    service TEXT   NOT NULL,
    version BIGINT NOT NULL,
    doc     TEXT   NOT NULL
);

-- What is ordered again and again.
CREATE TABLE plans (
    id        TEXT   PRIMARY KEY,
    service   TEXT   NOT NULL,
    elder_id  TEXT   NOT NULL, -- empty: of a site
    region_id TEXT   NOT NULL,
    center_id TEXT   NOT NULL,
    next_at   BIGINT,          -- the next instant that nothing was decided about
    due_at    BIGINT,          -- when that is done; NULL: never
    ended     INTEGER NOT NULL,
    version   BIGINT NOT NULL,
    doc       TEXT   NOT NULL
);
CREATE INDEX plans_due ON plans (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX plans_elder ON plans (elder_id, id);
CREATE INDEX plans_center ON plans (center_id, id);

-- The instants of plans at which no order was made.
CREATE TABLE plan_gaps (
    plan_id   TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    service   TEXT   NOT NULL,
    elder_id  TEXT   NOT NULL,
    region_id TEXT   NOT NULL,
    center_id TEXT   NOT NULL,
    why       TEXT   NOT NULL,
    noted_at  BIGINT NOT NULL,
    PRIMARY KEY (plan_id, at)
);
CREATE INDEX plan_gaps_at ON plan_gaps (at);

-- Which plan an order was made by.
ALTER TABLE orders ADD COLUMN plan_id TEXT NOT NULL DEFAULT '';
CREATE INDEX orders_plan ON orders (plan_id, due_at) WHERE plan_id <> '';
CREATE INDEX orders_planned_day ON orders (due_at) WHERE plan_id <> '';

-- What each kitchen can keep to.
CREATE TABLE kitchens (
    center_id TEXT   PRIMARY KEY,
    region_id TEXT   NOT NULL,
    version   BIGINT NOT NULL,
    doc       TEXT   NOT NULL
);

-- Who came to an activity day.
CREATE TABLE activity_attendance (
    order_id TEXT   NOT NULL,
    elder_id TEXT   NOT NULL,
    came     INTEGER NOT NULL,
    at       BIGINT NOT NULL,
    by       TEXT   NOT NULL,
    PRIMARY KEY (order_id, elder_id)
);

-- Mass outreach: everybody on a list ends somewhere.
CREATE TABLE outreaches (
    id        TEXT   PRIMARY KEY, -- sorts by when it began
    region_id TEXT   NOT NULL,
    center_id TEXT   NOT NULL,    -- always empty: a list is nobody's site
    closed_at BIGINT,
    version   BIGINT NOT NULL,
    doc       TEXT   NOT NULL
);
CREATE TABLE outreach_elders (
    outreach_id TEXT   NOT NULL,
    elder_id    TEXT   NOT NULL,
    region_id   TEXT   NOT NULL,
    center_id   TEXT   NOT NULL,
    state       TEXT   NOT NULL,
    ended_at    BIGINT,
    doc         TEXT   NOT NULL,
    PRIMARY KEY (outreach_id, elder_id)
);
CREATE INDEX outreach_elders_state ON outreach_elders (outreach_id, state, region_id);

-- +goose Down
DROP TABLE outreach_elders;
DROP TABLE outreaches;
DROP TABLE activity_attendance;
DROP TABLE kitchens;
DROP INDEX orders_planned_day;
DROP INDEX orders_plan;
ALTER TABLE orders DROP COLUMN plan_id;
DROP TABLE plan_gaps;
DROP TABLE plans;
DROP TABLE offerings;

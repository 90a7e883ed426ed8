-- +goose Up
CREATE TABLE incidents (
    id           TEXT PRIMARY KEY,
    day          TEXT   NOT NULL, -- with day_no the number for people
    day_no       INTEGER NOT NULL,
    state        TEXT   NOT NULL,
    urgency      INTEGER NOT NULL,
    elder_id     TEXT   NOT NULL,
    household_id TEXT   NOT NULL,
    device_id    TEXT   NOT NULL,
    region_id    TEXT   NOT NULL,
    center_id    TEXT   NOT NULL,
    answered_by  TEXT   NOT NULL,
    pressed_at   BIGINT NOT NULL,
    opened_at    BIGINT NOT NULL,
    ladder_at    BIGINT, -- when the first escalation is due
    second_at    BIGINT, -- when the second is
    version      BIGINT NOT NULL,
    doc          TEXT   NOT NULL,
    UNIQUE (day, day_no)
);
CREATE INDEX incidents_queue ON incidents (state, urgency, pressed_at);
CREATE INDEX incidents_elder ON incidents (elder_id, state);
CREATE INDEX incidents_household ON incidents (household_id, state);
CREATE INDEX incidents_device ON incidents (device_id, state);
CREATE INDEX incidents_ladder ON incidents (ladder_at) WHERE ladder_at IS NOT NULL;
CREATE INDEX incidents_second ON incidents (second_at) WHERE second_at IS NOT NULL;

-- Everybody an incident may concern, to join a second person's press.
CREATE TABLE incident_elders (
    incident_id TEXT NOT NULL,
    elder_id    TEXT NOT NULL,
    PRIMARY KEY (incident_id, elder_id)
);
CREATE INDEX incident_elders_elder ON incident_elders (elder_id);

CREATE TABLE calls (
    device_id    TEXT   NOT NULL,
    id           TEXT   NOT NULL,
    kind         TEXT   NOT NULL,
    incident_id  TEXT   NOT NULL, -- '' for a test
    gateway_id   TEXT   NOT NULL,
    household_id TEXT   NOT NULL,
    elder_id     TEXT   NOT NULL,
    center_id    TEXT   NOT NULL,
    pressed_at   BIGINT NOT NULL,
    received_at  BIGINT NOT NULL,
    repeats      INTEGER NOT NULL,
    PRIMARY KEY (device_id, id)
);
CREATE INDEX calls_incident ON calls (incident_id, received_at);
CREATE INDEX calls_household ON calls (household_id, received_at);

CREATE TABLE feedback (
    device_id    TEXT   NOT NULL,
    call_id      TEXT   NOT NULL,
    step         TEXT   NOT NULL,
    gateway_id   TEXT   NOT NULL,
    incident_id  TEXT   NOT NULL,
    at           BIGINT NOT NULL,
    by           TEXT   NOT NULL,
    eta_s        INTEGER NOT NULL,
    attempts     INTEGER NOT NULL,
    due_at       BIGINT, -- NULL: confirmed or given up
    sent_at      BIGINT,
    confirmed_at BIGINT,
    PRIMARY KEY (device_id, call_id, step)
);
CREATE INDEX feedback_due ON feedback (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX feedback_incident ON feedback (incident_id, at);

CREATE TABLE orders (
    id          TEXT PRIMARY KEY,
    day         TEXT   NOT NULL,
    day_no      INTEGER NOT NULL,
    service     TEXT   NOT NULL,
    state       TEXT   NOT NULL,
    priority    INTEGER NOT NULL,
    elder_id    TEXT   NOT NULL,
    incident_id TEXT   NOT NULL,
    worker_id   TEXT   NOT NULL,
    region_id   TEXT   NOT NULL,
    center_id   TEXT   NOT NULL,
    source      TEXT   NOT NULL,
    due_at      BIGINT,
    created_at  BIGINT NOT NULL,
    accept_by   BIGINT, -- when an assignment goes back
    version     BIGINT NOT NULL,
    doc         TEXT   NOT NULL,
    UNIQUE (day, day_no)
);
CREATE INDEX orders_queue ON orders (state, priority, created_at);
CREATE INDEX orders_elder ON orders (elder_id, created_at);
CREATE INDEX orders_incident ON orders (incident_id) WHERE incident_id <> '';
CREATE INDEX orders_worker ON orders (worker_id, state) WHERE worker_id <> '';
CREATE INDEX orders_accept ON orders (accept_by) WHERE accept_by IS NOT NULL;

CREATE TABLE notices (
    key         TEXT PRIMARY KEY,
    incident_id TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    due_at      BIGINT, -- NULL: done or given up
    doc         TEXT   NOT NULL
);
CREATE INDEX notices_due ON notices (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX notices_incident ON notices (incident_id, created_at);
CREATE INDEX notices_created ON notices (created_at);

-- +goose Down
DROP TABLE notices;
DROP TABLE orders;
DROP TABLE feedback;
DROP TABLE calls;
DROP TABLE incident_elders;
DROP TABLE incidents;

-- +goose Up
-- What people ask, complain of, propose, praise and report.
CREATE TABLE tickets (
    id          TEXT PRIMARY KEY,
    day         TEXT    NOT NULL, -- with day_no the number for people
    day_no      INTEGER NOT NULL,
    kind        TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    independent INTEGER NOT NULL, -- 1: no site may see it
    sealed      INTEGER NOT NULL, -- 1: only those who must may
    by          TEXT    NOT NULL,
    handler     TEXT    NOT NULL,
    about_staff TEXT    NOT NULL, -- who must not see it
    elder_id    TEXT    NOT NULL,
    region_id   TEXT    NOT NULL,
    center_id   TEXT    NOT NULL,
    opened_at   BIGINT  NOT NULL,
    due_at      BIGINT,           -- the next deadline; NULL: none
    urge_at     BIGINT,           -- the same, until it was noted as missed
    search      TEXT    NOT NULL,
    version     BIGINT  NOT NULL,
    doc         TEXT    NOT NULL,
    UNIQUE (day, day_no)
);
CREATE INDEX tickets_newest ON tickets (opened_at, id);
CREATE INDEX tickets_due ON tickets (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX tickets_urge ON tickets (urge_at) WHERE urge_at IS NOT NULL;
CREATE INDEX tickets_elder ON tickets (elder_id, opened_at);

-- The numbers that tickets have elsewhere: each is one ticket's.
CREATE TABLE ticket_refs (
    system    TEXT NOT NULL,
    number    TEXT NOT NULL,
    ticket_id TEXT NOT NULL,
    PRIMARY KEY (system, number)
);
CREATE INDEX ticket_refs_ticket ON ticket_refs (ticket_id);

-- The knowledge base.
CREATE TABLE articles (
    id         TEXT PRIMARY KEY,
    retired_at BIGINT,
    version    BIGINT NOT NULL,
    doc        TEXT   NOT NULL
);

-- Our own calls afterwards.
CREATE TABLE follow_ups (
    id          TEXT PRIMARY KEY,
    noun        TEXT   NOT NULL,
    subject     TEXT   NOT NULL,
    state       TEXT   NOT NULL,
    elder_id    TEXT   NOT NULL,
    region_id   TEXT   NOT NULL,
    center_id   TEXT   NOT NULL,
    hidden_from TEXT   NOT NULL,
    drawn_at    BIGINT NOT NULL,
    due_at      BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    doc         TEXT   NOT NULL
);
CREATE UNIQUE INDEX follow_ups_open ON follow_ups (noun, subject) WHERE state = 'open';
CREATE INDEX follow_ups_due ON follow_ups (state, due_at, id);
CREATE INDEX follow_ups_drawn ON follow_ups (drawn_at);

-- How far each draw has come: one row for follow-ups, one for each month of audits.
CREATE TABLE draws (
    name TEXT   PRIMARY KEY,
    seq  BIGINT NOT NULL, -- the entry of the journal up to which, or after which, was drawn
    seed TEXT   NOT NULL
);
-- What a follow-up may be drawn from.
CREATE INDEX journal_ended ON journal (seq) WHERE what IN ('incident.closed','order.completed','order.failed','ticket.closed');
-- What the hotline's functions are counted from.
CREATE INDEX journal_counted ON journal (what, at) WHERE what IN ('device.located','incident.attempted','elder.created','elder.changed','elder.imported','household.created','household.changed','household.imported');
-- Incidents and orders of a period.
CREATE INDEX incidents_opened ON incidents (opened_at, id);
CREATE INDEX orders_created ON orders (created_at, id);

CREATE TABLE audits (
    id          TEXT PRIMARY KEY,
    month       TEXT   NOT NULL,
    operator    TEXT   NOT NULL,
    incident_id TEXT   NOT NULL UNIQUE,
    state       TEXT   NOT NULL,
    region_id   TEXT   NOT NULL,
    center_id   TEXT   NOT NULL,
    version     BIGINT NOT NULL,
    doc         TEXT   NOT NULL
);
CREATE INDEX audits_month ON audits (month, operator);

-- +goose Down
DROP TABLE audits;
DROP INDEX orders_created;
DROP INDEX incidents_opened;
DROP INDEX journal_counted;
DROP INDEX journal_ended;
DROP TABLE draws;
DROP TABLE follow_ups;
DROP TABLE articles;
DROP TABLE ticket_refs;
DROP TABLE tickets;

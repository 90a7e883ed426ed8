-- +goose Up
CREATE TABLE journal (
    seq       BIGINT PRIMARY KEY,
    at        BIGINT NOT NULL,
    by        TEXT   NOT NULL,
    what      TEXT   NOT NULL,
    noun      TEXT   NOT NULL,
    subject   TEXT   NOT NULL,
    region_id TEXT   NOT NULL,
    center_id TEXT   NOT NULL,
    worker    TEXT   NOT NULL,
    related   TEXT   NOT NULL,
    note      TEXT   NOT NULL,
    salt      BLOB,
    digest    BLOB   NOT NULL,
    hash      BLOB   NOT NULL
);
CREATE INDEX journal_subject ON journal (noun, subject, seq);
CREATE INDEX journal_related ON journal (related, seq) WHERE related <> '';

-- One row: the last link of the chain.
CREATE TABLE journal_head (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    seq  BIGINT NOT NULL,
    hash BLOB   NOT NULL
);
INSERT INTO journal_head (id, seq, hash) VALUES (1, 0, x'');

-- +goose Down
DROP TABLE journal_head;
DROP TABLE journal;

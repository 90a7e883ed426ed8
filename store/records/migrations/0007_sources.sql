-- +goose Up
-- How to read what bought-in devices publish outside of yian/v1.
CREATE TABLE sources (
    id       TEXT   PRIMARY KEY,
    heard_at BIGINT, -- when a message last came in, written now and then; NULL: never
    unheard  BIGINT NOT NULL DEFAULT 0, -- 1: its topics are not subscribed to
    doc      TEXT   NOT NULL
);

-- +goose Down
DROP TABLE sources;

-- +goose Up
-- What a channel calls a notice, by which its receipts come.
ALTER TABLE notices ADD COLUMN ref TEXT NOT NULL DEFAULT '';
CREATE INDEX notices_ref ON notices (ref) WHERE ref <> '';

-- How each channel does: one row for each attempt, kept for a month.
CREATE TABLE channel_tries (
    channel TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    error   TEXT   NOT NULL -- empty: it was taken
);
CREATE INDEX channel_tries_at ON channel_tries (channel, at);

-- +goose Down
DROP TABLE channel_tries;
DROP INDEX notices_ref;
ALTER TABLE notices DROP COLUMN ref;

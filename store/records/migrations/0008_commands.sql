-- +goose Up
CREATE TABLE commands (
    id         TEXT PRIMARY KEY,
    device_id  TEXT   NOT NULL,
    state      TEXT   NOT NULL,
    region_id  TEXT   NOT NULL,
    center_id  TEXT   NOT NULL,
    queued_at  BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    due_at     BIGINT, -- when it is looked at next; NULL: it has ended
    doc        TEXT   NOT NULL
);
CREATE INDEX commands_newest ON commands (queued_at DESC, id DESC);
CREATE INDEX commands_device ON commands (device_id, queued_at DESC, id DESC);
CREATE INDEX commands_due ON commands (due_at) WHERE due_at IS NOT NULL;

-- +goose Down
DROP TABLE commands;

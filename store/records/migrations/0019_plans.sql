-- +goose Up
-- The service catalogue, as far as it differs from what every site begins with.
CREATE TABLE offerings (
    id      TEXT   PRIMARY KEY,
    service TEXT   NOT NULL,
    version BIGINT NOT NULL,
    doc     TEXT   NOT NULL
);

-- +goose Down
DROP TABLE offerings;

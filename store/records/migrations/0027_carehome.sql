-- +goose Up
-- The lines of residents' written lists of medicine, and what goes round like one.
CREATE TABLE medicines (
    id        TEXT PRIMARY KEY,
    elder_id  TEXT   NOT NULL,
    region_id TEXT   NOT NULL,
    center_id TEXT   NOT NULL,
    ended     BIGINT NOT NULL,
    next_at   BIGINT, -- the next instant about which nothing was decided
    version   BIGINT NOT NULL,
    doc       TEXT   NOT NULL
);
CREATE INDEX medicines_center ON medicines (center_id, ended);
CREATE INDEX medicines_elder ON medicines (elder_id);
CREATE INDEX medicines_next ON medicines (next_at) WHERE next_at IS NOT NULL;

-- What became of a line at one of its instants.
CREATE TABLE doses (
    medicine_id TEXT   NOT NULL,
    due_at      BIGINT NOT NULL,
    elder_id    TEXT   NOT NULL,
    region_id   TEXT   NOT NULL,
    center_id   TEXT   NOT NULL,
    state       TEXT   NOT NULL,
    close_at    BIGINT, -- when it counts as missed; NULL: somebody acted
    version     BIGINT NOT NULL,
    doc         TEXT   NOT NULL,
    PRIMARY KEY (medicine_id, due_at)
);
CREATE INDEX doses_center ON doses (center_id, due_at);
CREATE INDEX doses_elder ON doses (elder_id, due_at);
CREATE INDEX doses_close ON doses (close_at) WHERE close_at IS NOT NULL;

-- What came into and went out of the stock of a line.
CREATE TABLE medicine_stock (
    id          TEXT PRIMARY KEY,
    medicine_id TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    doc         TEXT   NOT NULL
);
CREATE INDEX medicine_stock_medicine ON medicine_stock (medicine_id, at);

-- What kitchens keep of each dish.
CREATE TABLE food_samples (
    id        TEXT PRIMARY KEY,
    region_id TEXT   NOT NULL,
    center_id TEXT   NOT NULL,
    day       TEXT   NOT NULL,
    version   BIGINT NOT NULL,
    doc       TEXT   NOT NULL
);
CREATE INDEX food_samples_center ON food_samples (center_id, day);

-- +goose Down
DROP TABLE food_samples;
DROP TABLE medicine_stock;
DROP TABLE doses;
DROP TABLE medicines;

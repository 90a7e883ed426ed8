-- +goose Up
-- The money that changed hands for an order. The id is the order's.
CREATE TABLE accounts (
    order_id    TEXT PRIMARY KEY,
    elder_id    TEXT   NOT NULL,
    worker_id   TEXT   NOT NULL,
    region_id   TEXT   NOT NULL,
    center_id   TEXT   NOT NULL,
    net_fen     BIGINT NOT NULL, -- collected and not given back
    advance_fen BIGINT NOT NULL, -- handed over and not accounted for
    open_since  BIGINT,          -- since when something may be left to settle; NULL: nothing
    version     BIGINT NOT NULL,
    doc         TEXT   NOT NULL
);
CREATE INDEX accounts_open ON accounts (open_since) WHERE open_since IS NOT NULL;

-- The receipts, by the number that people hold in hand.
CREATE TABLE receipts (
    day      TEXT    NOT NULL,
    day_no   INTEGER NOT NULL,
    order_id TEXT    NOT NULL,
    at       BIGINT  NOT NULL,
    fen      BIGINT  NOT NULL,
    PRIMARY KEY (day, day_no)
);

-- Orders that no person called off come back when the reason is over.
ALTER TABLE orders ADD COLUMN called_off TEXT NOT NULL DEFAULT '';
CREATE INDEX orders_called_off ON orders (due_at) WHERE called_off <> '';

-- Which poor visits are asked about: 'drawn' until that is done, then 'asked'.
ALTER TABLE visits ADD COLUMN lot TEXT NOT NULL DEFAULT '';
CREATE INDEX visits_drawn ON visits (end_at) WHERE lot = 'drawn';

-- When the oldest picture was taken that is not erased yet: photos apart from what proves
-- a payment or who confirmed.
ALTER TABLE visits ADD COLUMN photos_from BIGINT;
ALTER TABLE visits ADD COLUMN proofs_from BIGINT;
UPDATE visits SET photos_from = COALESCE(start_at, end_at, 0), proofs_from = COALESCE(start_at, end_at, 0)
    WHERE id IN (SELECT visit_id FROM visit_files);
CREATE INDEX visits_photos ON visits (photos_from) WHERE photos_from IS NOT NULL;
CREATE INDEX visits_proofs ON visits (proofs_from) WHERE proofs_from IS NOT NULL;

-- +goose Down
DROP INDEX visits_proofs;
DROP INDEX visits_photos;
ALTER TABLE visits DROP COLUMN proofs_from;
ALTER TABLE visits DROP COLUMN photos_from;
DROP INDEX visits_drawn;
ALTER TABLE visits DROP COLUMN lot;
DROP INDEX orders_called_off;
ALTER TABLE orders DROP COLUMN called_off;
DROP TABLE receipts;
DROP TABLE accounts;

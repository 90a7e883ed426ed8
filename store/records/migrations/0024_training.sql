-- +goose Up
-- What trainees did at the training seat. Elsewhere it stays empty.
CREATE TABLE training_runs (
    id       TEXT PRIMARY KEY,
    case_id  TEXT   NOT NULL,
    staff_id TEXT   NOT NULL,
    state    TEXT   NOT NULL,
    began_at BIGINT NOT NULL,
    version  BIGINT NOT NULL,
    doc      TEXT   NOT NULL
);
CREATE INDEX training_runs_staff ON training_runs (staff_id, began_at);
-- The homes of a case are one trainee's at a time, and a trainee is in one case.
CREATE UNIQUE INDEX training_runs_case ON training_runs (case_id) WHERE state = 'running';
CREATE UNIQUE INDEX training_runs_trainee ON training_runs (staff_id) WHERE state = 'running';

-- +goose Down
DROP TABLE training_runs;

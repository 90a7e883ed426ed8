-- +goose Up
-- When an incident that was answered rings again, unless somebody has acted on it.
ALTER TABLE incidents ADD COLUMN act_by BIGINT;
CREATE INDEX incidents_act_by ON incidents (act_by) WHERE act_by IS NOT NULL;

-- +goose Down
DROP INDEX incidents_act_by;
ALTER TABLE incidents DROP COLUMN act_by;

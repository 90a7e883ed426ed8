package assign

import (
	"context"

	"yian/care"
)

// Minutes returns how many minutes a worker takes to an order, from where the worker
// was last or usually is; 0 when neither is known. It blocks on reads.
func (a *Assigner) Minutes(ctx context.Context, o care.Order, worker care.StaffID) (int, error) {
	advice, err := a.Weigh(ctx, care.Staff{ID: care.System, Role: care.Admin}, o)
	if err != nil {
		return 0, err
	}
	for _, c := range advice.Candidates {
		if c.WorkerID == worker && c.Minutes != nil {
			return *c.Minutes, nil
		}
	}
	return 0, nil
}

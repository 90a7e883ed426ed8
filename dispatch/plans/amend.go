package plans

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// amend lets an order that is made already say what its plan says now: a worker who reads
// out yesterday's list of medicine reads out what is not true any more. What a kitchen has
// on the stove stays with it.
func (p *Plans) amend(ctx context.Context, by care.Staff, plan *care.Plan, o *care.Order, now time.Time) error {
	if o.DueAt == nil || now.After(latest(plan, *o.DueAt)) || !slices.Contains(before, o.State) {
		return nil
	}
	note, kitchen := strings.TrimSpace(noteOf(plan)), o.CenterID
	if plan.Service == care.Meal && plan.CenterID != "" {
		kitchen = plan.CenterID
	}
	if o.Note == note && o.CenterID == kitchen {
		return nil
	}
	if err := p.deps.Orders.Amend(ctx, by, o.ID, note, kitchen); !errors.Is(err, care.ErrConflict) {
		return err
	}
	return nil // somebody has set out
}

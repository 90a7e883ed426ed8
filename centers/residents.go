package centers

import (
	"context"
	"time"

	"yian/care"
)

// Residents lists the beds of a site that somebody had at an instant, with who it was
// and where that person was then, for rooms that care for all of them. An instant in the
// future is as of now.
func (c *Centers) Residents(ctx context.Context, sc care.Scope, center care.CenterID, at time.Time) ([]care.LodgedBed, error) {
	if _, err := c.record.Center(ctx, sc, center); err != nil {
		return nil, err
	}
	if now := c.now(); at.After(now) {
		at = now
	}
	beds, err := c.record.Lodged(ctx, sc, center, at)
	if err != nil {
		return nil, err
	}
	taken := beds[:0]
	for _, b := range beds {
		if b.Stay != nil {
			taken = append(taken, b)
		}
	}
	return taken, nil
}

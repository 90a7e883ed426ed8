package registry

import (
	"context"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

const liveSetting = "live_at"

// LiveAt returns when the county went live, or nil while it is on trial (试运行).
func (r *Registry) LiveAt(ctx context.Context) (*time.Time, error) {
	v, err := r.record.Setting(ctx, liveSetting)
	if errors.Is(err, care.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	at, err := time.Parse(time.RFC3339Nano, v)
	if err != nil {
		return nil, fmt.Errorf("registry: read go-live date: %w", err)
	}
	return &at, nil
}

// GoLive ends the trial now. What was entered before leaves all figures. A second
// time is [care.ErrConflict]: the date is part of every figure since.
func (r *Registry) GoLive(ctx context.Context, by care.Staff) (time.Time, error) {
	if at, err := r.LiveAt(ctx); err != nil || at != nil {
		if err == nil {
			err = care.Conflict("golive.done", "已经正式上线")
		}
		return time.Time{}, err
	}
	at := r.now().UTC()
	e := r.entry(by.ID, "setting", "went_live", liveSetting)
	return at, r.record.SetSetting(ctx, liveSetting, at.Format(time.RFC3339Nano), e)
}

// Counts returns how many of each noun there are: "regions", "centers", "staff",
// "households", "elders", "devices", "beds", "stays", "duties" (lines of the roster).
func (r *Registry) Counts(ctx context.Context) (map[string]int, error) {
	return r.record.Counts(ctx)
}

package dispatch

import (
	"context"
	"strings"
	"time"

	"yian/care"
)

// Explain keeps why an incident was answered after the limit. A second reason
// replaces the first; the journal has both.
func (d *Desk) Explain(ctx context.Context, by care.Staff, id care.IncidentID, why string) (care.Incident, error) {
	if why = strings.TrimSpace(why); why == "" {
		return care.Incident{}, care.Invalid("body.reason", "reason.empty", "请写明为什么")
	}
	return d.change(ctx, by, id, func(c *care.Case, now time.Time) (care.Change, error) {
		in := c.Incident
		switch {
		case !in.AnsweredLate():
			return care.Change{}, care.Conflict("incident.not_late", "这件在 180 秒内接听，不需要说明")
		case in.LateReason != nil && in.LateReason.Text == why:
			return care.Change{}, nil
		}
		in.LateReason = &care.LateReason{Text: why, By: by.ID, At: now}
		return care.Change{Entries: []care.Entry{incidentEntry(in, now, by.ID, "late_explained", why)}}, nil
	})
}

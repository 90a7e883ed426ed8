package dispatch

import (
	"context"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// Smoke, gas and carbon monoxide kill those who come to help. 119 goes first; nobody
// is sent in, by whomever, before 119 said that the place is safe. What is refused here
// is sending: that somebody arrived, or was called as a neighbour, is a fact and is kept.

// SceneSafe notes 119's word that the place may be entered: who there said it. An
// empty name takes it back. Idempotent; blocks until on disk.
func (d *Desk) SceneSafe(ctx context.Context, by care.Staff, id care.IncidentID, who string) (care.Incident, error) {
	who = strings.TrimSpace(who)
	return d.change(ctx, by, id, func(c *care.Case, now time.Time) (care.Change, error) {
		in := c.Incident
		if err := answered(in); err != nil {
			return care.Change{}, err
		}
		switch {
		case !in.Perilous():
			return care.Change{}, care.Conflict("incident.no_peril", "这件不是烟雾、燃气或一氧化碳报警")
		case who == "" && in.Safe == nil, in.Safe != nil && in.Safe.Who == who:
			return care.Change{}, nil
		case who == "":
			in.Safe = nil
			return care.Change{Entries: []care.Entry{incidentEntry(in, now, by.ID, "unsafe", "")}}, nil
		case !called(in, "119"):
			return care.Change{}, care.Conflict("incident.no_119", "还没有记录 119：请先按 5 拨打 119")
		}
		in.Safe = &care.SafeWord{Who: who, At: now, By: by.ID}
		return care.Change{Entries: []care.Entry{incidentEntry(in, now, by.ID, "safe", "119 "+who)}}, nil
	})
}

// called reports whether help of a kind was noted as on the way.
func called(in *care.Incident, what string) bool {
	return slices.Contains(in.Help, what)
}

// imperil notes a danger to whoever goes in. Those who are going already are told on
// their order; what stands for a new alarm is no longer safe.
func imperil(c *care.Case, peril string, now time.Time) []care.Entry {
	in := c.Incident
	if peril == "" {
		return nil
	}
	known := in.Peril != "" && in.Safe == nil
	if in.Peril == "" || slices.Index(perils, peril) < slices.Index(perils, in.Peril) {
		in.Peril = peril
	}
	if in.Safe = nil; known {
		return nil
	}
	var entries []care.Entry
	for _, o := range c.Orders {
		if !o.State.Over() && !strings.HasPrefix(o.Note, perilNote) {
			o.Note = strings.TrimSpace(perilNote + " " + o.Note)
			entries = append(entries, orderEntry(o, now, care.System, "peril", in.Peril))
		}
	}
	return entries
}

// perils are the dangers, that which counts first; two alarms in whatever order are one.
var perils = []string{"smoke", "gas", "co"}

const perilNote = "【危险：烟雾或燃气，119 确认安全前不要进屋】"

// barred refuses to send anybody into danger.
func barred(in *care.Incident) error {
	if in == nil || in.State == care.IncidentClosed || !in.Unsafe() {
		return nil
	}
	if !called(in, "119") {
		return care.Conflict("incident.not_safe", "烟雾、燃气或一氧化碳：先按 5 拨打 119，请老人离开、不碰开关；119 确认安全前不派人进入")
	}
	return care.Conflict("incident.not_safe", "119 还没有确认现场安全，不能派人进入；确认后请先记下是谁说的")
}

// unsafeFor reports whether an order belongs to an incident that nobody may be sent to.
// What cannot be read is taken for dangerous no more than the rest: the book decides.
func (d *Desk) unsafeFor(ctx context.Context, o *care.Order) bool {
	if o.IncidentID == "" {
		return false
	}
	in, err := d.deps.Shelf.Incident(ctx, care.Everything, o.IncidentID)
	return err == nil && barred(&in) != nil
}

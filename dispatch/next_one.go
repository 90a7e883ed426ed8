package dispatch

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// When everybody who was rung by one step of a ladder cannot come or did not answer,
// nobody waits for the time of the next step: the next are rung at once.

// refused reports whether a receipt says that its receiver will not come.
func refused(r care.NoticeReceipt) bool {
	return slices.Contains([]care.NoticeReceipt{care.ReceiptDeclined, care.ReceiptNoAnswer, care.ReceiptBusy, care.ReceiptFailed}, r)
}

// nextOne takes the next step of a ladder when n was the last of its step to refuse.
// The step is decided in the book, so it is taken once.
func (d *Desk) nextOne(ctx context.Context, n care.Notice, now time.Time) error {
	step, ok := stepOf(n)
	if !ok || n.Kind != "ring" { // a text beside a ring answers for nobody
		return nil
	}
	list, err := d.deps.Outbox.NoticesOf(ctx, n.Incident)
	if err != nil {
		return fmt.Errorf("dispatch: next one: %w", err)
	}
	for _, other := range list {
		s, ladder := stepOf(other)
		switch {
		case !ladder || other.Kind != "ring" || other.Ladder != n.Ladder || other.Key == n.Key:
		case s > step: // the ladder is beyond
			return nil
		case s == step && !refused(other.Receipt) && other.FailedAt == nil:
			return nil // this one may still come
		}
	}
	_, err = d.deps.Book.ChangeIncident(ctx, n.Incident, func(c *care.Case) (care.Change, error) {
		in := c.Incident
		l := &in.Ladder
		if n.Ladder == "second" {
			l = &in.Second
		}
		if in.State == care.IncidentClosed || l.NextAt == nil || !l.NextAt.After(now) || l.Step > lastRung || l.Step == 0 {
			return care.Change{}, nil // the county's desk is rung in its own time
		}
		l.NextAt = at(now)
		return care.Change{Entries: []care.Entry{incidentEntry(in, now, care.System, "all_refused", n.Ladder)}}, nil
	})
	if err != nil && !errors.Is(err, care.ErrNotFound) {
		return fmt.Errorf("dispatch: next one: %w", err)
	}
	return nil
}

// stepOf is the part of a notice's key that those of one step share: the incident's
// version when it was taken.
func stepOf(n care.Notice) (version int64, ok bool) {
	rest, ok := strings.CutPrefix(n.Key, string(n.Incident)+"/")
	if !ok {
		return 0, false
	}
	for _, ladder := range []string{"first-", "second-"} {
		if tail, ok := strings.CutPrefix(rest, ladder); ok {
			_, err := fmt.Sscanf(tail, "%d/", &version)
			return version, err == nil
		}
	}
	return 0, false
}

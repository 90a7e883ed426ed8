package registry

import (
	"context"
	"sync"
	"time"

	"yian/care"
)

// viewLimit bounds what waits to be written while the record is away.
const viewLimit = 10_000

// viewBook collects who looked at what and who was last seen when, so that
// looking costs no write of its own.
type viewBook struct {
	mu    sync.Mutex // guards all below
	views []care.Entry
	last  map[care.StaffID]time.Time // newest use
	saved map[care.StaffID]time.Time // as written
}

func newViewBook() *viewBook {
	return &viewBook{last: map[care.StaffID]time.Time{}, saved: map[care.StaffID]time.Time{}}
}

// Viewed notes that somebody looked at a record. It never blocks; Run writes it
// within a second.
func (r *Registry) Viewed(staff care.StaffID, noun, subject string) {
	r.views.add(care.Entry{At: r.now(), By: staff, What: noun + ".viewed", Noun: noun, Subject: subject})
}

func (b *viewBook) add(e care.Entry) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.views) < viewLimit {
		b.views = append(b.views, e)
	}
}

func (b *viewBook) seen(id care.StaffID, at time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.last[id] = at
}

// take returns what has to be written: all views, and users whose last use is a
// minute newer than what was written.
func (b *viewBook) take() (views []care.Entry, seen []care.Staff) {
	b.mu.Lock()
	defer b.mu.Unlock()
	views, b.views = b.views, nil
	for id, at := range b.last {
		if at.Sub(b.saved[id]) >= time.Minute {
			b.saved[id] = at
			seen = append(seen, care.Staff{ID: id, LastSeenAt: &at})
		}
	}
	return views, seen
}

func (r *Registry) flush(ctx context.Context) {
	views, seen := r.views.take()
	if len(views) > 0 {
		if err := r.record.SaveViews(ctx, views); err != nil {
			r.log.Warn("views not written", "count", len(views), "err", err)
			for _, v := range views {
				r.views.add(v)
			}
		}
	}
	if len(seen) > 0 {
		if err := r.record.StaffSeen(ctx, seen); err != nil {
			r.log.Warn("last use not written", "err", err)
		}
	}
}

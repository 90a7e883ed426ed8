package supervision

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"yian/care"
)

const (
	// rereadEvery is how often devices and homes are read anew even if nobody said
	// that they changed.
	rereadEvery = 10 * time.Minute
	keepEvery   = 5 * time.Second
	// closeAfter is how long after midnight a day is closed: by then whatever fell
	// silent in it is found.
	closeAfter = 2 * time.Hour
)

// Run keeps the ledger until ctx ends: which device stands in which home, and the
// days that are over. It blocks.
func (l *Ledger) Run(ctx context.Context) error {
	tick := time.NewTicker(keepEvery)
	defer tick.Stop()
	for {
		if err := l.Keep(ctx); err != nil && ctx.Err() == nil {
			l.deps.Log.Warn("protected minutes wait for the record, will try again", "err", err)
		}
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			return l.write(last)
		case <-tick.C:
		}
	}
}

// Keep does what is due now. Only Run calls it, or a test whose time it is.
func (l *Ledger) Keep(ctx context.Context) error {
	now := l.deps.Now()
	select {
	case <-l.changed:
		l.readAt = time.Time{}
	default:
	}
	var all error
	if now.Sub(l.readAt) >= rereadEvery || now.Before(l.readAt) {
		if all = l.reread(ctx, now); all == nil {
			l.readAt = now
		}
	}
	return errors.Join(all, l.write(ctx), l.closeDays(ctx, now))
}

// Follow notes from the journal that devices or homes were changed. It does not
// block.
func (l *Ledger) Follow(entries []care.Entry) {
	for i := range entries {
		switch entries[i].Noun {
		case "device", "household", "installation":
			ring(l.changed)
			return
		}
	}
}

// Heard notes that a device is there, which counts for a post that was never heard.
// It does not block.
func (l *Ledger) Heard(p care.Place, alive care.Liveness) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if post := l.posts[p.Device]; post != nil {
		l.hear(post, alive)
	}
}

// hear notes from when on a post counts. The mutex is held.
func (l *Ledger) hear(post *care.Post, alive care.Liveness) {
	if post.HeardAt != nil || alive.SeenAt.IsZero() || !alive.Online && alive.SeenAt.Before(post.From) {
		return
	}
	at := later(post.From, alive.SeenAt)
	post.HeardAt = &at
	l.dirty[post.Device] = true
}

// reread compares who stands where with the posts that are kept.
func (l *Ledger) reread(ctx context.Context, now time.Time) error {
	wanted, err := l.wanted(ctx)
	if err != nil {
		return err
	}
	l.mu.Lock()
	known := len(l.posts) > 0
	l.mu.Unlock()
	if !known { // the first time, or another process kept it before
		open, err := l.deps.Book.OpenPosts(ctx)
		if err != nil {
			return fmt.Errorf("supervision: open posts: %w", err)
		}
		l.take(open)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for id, post := range l.posts {
		if want, still := wanted[id]; !still || want.Household != post.Household || want.Region != post.Region || want.Station != post.Station {
			l.leave(post, now)
		}
	}
	for id, want := range wanted {
		post := l.posts[id]
		switch {
		case post == nil:
			want.From = now
			post = &want
			l.posts[id], l.dirty[id] = post, true
		case post.Gateway != want.Gateway:
			post.Gateway, l.dirty[id] = want.Gateway, true
		}
		if alive, heard := l.deps.Alive(id); heard {
			l.hear(post, alive)
		}
	}
	return nil
}

func (l *Ledger) take(open []care.Post) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, p := range open {
		l.posts[p.Device] = &p
	}
}

// leave ends a post. The mutex is held.
func (l *Ledger) leave(post *care.Post, now time.Time) {
	ended := *post
	ended.Until = &now
	l.ended = append(l.ended, ended)
	delete(l.posts, post.Device)
	delete(l.dirty, post.Device)
}

// wanted returns the posts that should stand: what has a key and is in somebody's
// home, and a bare one where devices are and none has. Where a device was moved
// nobody knows whose press it would be.
func (l *Ledger) wanted(ctx context.Context) (map[care.DeviceID]care.Post, error) {
	homes := map[care.HouseholdID]care.Household{}
	err := everyPage(func(p care.Page) (string, error) {
		list, next, err := l.deps.Census.Households(ctx, care.Everything, care.HouseholdQuery{}, p)
		for i := range list {
			homes[list[i].ID] = list[i]
		}
		return next, err
	})
	if err != nil {
		return nil, fmt.Errorf("supervision: households: %w", err)
	}
	wanted := map[care.DeviceID]care.Post{}
	equipped := map[care.HouseholdID]bool{} // and whether to call with
	err = everyPage(func(p care.Page) (string, error) {
		list, next, err := l.deps.Census.Devices(ctx, care.Everything, care.DeviceQuery{}, p)
		for i := range list {
			d := &list[i]
			h, known := homes[d.HouseholdID]
			if !known || d.Revoked || d.State == care.DeviceRetired {
				continue
			}
			calls := d.Pressed() && d.State != care.DeviceSuspended
			equipped[h.ID] = equipped[h.ID] || calls
			if calls {
				wanted[d.ID] = care.Post{Device: d.ID, Gateway: d.GatewayID, Household: h.ID, Region: h.RegionID, Station: h.StationID}
			}
		}
		return next, err
	})
	if err != nil {
		return nil, fmt.Errorf("supervision: devices: %w", err)
	}
	for id, calls := range equipped {
		if h := homes[id]; !calls {
			post := care.BarePost(id)
			wanted[post] = care.Post{Device: post, Household: id, Region: h.RegionID, Station: h.StationID}
		}
	}
	return wanted, nil
}

// everyPage reads a list to its end.
func everyPage(read func(care.Page) (string, error)) error {
	for page := (care.Page{Limit: 500}); ; {
		next, err := read(page)
		if err != nil || next == "" {
			return err
		}
		page.Cursor = next
	}
}

// keepBatch bounds one write, so that a call never waits long behind it.
const keepBatch = 250

// write writes what changed.
func (l *Ledger) write(ctx context.Context) error {
	l.mu.Lock()
	rows := l.ended
	n := len(rows)
	for id := range l.dirty {
		rows = append(rows, *l.posts[id])
	}
	l.ended, l.dirty = nil, map[care.DeviceID]bool{}
	l.mu.Unlock()
	for i := 0; i < len(rows); i += keepBatch {
		if err := l.deps.Book.KeepPosts(ctx, rows[i:min(i+keepBatch, len(rows))]); err != nil {
			l.again(rows[min(i, n):n], rows[max(i, n):])
			return err
		}
	}
	return nil
}

// again puts back what was not written.
func (l *Ledger) again(ended, standing []care.Post) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ended = append(slices.Clone(ended), l.ended...)
	for i := range standing {
		if l.posts[standing[i].Device] != nil {
			l.dirty[standing[i].Device] = true
		}
	}
}

// closeDays writes the figures of the days that are over, oldest first.
func (l *Ledger) closeDays(ctx context.Context, now time.Time) error {
	last := day(now.Add(-closeAfter).AddDate(0, 0, -1))
	if l.closed >= last {
		return nil
	}
	from, err := l.firstOpen(ctx)
	if err != nil || from == "" {
		return err
	}
	for of := from; of <= last; of = next(of) {
		rows, err := l.liveDay(ctx, care.Everything, "", of, now)
		if err != nil {
			return err
		}
		slices.SortFunc(rows, func(a, b care.ProtectedDay) int {
			return strings.Compare(string(a.Region)+" "+string(a.Station), string(b.Region)+" "+string(b.Station))
		})
		if err := l.deps.Days.KeepProtectedDays(ctx, rows); err != nil {
			return err
		}
		l.closed = of
		l.deps.Log.Info("protected minutes of a day closed", "day", of, "places", len(rows))
	}
	l.closed = last
	return nil
}

// firstOpen is the oldest day that is not closed; "" while there is nothing to
// close.
func (l *Ledger) firstOpen(ctx context.Context) (string, error) {
	if l.closed != "" {
		return next(l.closed), nil
	}
	closed, err := l.deps.Days.LastProtectedDay(ctx)
	if err != nil {
		return "", err
	}
	if closed != "" {
		return next(closed), nil
	}
	first, err := l.deps.Book.FirstPost(ctx)
	if err != nil || first == nil {
		return "", err
	}
	return day(*first), nil
}

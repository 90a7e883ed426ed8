package dispatch

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"

	"yian/care"
)

// OnDuty is somebody who sits at a console now.
type OnDuty struct {
	ID    care.StaffID `json:"id"`
	Name  string       `json:"name"`
	Role  care.Role    `json:"role"`
	Seat  string       `json:"seat,omitempty"`
	Since time.Time    `json:"since"`
	// Absent is set while nobody there answers the wake-check of the night.
	Absent bool `json:"absent"`
}

// Presence shares who sits at a console with the other processes of the site. It
// may be away or wiped at any moment: then each process knows its own consoles
// only, and the telephone rings as well, which errs on the safe side. Both methods
// block for at most a second and are idempotent.
type Presence interface {
	// Share replaces what is shared of somebody; it ends by itself at until.
	Share(ctx context.Context, who care.StaffID, about []byte, until time.Time) error
	// Shared returns what is shared of everybody.
	Shared(ctx context.Context) ([][]byte, error)
}

// shareEvery is how often a process asks who sits at the consoles of the others.
const shareEvery = time.Second

// duty knows who is at a console. It is memory only: after a restart consoles
// beat again within seconds.
type duty struct {
	beat time.Duration
	mu   sync.Mutex // guards on
	on   map[care.StaffID]seat
}

// seat is what a console said last, in any process of the site.
type seat struct {
	OnDuty
	Scope care.Scope `json:"scope"` // what rings there
	Seen  time.Time  `json:"seen"`
	Left  bool       `json:"left,omitempty"` // stood up; kept, so that an older beat does not bring it back
	// WakeAt is when whoever sits alone at night is asked for a key; zero: not.
	WakeAt time.Time `json:"wake_at,omitzero"`
	Said   time.Time `json:"said,omitzero"` // when that changed last
}

// alive reports whether the console beats.
func (s seat) alive(now time.Time, beat time.Duration) bool {
	return !s.Left && now.Sub(s.Seen) <= beat
}

// taken reports whether somebody is there, as far as anybody knows.
func (s seat) taken(now time.Time, beat time.Duration) bool { return s.alive(now, beat) && !s.Absent }

// told is when something of it was said last.
func (s seat) told() time.Time {
	if s.Said.After(s.Seen) {
		return s.Said
	}
	return s.Seen
}

// Beat notes that by is on duty at a seat; consoles send it every 20 seconds. It
// may block for a second while the other processes cannot be told.
func (d *Desk) Beat(ctx context.Context, by care.Staff, at string) {
	now := d.now()
	d.duty.mu.Lock()
	s, was := d.duty.on[by.ID]
	if !was || !s.alive(now, d.duty.beat) {
		s = seat{OnDuty: OnDuty{ID: by.ID, Since: now}}
	}
	s.Name, s.Role, s.Seat, s.Scope, s.Seen = by.Name, by.Role, at, by.Scope(), now
	d.duty.on[by.ID] = s
	d.duty.mu.Unlock()
	d.share(ctx, s)
}

// Leave ends somebody's duty at once, in this process, and within a second in the
// others.
func (d *Desk) Leave(ctx context.Context, by care.StaffID) {
	d.duty.mu.Lock()
	s, was := d.duty.on[by]
	if was {
		s.Left, s.Seen = true, d.now()
		d.duty.on[by] = s
	}
	d.duty.mu.Unlock()
	if was {
		d.share(ctx, s)
	}
}

func (d *Desk) share(ctx context.Context, s seat) {
	if d.deps.Presence == nil {
		return
	}
	about, err := json.Marshal(s)
	if err == nil {
		err = d.deps.Presence.Share(ctx, s.ID, about, s.Seen.Add(d.duty.beat))
	}
	if err != nil {
		d.log.Warn("duty not shared with the other processes", "err", err)
	}
}

// learnDuty asks who sits at the consoles of the other processes. Of two words
// about one person the later holds.
func (d *Desk) learnDuty(ctx context.Context, _ time.Time) error {
	if d.deps.Presence == nil {
		return nil
	}
	all, err := d.deps.Presence.Shared(ctx)
	if err != nil {
		return err
	}
	d.duty.mu.Lock()
	defer d.duty.mu.Unlock()
	for _, about := range all {
		var s seat
		if json.Unmarshal(about, &s) == nil && s.told().After(d.duty.on[s.ID].told()) {
			d.duty.on[s.ID] = s
		}
	}
	return nil
}

// Duty lists who is on duty now, in the order of their user names.
func (d *Desk) Duty() []OnDuty {
	now := d.now()
	d.duty.mu.Lock()
	defer d.duty.mu.Unlock()
	list := []OnDuty{}
	for id, s := range d.duty.on {
		switch {
		case s.alive(now, d.duty.beat):
			list = append(list, s.OnDuty)
		case now.Sub(s.Seen) > d.duty.beat:
			delete(d.duty.on, id)
		}
	}
	slices.SortFunc(list, func(a, b OnDuty) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return list
}

// Attended reports whether anybody sits at a console that is alive.
func (d *Desk) Attended() bool { return d.seated(func(care.Scope) bool { return true }) }

// rings reports whether a console is alive at which an incident rings. The console
// of one site is no help to a home elsewhere.
func (d *Desk) rings(in *care.Incident) bool {
	return d.seated(func(sc care.Scope) bool { return sc.Sees(in.RegionID, in.CenterID) })
}

// ringsEverywhere reports whether a console is alive at which everything rings.
func (d *Desk) ringsEverywhere() bool {
	return d.seated(func(sc care.Scope) bool { return sc.Region == "" && sc.Center == "" })
}

func (d *Desk) seated(where func(care.Scope) bool) bool {
	now := d.now()
	d.duty.mu.Lock()
	defer d.duty.mu.Unlock()
	for _, s := range d.duty.on {
		if s.taken(now, d.duty.beat) && where(s.Scope) {
			return true
		}
	}
	return false
}

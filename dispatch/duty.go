package dispatch

import (
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
	seen  time.Time
}

// duty knows who is at a console. It is memory only: after a restart consoles
// beat again within seconds, and until then the telephone rings as well, which
// errs on the safe side.
type duty struct {
	beat time.Duration
	mu   sync.Mutex // guards on
	on   map[care.StaffID]OnDuty
}

// Beat notes that by is on duty at a seat; consoles send it every 20 seconds.
func (d *Desk) Beat(by care.Staff, seat string) {
	now := d.now()
	d.duty.mu.Lock()
	defer d.duty.mu.Unlock()
	o, was := d.duty.on[by.ID]
	if !was || now.Sub(o.seen) > d.duty.beat {
		o = OnDuty{ID: by.ID, Since: now}
	}
	o.Name, o.Role, o.Seat, o.seen = by.Name, by.Role, seat, now
	d.duty.on[by.ID] = o
}

// Leave ends somebody's duty at once.
func (d *Desk) Leave(by care.StaffID) {
	d.duty.mu.Lock()
	defer d.duty.mu.Unlock()
	delete(d.duty.on, by)
}

// Duty lists who is on duty now, in the order of their user names.
func (d *Desk) Duty() []OnDuty {
	now := d.now()
	d.duty.mu.Lock()
	defer d.duty.mu.Unlock()
	list := []OnDuty{}
	for id, o := range d.duty.on {
		if now.Sub(o.seen) > d.duty.beat {
			delete(d.duty.on, id)
			continue
		}
		list = append(list, o)
	}
	slices.SortFunc(list, func(a, b OnDuty) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return list
}

// Attended reports whether any console is alive.
func (d *Desk) Attended() bool { return len(d.Duty()) > 0 }

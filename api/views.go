package api

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"yian/care"
)

// views assembles nouns for the screen out of what the rooms know.
type views struct {
	deps    Deps
	regions *names[care.RegionID]
	staff   *names[care.StaffID]
	centers *names[care.CenterID]
	devices *names[care.DeviceID]
}

func newViews(deps Deps) *views {
	return &views{deps: deps, regions: newNames[care.RegionID](deps.Now), staff: newNames[care.StaffID](deps.Now),
		centers: newNames[care.CenterID](deps.Now), devices: newNames[care.DeviceID](deps.Now)}
}

// moments makes a timeline of entries.
func (v *views) moments(ctx context.Context, entries []care.Entry) []Moment {
	moments := make([]Moment, len(entries))
	for i, e := range entries {
		moments[i] = Moment{At: e.At, What: e.What, By: e.By, ByName: v.staffName(ctx, e.By), Note: e.Note}
		if e.What == "order.assigned" || e.What == "order.lapsed" || e.What == "order.reoffered" { // the journal holds the user name
			moments[i].Note = v.staffName(ctx, care.StaffID(e.Note))
		}
	}
	return moments
}

// places names a region's township and village; empty where it is neither.
func (v *views) places(ctx context.Context, id care.RegionID) (township, village string) {
	read := func(id care.RegionID) (string, error) {
		r, err := v.deps.Names.Region(ctx, id)
		return r.Name, err
	}
	if t := id.Township(); t != "" {
		township = v.regions.of(t, read)
	}
	if len(id) > 9 {
		village = v.regions.of(id, read)
	}
	return township, village
}

// staffName is the name of whoever did something; the user name when there is
// none, nothing for the platform itself.
func (v *views) staffName(ctx context.Context, id care.StaffID) string {
	if id == "" || id == care.System {
		return ""
	}
	name := v.staff.of(id, func(id care.StaffID) (string, error) {
		s, err := v.deps.Names.StaffMember(ctx, id)
		return s.Name, err
	})
	if name == "" {
		return string(id)
	}
	return name
}

func (v *views) centerName(ctx context.Context, id care.CenterID) string {
	if id == "" {
		return ""
	}
	return v.centers.of(id, func(id care.CenterID) (string, error) {
		c, err := v.deps.Registry.Center(ctx, care.Everything, id)
		return c.Name, err
	})
}

func (v *views) deviceName(ctx context.Context, id care.DeviceID) string {
	return v.devices.of(id, func(id care.DeviceID) (string, error) {
		d, err := v.deps.Registry.Device(ctx, care.Everything, id)
		return d.Name, err
	})
}

// namesFresh is how old a name on a screen may be.
const namesFresh = 5 * time.Second

// names remembers what things are called for a moment; lists ask for the same few
// again and again. It is safe for concurrent use.
type names[ID comparable] struct {
	now func() time.Time
	mu  sync.Mutex // guards all below
	by  map[ID]string
	at  time.Time // when by was begun
}

func newNames[ID comparable](now func() time.Time) *names[ID] {
	return &names[ID]{now: now, by: map[ID]string{}}
}

// of returns the name of id, which read is asked for at most once in a while. What
// cannot be read is called nothing, and asked for again.
func (n *names[ID]) of(id ID, read func(ID) (string, error)) string {
	n.mu.Lock()
	now := n.now()
	if age := now.Sub(n.at); age >= namesFresh || age < 0 {
		clear(n.by)
		n.at = now
	}
	name, known := n.by[id]
	n.mu.Unlock()
	if known {
		return name
	}
	name, err := read(id)
	if err != nil {
		return ""
	}
	n.mu.Lock()
	n.by[id] = name
	n.mu.Unlock()
	return name
}

// one reads what an id names; nil for no id, and for what is gone.
func one[ID ~string, T any](id ID, read func() (T, error)) (*T, error) {
	if id == "" {
		return nil, nil
	}
	v, err := read()
	switch {
	case errors.Is(err, care.ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return &v, nil
}

func distinct[T ~string](ids []T) []T {
	slices.Sort(ids)
	return slices.Compact(ids)
}

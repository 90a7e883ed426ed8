package assign

import (
	"context"
	"fmt"
	"time"

	"yian/care"
)

// zonesFor is how long the points of the zones are taken as known: stations do not move.
const zonesFor = time.Minute

// zones returns a point for each region that has one: a village's is its station, a
// township's the middle of its stations, and so is the county's.
func (a *Assigner) zones(ctx context.Context) (map[care.RegionID]care.Location, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if now := a.deps.Now(); a.bases != nil && now.Sub(a.read) < zonesFor {
		return a.bases, nil
	}
	var all []care.Center
	p := care.Page{Limit: 500}
	for {
		list, next, err := a.deps.Sites.Centers(ctx, care.Everything, "", p)
		if err != nil {
			return nil, fmt.Errorf("assign: sites: %w", err)
		}
		all = append(all, list...)
		if p.Cursor = next; next == "" {
			break
		}
	}
	a.sites, a.bases, a.read = all, middles(all), a.deps.Now()
	return a.bases, nil
}

// Nearest returns the site that lies nearest to a place; found is false when no site is
// on a map. It blocks on a read.
func (a *Assigner) Nearest(ctx context.Context, at care.Location) (near care.Near, found bool, err error) {
	if _, err := a.zones(ctx); err != nil {
		return near, false, err
	}
	a.mu.Lock()
	sites := a.sites
	a.mu.Unlock()
	best := 0.0
	for _, s := range sites {
		if s.Lat == nil || s.Lon == nil {
			continue
		}
		if metres := at.Distance(care.Location{Lat: *s.Lat, Lon: *s.Lon}); !found || metres < best {
			near, best, found = care.Near{Center: s}, metres, true
		}
	}
	near.Metres, near.Outside = int(best), best > care.FarOutside
	return near, found, nil
}

// middles are the middles of the sites in each region, in all that contain it.
func middles(sites []care.Center) map[care.RegionID]care.Location {
	type sum struct{ lat, lon, n float64 }
	sums := map[care.RegionID]sum{}
	for _, s := range sites {
		if s.Lat == nil || s.Lon == nil {
			continue
		}
		for _, length := range []int{6, 9, 12} {
			if len(s.RegionID) >= length {
				t := sums[s.RegionID[:length]]
				sums[s.RegionID[:length]] = sum{t.lat + *s.Lat, t.lon + *s.Lon, t.n + 1}
			}
		}
	}
	out := make(map[care.RegionID]care.Location, len(sums))
	for id, t := range sums {
		out[id] = care.Location{Lat: t.lat / t.n, Lon: t.lon / t.n}
	}
	return out
}

// baseOf is where a worker usually sets out from: the first zone that has a point.
func baseOf(w *care.Staff, bases map[care.RegionID]care.Location) *care.Location {
	for _, zone := range append(append([]care.RegionID{}, w.Zones...), w.RegionID) {
		if at, ok := bases[zone]; ok && zone != "" {
			return &at
		}
	}
	return nil
}

package dispatch

import (
	"context"
	"errors"
	"slices"

	"yian/care"
)

// receiver is somebody to ring.
type receiver struct {
	Role  string // seat, supervisor, station_keeper, township_duty, village_committee, contact, key_holder, county_desk
	Name  string
	Phone string
	Frail bool // told, and not asked to run
}

// lastRung is the county desk's, where both ladders stay.
const lastRung = 2

// nextRung returns whom the next step rings and how many steps are taken then. A
// post that nobody holds is skipped, so the county desk is reached the sooner.
// Somebody must be rung even if the register cannot be read.
func (d *Desk) nextRung(ctx context.Context, in *care.Incident, step int, ladder func(context.Context, *care.Incident, int) ([]receiver, error)) ([]receiver, int) {
	for {
		list, err := ladder(ctx, in, step)
		step++
		if err != nil {
			d.log.Error("escalation chain not read, ringing the county desk", "incident_id", in.ID, "err", err)
			return []receiver{{Role: "county_desk"}}, step
		}
		if list = eachOnce(list); len(list) > 0 || step > lastRung {
			return list, step
		}
	}
}

// eachOnce keeps the first of everybody with the same telephone: a couple's son
// is rung once.
func eachOnce(list []receiver) []receiver {
	rung := map[string]bool{}
	var out []receiver
	for _, r := range list {
		if r.Phone != "" && rung[r.Phone] {
			continue
		}
		rung[r.Phone] = true
		out = append(out, r)
	}
	return out
}

// firstLadder says who is rung while nobody answers: the supervisor; station
// keeper, township duty and contacts; the county desk, again and again, with the
// contacts who slept the first time.
func (d *Desk) firstLadder(ctx context.Context, in *care.Incident, step int) ([]receiver, error) {
	switch step {
	case 0:
		list, err := d.supervisors(ctx, in.RegionID, in.CenterID)
		if err != nil || d.rings(in) {
			return list, err
		}
		county, err := d.countyDesk(ctx, in.RegionID)
		return slices.Concat(d.shouldSit(ctx, in.RegionID), list, county), err
	case 1:
		return d.neighbours(ctx, in, false)
	}
	return d.lastOf(ctx, in, step)
}

// secondLadder says who is rung while the elder does not answer: the key holder
// and the station keeper in parallel, then contacts and township duty, then the
// county desk.
func (d *Desk) secondLadder(ctx context.Context, in *care.Incident, step int) ([]receiver, error) {
	if step < lastRung {
		return d.neighbours(ctx, in, step == 0)
	}
	return d.lastOf(ctx, in, step)
}

// lastOf is the county desk, and the first time those contacts who were let sleep.
func (d *Desk) lastOf(ctx context.Context, in *care.Incident, step int) ([]receiver, error) {
	list, err := d.countyDesk(ctx, in.RegionID)
	if err == nil && step == lastRung {
		list = append(list, d.sleepers(ctx, in)...)
	}
	return list, err
}

// supervisors returns those on duty for a place; without a roster those who see it, or
// everybody's when it is unknown.
func (d *Desk) supervisors(ctx context.Context, region care.RegionID, center care.CenterID) ([]receiver, error) {
	if list, planned := d.rostered(ctx, "supervisor", care.SupervisorPost, region, ""); planned {
		return list, nil
	}
	staff, err := d.deps.Posts.Holders(ctx, care.Supervisor)
	var list []receiver
	for _, s := range staff {
		if sc := s.Scope(); sc.Sees(region, center) {
			list = append(list, receiver{Role: "supervisor", Name: s.Name, Phone: s.Phone})
		}
	}
	return list, err
}

// overseers are the supervisors of a place, or the county desk while there is none: what
// is late must be told to somebody with a number.
func (d *Desk) overseers(ctx context.Context, region care.RegionID, center care.CenterID) []receiver {
	list, err := d.supervisors(ctx, region, center)
	if err != nil {
		d.log.Error("supervisors not read, ringing the county desk", "err", err)
	}
	if len(list) > 0 {
		return list
	}
	if list, err = d.countyDesk(ctx, region); err != nil {
		d.log.Error("county desk not read, the gateway knows one", "err", err)
		return []receiver{{Role: "county_desk"}}
	}
	return list
}

// neighbours returns whoever is near. nearest asks for those who can be at the
// door first: key holder and station keeper. What cannot be read leaves out its
// own people only; an error means that nobody at all was found.
func (d *Desk) neighbours(ctx context.Context, in *care.Incident, nearest bool) ([]receiver, error) {
	var list []receiver
	var errs error
	add := func(role, name, phone string) {
		if phone != "" {
			list = append(list, receiver{Role: role, Name: name, Phone: phone})
		}
	}
	read := func(err error) bool {
		if err != nil && !errors.Is(err, care.ErrNotFound) {
			errs = errors.Join(errs, err)
		}
		return err == nil
	}
	region, there := in.RegionID, d.Near(ctx, in)
	if there != nil {
		region = there.Center.RegionID
	}
	keeper := func(id care.CenterID) {
		if id == "" {
			return
		}
		if on, planned := d.rostered(ctx, "station_keeper", care.KeeperPost, region, id); planned && len(on) > 0 {
			list = append(list, on...)
			return
		}
		if c, err := d.deps.Posts.Center(ctx, care.Everything, id); read(err) {
			add("station_keeper", c.KeeperName, c.KeeperPhone)
		}
	}
	for _, id := range in.ElderIDs {
		if h, known := d.host(ctx, id); known {
			list = append(list, h)
		}
	}
	switch {
	case there != nil && !there.Outside: // whoever is near there, not the home's neighbours
		keeper(there.Center.ID)
	case there == nil && in.HouseholdID != "":
		if h, err := d.deps.People.Household(ctx, care.Everything, in.HouseholdID); read(err) {
			if nearest {
				list = append(list, d.keyHolders(ctx, in, &h)...)
			}
			keeper(h.StationID)
		}
	}
	if there == nil {
		keeper(in.CenterID)
	}
	if !nearest {
		standing := func(role string, id care.RegionID) {
			if region, err := d.deps.Posts.Region(ctx, id); read(err) {
				add(role, region.DutyName, region.DutyPhone)
			}
		}
		if t := region.Township(); t != "" && (there == nil || !there.Outside) {
			if on, _ := d.rostered(ctx, "township_duty", care.TownshipPost, t, ""); len(on) > 0 {
				list = append(list, on...)
			} else { // the office has its telephone even while nobody is entered
				standing("township_duty", t)
			}
		}
		for _, id := range in.ElderIDs {
			e, err := d.deps.People.Elder(ctx, care.Everything, id)
			if !read(err) {
				continue
			}
			rung, asleep := contactsNow(e.Contacts, d.now())
			list = append(list, rung...)
			if len(rung)+len(asleep) == 0 && in.RegionID.Township() != in.RegionID {
				standing("village_committee", in.RegionID)
			}
		}
	}
	if len(list) == 0 {
		return nil, errs
	}
	return list, nil
}

// countyDesk ends every chain and is never empty: without a telephone in the
// register the gateway's own default number is meant.
func (d *Desk) countyDesk(ctx context.Context, of care.RegionID) ([]receiver, error) {
	if on, _ := d.rostered(ctx, "county_desk", care.CountyPost, of, ""); len(on) > 0 {
		return on, nil
	}
	desk := receiver{Role: "county_desk"}
	if of == "" { // nobody knows where it is: the county is the site's
		of = d.countyOf(ctx)
	}
	if len(of) >= 6 {
		region, err := d.deps.Posts.Region(ctx, of[:6])
		if err == nil {
			desk.Name, desk.Phone = region.DutyName, region.DutyPhone
		} else if !errors.Is(err, care.ErrNotFound) {
			return nil, err
		}
	}
	return []receiver{desk}, nil
}

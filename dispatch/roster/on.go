package roster

import (
	"context"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// kept are the lines that may matter, for as long as a second: an escalation asks
// several times.
type kept struct {
	at     time.Time
	duties []care.Duty
}

const keptFor = time.Second

// history is how many days back lines are read: whoever was on duty in the last week
// makes a post a planned one.
const history = 7

// duties returns the lines that may matter now or later.
func (r *Roster) duties(ctx context.Context) ([]care.Duty, error) {
	now := r.now()
	r.mu.Lock()
	k := r.kept
	r.mu.Unlock()
	if age := now.Sub(k.at); k.duties != nil && age >= 0 && age < keptFor {
		return k.duties, nil
	}
	list, err := r.deps.Book.Duties(ctx, plusDays(dayOf(now), -history))
	if err != nil {
		return nil, err
	}
	if list == nil {
		list = []care.Duty{}
	}
	r.mu.Lock()
	r.kept = kept{now, list}
	r.mu.Unlock()
	return list, nil
}

// forget drops what is kept, after a change.
func (r *Roster) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.kept = kept{}
}

// OnPost returns who holds a post for a place at an instant, nearest places first.
// planned is false when nobody was on that roster in the last week: then the post is
// for whoever holds it standing. It blocks on a read.
func (r *Roster) OnPost(ctx context.Context, post care.DutyPost, region care.RegionID, center care.CenterID, at time.Time) (holders []care.OnPost, planned bool, err error) {
	list, err := r.duties(ctx)
	if err != nil {
		return nil, false, err
	}
	holders, planned = onPost(list, post, region, center, at)
	return r.named(ctx, holders), planned, nil
}

// onPost is [Roster.OnPost] without names.
func onPost(list []care.Duty, post care.DutyPost, region care.RegionID, center care.CenterID, at time.Time) (holders []care.OnPost, planned bool) {
	today := dayOf(at)
	for i := range list {
		d := &list[i]
		if d.Post != post || !serves(d, region, center) {
			continue
		}
		planned = planned || begun(d, today)
		for _, day := range []string{plusDays(today, -1), today} {
			if from, to := span(d, day); holds(d, day) && !at.Before(from) && at.Before(to) {
				holders = append(holders, held(d, day))
			}
		}
	}
	slices.SortStableFunc(holders, func(a, b care.OnPost) int { return len(b.RegionID) - len(a.RegionID) })
	return holders, planned
}

// begun reports whether a line had somebody on duty in the last week, up to a day. A
// roster that begins next Monday leaves today to the standing posts.
func begun(d *care.Duty, today string) bool {
	if d.Weekday == 0 {
		return d.Day <= today
	}
	return d.Since <= today
}

// serves reports whether a line is for a place. Who does not know the place asks
// everybody.
func serves(d *care.Duty, region care.RegionID, center care.CenterID) bool {
	if d.Post == care.KeeperPost {
		return center != "" && d.CenterID == center
	}
	return region == "" || d.RegionID.Contains(region)
}

func held(d *care.Duty, day string) care.OnPost {
	from, to := span(d, day)
	return care.OnPost{Duty: d.ID, Post: d.Post, RegionID: d.RegionID, CenterID: d.CenterID, StaffID: d.StaffID, Name: d.Name, Phone: d.Phone, Day: day, From: from, To: to}
}

// named gives those with an account the name and number of their account, and leaves
// out whose account was closed. Somebody who cannot be read stays without a number:
// whoever shows it says so.
func (r *Roster) named(ctx context.Context, list []care.OnPost) []care.OnPost {
	out := list[:0]
	for _, h := range list {
		if h.StaffID != "" {
			s, err := r.deps.Posts.StaffMember(ctx, h.StaffID)
			if err == nil && s.Disabled {
				continue
			}
			if h.Name = string(h.StaffID); err == nil {
				h.Name, h.Phone = s.Name, s.Phone
			}
		}
		h.Phone = strings.TrimSpace(h.Phone)
		out = append(out, h)
	}
	return out
}

// County is the county of the site; "" when there is none, or not one.
func (r *Roster) County(ctx context.Context) care.RegionID {
	all, err := r.deps.Posts.Regions(ctx, care.Everything)
	if err != nil {
		return ""
	}
	found := care.RegionID("")
	for _, g := range all {
		if len(g.ID) != 6 {
			continue
		}
		if found != "" {
			return ""
		}
		found = g.ID
	}
	return found
}

package roster

import (
	"context"
	"slices"
	"time"

	"yian/care"
)

// Week is the roster of one region in seven days.
type Week struct {
	RegionID care.RegionID  `json:"region_id"`
	Name     string         `json:"name"`
	Monday   string         `json:"monday"`
	Shifts   []WeekShift    `json:"shifts"`
	Holes    []Hole         `json:"holes" doc:"when a post that is planned has nobody"`
	Posts    []WeekStanding `json:"standing" doc:"who holds a post that is not planned"`
}

// WeekShift is one person on duty once.
type WeekShift struct {
	care.OnPost
	Weekly bool   `json:"weekly" doc:"holds each week"`
	Clock  string `json:"clock" doc:"from and to as people write them"`
	// NumberHidden says that there is a number, which is not for whoever reads this.
	NumberHidden bool `json:"number_hidden,omitempty"`
}

// WeekStanding is a post that nobody entered.
type WeekStanding struct {
	Post  care.DutyPost `json:"post"`
	Name  string        `json:"name,omitempty"`
	Phone string        `json:"phone,omitempty"`
}

// Hole is a time in which nobody holds a post.
type Hole struct {
	Post     care.DutyPost `json:"post"`
	RegionID care.RegionID `json:"region_id"`
	Day      string        `json:"day"` // on which it begins
	From     time.Time     `json:"from"`
	To       time.Time     `json:"to"`
}

// needed are the posts that somebody must hold at every instant, by level. The seat is
// held by whoever sits there by day or by night.
func needed(region care.RegionID) []care.DutyPost {
	switch len(region) {
	case 6:
		return []care.DutyPost{care.SeatPost, care.SupervisorPost, care.CountyPost}
	case 9:
		return []care.DutyPost{care.TownshipPost}
	}
	return nil
}

// fills are the posts that fill a needed one.
func fills(post care.DutyPost) []care.DutyPost {
	if post == care.SeatPost {
		return []care.DutyPost{care.SeatPost, care.NightPost}
	}
	return []care.DutyPost{post}
}

// Week returns the roster of a region in the week of a day. It blocks on a read.
func (r *Roster) Week(ctx context.Context, by care.Staff, region care.RegionID, day string) (Week, error) {
	if day == "" {
		day = dayOf(r.now())
	}
	if _, err := midnight(day); err != nil {
		return Week{}, care.Invalid("query.week", "duty.day", "日期写成 2026-11-26")
	}
	v, err := r.viewOf(ctx, by)
	if err != nil {
		return Week{}, err
	}
	at, err := r.place(ctx, &v, region)
	if err != nil {
		return Week{}, err
	}
	w := Week{RegionID: region, Name: at.Name, Monday: mondayOf(day), Shifts: []WeekShift{}, Holes: []Hole{}, Posts: []WeekStanding{}}
	list, err := r.deps.Book.Duties(ctx, plusDays(w.Monday, -history))
	if err != nil {
		return w, err
	}
	weekly := map[care.DutyID]string{}
	for i := range list {
		if list[i].Weekday != 0 {
			weekly[list[i].ID] = "weekly"
		}
	}
	for _, h := range r.named(ctx, heldBetween(list, region, w.Monday, 7)) {
		hidden := v.hide(&h)
		w.Shifts = append(w.Shifts, WeekShift{OnPost: h, NumberHidden: hidden, Weekly: weekly[h.Duty] != "",
			Clock: h.From.In(care.Shanghai).Format("15:04") + "–" + h.To.In(care.Shanghai).Format("15:04")})
	}
	for _, post := range needed(region) {
		if holes := holesIn(list, post, region, w.Monday, 7); holes != nil {
			w.Holes = append(w.Holes, holes...)
		} else if standing := standingOf(post, at); standing.Name+standing.Phone != "" {
			w.Posts = append(w.Posts, standing)
		}
	}
	return w, nil
}

// standingOf is who holds a post of a region without a roster.
func standingOf(post care.DutyPost, at care.Region) WeekStanding {
	if post == care.TownshipPost || post == care.CountyPost {
		return WeekStanding{Post: post, Name: at.DutyName, Phone: at.DutyPhone}
	}
	return WeekStanding{Post: post}
}

// place is a region whose roster may be read.
func (r *Roster) place(ctx context.Context, v *view, region care.RegionID) (care.Region, error) {
	if !v.sees(region) || len(region) < 6 {
		return care.Region{}, care.NotFound("region")
	}
	all, err := r.deps.Posts.Regions(ctx, care.Everything)
	if err != nil {
		return care.Region{}, err
	}
	i := slices.IndexFunc(all, func(g care.Region) bool { return g.ID == region })
	if i < 0 {
		return care.Region{}, care.NotFound("region")
	}
	return all[i], nil
}

// holesIn returns when nobody holds a post in some days from one on; nil when it is
// not planned there in that time.
func holesIn(list []care.Duty, post care.DutyPost, region care.RegionID, first string, days int) []Hole {
	begin, _ := midnight(first)
	end := begin.AddDate(0, 0, days)
	var on []care.OnPost
	for _, h := range heldBetween(list, region, plusDays(first, -1), days+1) {
		if slices.Contains(fills(post), h.Post) && h.To.After(begin) {
			on = append(on, h)
		}
	}
	if len(on) == 0 {
		return nil
	}
	holes := []Hole{}
	free := begin.UTC()
	hole := func(until time.Time) {
		// A hole of several days is one for each, as people read a roster.
		for free.Before(until) {
			next, _ := midnight(plusDays(dayOf(free), 1))
			stop := until
			if next.Before(stop) {
				stop = next.UTC()
			}
			holes = append(holes, Hole{Post: post, RegionID: region, Day: dayOf(free), From: free, To: stop})
			free = stop
		}
	}
	for _, h := range on {
		if h.From.After(free) {
			hole(h.From)
		}
		if h.To.After(free) {
			free = h.To
		}
	}
	if free.Before(end) {
		hole(end.UTC())
	}
	return holes
}

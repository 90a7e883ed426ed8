package dispatch

import (
	"context"
	"time"

	"yian/care"
)

// Roster says who is on duty. Both block on a read.
type Roster interface {
	// OnPost returns who holds a post for a place at an instant. planned is false when
	// the post is on no roster: then it is for whoever holds it standing.
	OnPost(ctx context.Context, post care.DutyPost, region care.RegionID, center care.CenterID, at time.Time) (holders []care.OnPost, planned bool, err error)
	// County is the county of the site; "" when there is none, or not one.
	County(ctx context.Context) care.RegionID
}

// rostered returns who is to be rung at a post according to the roster. planned is
// false when the roster has no say: it does not know the post, cannot be read, or
// names only people without a telephone. Then the standing post is rung.
func (d *Desk) rostered(ctx context.Context, role string, post care.DutyPost, region care.RegionID, center care.CenterID) (list []receiver, planned bool) {
	if d.deps.Roster == nil {
		return nil, false
	}
	holders, planned, err := d.deps.Roster.OnPost(ctx, post, region, center, d.now())
	if err != nil {
		d.log.Error("roster not read, ringing the standing post", "post", string(post), "err", err)
		return nil, false
	}
	for _, h := range holders {
		if h.Phone != "" {
			list = append(list, receiver{Role: role, Name: h.Name, Phone: h.Phone})
		}
	}
	return list, planned && (len(list) > 0 || len(holders) == 0)
}

// shouldSit are those who should sit at the desk now. While no console is alive they are
// rung first: perhaps only the console is dead.
func (d *Desk) shouldSit(ctx context.Context, region care.RegionID) []receiver {
	seat, _ := d.rostered(ctx, string(care.SeatPost), care.SeatPost, region, "")
	night, _ := d.rostered(ctx, string(care.SeatPost), care.NightPost, region, "")
	return append(seat, night...)
}

package plans

import (
	"context"
	"fmt"
	"slices"
	"time"

	"yian/care"
)

// ActivityDay is the row of the catalogue that a site's monthly day is ordered by.
const ActivityDay care.OfferingID = "activity-day"

// flagDay is the day of a month from which on a site without an activity day is
// flagged.
const flagDay = 25

// activitySites are the kinds of site that hold a day each month: the sixteen centres
// and the nineteen branches.
var activitySites = []care.CenterKind{care.CareHome, care.Branch}

// SiteMonth is a month of a site's activity days.
type SiteMonth struct {
	Site care.Center
	Days []Activity
	// Flagged is set when nothing was held and the 25th is here.
	Flagged bool
}

// Activity is one activity day: came of invited.
type Activity struct {
	Order   care.Order
	Invited int
	Came    int
	Signed  bool // anybody was signed in, or noted as absent
}

// Held reports whether the day took place.
func (a Activity) Held() bool {
	return a.Came > 0 || a.Order.State == care.OrderCompleted
}

// Activities are the activity days of a month, 2006-01, of every site that by sees and
// that has to hold one.
func (p *Plans) Activities(ctx context.Context, by care.Staff, month string) ([]SiteMonth, error) {
	begin, err := time.ParseInLocation("2006-01", month, care.Shanghai)
	if err != nil {
		return nil, care.Invalid("query.month", "month", "月份应写成 2026-10")
	}
	orders, err := p.deps.Shelf.PlannedOrders(ctx, by.Scope(), "", care.Companionship, begin, begin.AddDate(0, 1, 0))
	if err != nil {
		return nil, fmt.Errorf("plans: activities: %w", err)
	}
	orders = slices.DeleteFunc(orders, func(o care.Order) bool { return o.OfferingID != ActivityDay || o.State == care.OrderCancelled })
	ids := make([]care.OrderID, len(orders))
	for i, o := range orders {
		ids[i] = o.ID
	}
	came, err := p.deps.Attendance.Attended(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("plans: activities: %w", err)
	}
	sites, err := p.sites(ctx, by.Scope())
	if err != nil {
		return nil, err
	}
	out := make([]SiteMonth, len(sites))
	for i, site := range sites {
		m := SiteMonth{Site: site, Days: []Activity{}}
		held := false
		for _, o := range orders {
			if o.CenterID == site.ID {
				a := activityOf(o, came[o.ID])
				held = held || a.Held()
				m.Days = append(m.Days, a)
			}
		}
		m.Flagged = !held && !p.now().Before(begin.AddDate(0, 0, flagDay-1))
		out[i] = m
	}
	return out, nil
}

func activityOf(o care.Order, who map[care.ElderID]bool) Activity {
	a := Activity{Order: o, Invited: len(who), Signed: len(who) > 0}
	for _, came := range who {
		if came {
			a.Came++
		}
	}
	return a
}

func (p *Plans) sites(ctx context.Context, sc care.Scope) ([]care.Center, error) {
	var all []care.Center
	for _, kind := range activitySites {
		page := care.Page{Limit: 500}
		for {
			list, next, err := p.deps.People.Centers(ctx, sc, kind, page)
			if err != nil {
				return nil, fmt.Errorf("plans: sites: %w", err)
			}
			all = append(all, list...)
			if page.Cursor = next; next == "" {
				break
			}
		}
	}
	return all, nil
}

// Guest is somebody who is invited to an activity day, and whether that elder came.
type Guest struct {
	Elder care.Elder
	Came  *bool // nil: not noted
}

// Guests are whoever is invited to an activity day: who lives at the site, or in the
// village of a branch, and whoever was signed in beside.
func (p *Plans) Guests(ctx context.Context, by care.Staff, id care.OrderID) (care.Order, []Guest, error) {
	o, err := p.activity(ctx, by, id)
	if err != nil {
		return care.Order{}, nil, err
	}
	q := care.ElderQuery{RegionID: o.RegionID}
	if site, err := p.deps.People.Center(ctx, care.Everything, o.CenterID); err == nil && site.Kind == care.CareHome {
		q = care.ElderQuery{CenterID: o.CenterID}
	}
	elders, err := p.everybody(ctx, care.Everything, q)
	if err != nil {
		return care.Order{}, nil, err
	}
	came, err := p.deps.Attendance.Attended(ctx, []care.OrderID{id})
	if err != nil {
		return care.Order{}, nil, fmt.Errorf("plans: attendance: %w", err)
	}
	guests := []Guest{}
	noted := came[id]
	for _, e := range elders {
		g := Guest{Elder: e}
		if c, ok := noted[e.ID]; ok {
			g.Came = &c
			delete(noted, e.ID)
		}
		guests = append(guests, g)
	}
	for elder, c := range noted {
		if e, err := p.deps.People.Elder(ctx, care.Everything, elder); err == nil {
			guests = append(guests, Guest{Elder: e, Came: &c})
		}
	}
	return o, guests, nil
}

// SignIn notes who came to an activity day and who did not.
func (p *Plans) SignIn(ctx context.Context, by care.Staff, id care.OrderID, who map[care.ElderID]bool) error {
	o, err := p.activity(ctx, by, id)
	if err != nil {
		return err
	}
	now := p.now()
	if o.DueAt != nil && dayOf(now) < dayOf(*o.DueAt) {
		return care.Conflict("activity.to_come", "活动日还没到，不能签到")
	}
	for elder := range who {
		if _, err := p.deps.People.Elder(ctx, care.Everything, elder); err != nil {
			return err
		}
	}
	came := 0
	for _, c := range who {
		if c {
			came++
		}
	}
	e := care.Entry{At: now, By: by.ID, What: "activity.signed", Noun: "order", Subject: string(id), RegionID: o.RegionID, CenterID: o.CenterID, Note: fmt.Sprintf("%d/%d", came, len(who))}
	if err := p.deps.Attendance.SignIn(ctx, id, who, now, by.ID, e); err != nil {
		return fmt.Errorf("plans: sign in: %w", err)
	}
	return nil
}

// activity is an activity day that by sees.
func (p *Plans) activity(ctx context.Context, by care.Staff, id care.OrderID) (care.Order, error) {
	o, err := p.deps.Attendance.Order(ctx, by.Scope(), id)
	if err == nil && o.OfferingID != ActivityDay {
		err = care.NotFound("order")
	}
	return o, err
}

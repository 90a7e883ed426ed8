package app

import (
	"context"
	"errors"
	"strings"
	"time"

	"yian/api"
	"yian/app/demo"
	"yian/care"
	"yian/centers"
	"yian/dispatch"
	"yian/dispatch/catalogue"
	"yian/dispatch/outreach"
	"yian/dispatch/plans"
	"yian/registry"
	"yian/store/records"
)

// What is ordered again and again, pinned when it is compiled.
var (
	_ catalogue.Book     = (*records.Store)(nil)
	_ dispatch.Catalogue = (*catalogue.Catalogue)(nil)
	_ plans.Book         = (*records.Store)(nil)
	_ plans.Shelf        = (*records.Store)(nil)
	_ plans.Kitchens     = (*records.Store)(nil)
	_ plans.Attendance   = (*records.Store)(nil)
	_ plans.Catalogue    = (*catalogue.Catalogue)(nil)
	_ plans.People       = (*registry.Registry)(nil)
	_ plans.Whereabouts  = (*centers.Centers)(nil)
	_ plans.Orders       = planned{}

	_ outreach.Book        = (*records.Store)(nil)
	_ outreach.People      = (*registry.Registry)(nil)
	_ outreach.Whereabouts = (*centers.Centers)(nil)
	_ outreach.Visits      = planned{}

	_ api.PlanShelf     = (*records.Store)(nil)
	_ api.OutreachShelf = (*records.Store)(nil)
)

// programme is what every process has of the catalogue and of plans.
type programme struct {
	Catalogue *catalogue.Catalogue
	Plans     *plans.Plans
	// Outreaches are lists of whom to ask after.
	Outreaches *outreach.Outreaches
}

func (c *core) buildCatalogue() { c.Catalogue = catalogue.New(c.Records, c.clock.Now) }

func (c *core) planning() api.Planning {
	return api.Planning{Plans: c.Plans, PlanShelf: c.Records, Outreaches: c.Outreaches, OutreachShelf: c.Records}
}

func (c *core) buildPlans() (err error) {
	var holidays []string
	for _, day := range c.set.Holidays {
		if !strings.HasPrefix(day, "+") {
			holidays = append(holidays, day)
		}
	}
	deps := c.planDeps(planned{c.Desk})
	deps.Metrics = c.metrics
	if c.Plans, err = plans.New(plans.Config{Holidays: holidays}, deps); err != nil {
		return err
	}
	c.Outreaches, err = outreach.New(c.outreachDeps())
	return err
}

func (c *core) outreachDeps() outreach.Deps {
	return outreach.Deps{Book: c.Records, People: c.Registry, Whereabouts: c.Centers, Visits: planned{c.Desk}, Now: c.clock.Now}
}

func (c *core) planDeps(by plans.Orders) plans.Deps {
	return plans.Deps{Book: c.Records, Shelf: c.Records, Kitchens: c.Records, Attendance: c.Records, Catalogue: c.Catalogue, People: c.Registry,
		Whereabouts: c.Centers, Orders: by, Now: c.clock.Now, Log: c.log}
}

// planned makes what plans want through the one maker of orders.
type planned struct{ desk *dispatch.Desk }

// planner is who makes them.
var planner = care.Staff{ID: care.System, Role: care.Admin}

// Make makes an order, or returns it as it stands. What is sent the evening before may
// be accepted until an hour before; whom something stops does not get it, and whoever
// can takes it.
func (p planned) Make(ctx context.Context, w plans.Wanted) (care.Order, error) {
	due := w.DueAt
	o, err := p.desk.MakeOrder(ctx, planner, dispatch.NewOrder{ID: w.ID, Plan: w.Plan, Offering: w.Offering, Elder: w.Elder, Place: w.Place, DueAt: &due,
		Note: w.Note, Source: "plan"})
	if err == nil && o.State == care.OrderCancelled && o.CalledOff != "" { // the reason is over
		o, err = p.desk.TakeUp(ctx, planner, o.ID)
	}
	if err != nil || w.Worker == "" || o.State != care.OrderQueued {
		return o, err
	}
	sent, err := p.desk.SendTo(ctx, planner, o.ID, w.Worker, "", due.Add(-time.Hour), time.Time{})
	if errors.Is(err, care.ErrConflict) || errors.Is(err, care.ErrInvalid) {
		return o, nil
	}
	return sent, err
}

// Visit sends somebody to an elder whom an outreach did not reach.
func (p planned) Visit(ctx context.Context, by care.Staff, id care.OrderID, elder care.ElderID, due time.Time, note string) (care.Order, error) {
	return p.desk.MakeOrder(ctx, by, dispatch.NewOrder{ID: id, Offering: plans.VisitAtHome, Elder: elder, DueAt: &due, Note: note, Source: "operator"})
}

// CallOff calls one off.
func (p planned) CallOff(ctx context.Context, by care.Staff, id care.OrderID, why string) error {
	_, err := p.desk.CallOff(ctx, by, id, care.CalledOffByPlan, why)
	return err
}

// Amend lets one say what its plan says now.
func (p planned) Amend(ctx context.Context, by care.Staff, id care.OrderID, note string, kitchen care.CenterID) error {
	_, err := p.desk.Amend(ctx, by, id, note, kitchen)
	return err
}

// beginProgramme gives the demo its plans and the days before.
func (s *Site) beginProgramme(ctx context.Context, crew demo.CrewDeps) error {
	join := func(d *dispatch.Desk) plans.Orders { return planned{d} }
	return demo.BeginProgramme(ctx, crew, s.deskDeps(), s.planDeps(nil), s.Catalogue, join, time.Now())
}

// beginOutreach gives the demo an outreach that is under way.
func (s *Site) beginOutreach(ctx context.Context, crew demo.CrewDeps) error {
	join := func(d *dispatch.Desk) outreach.Visits { return planned{d} }
	return demo.BeginOutreach(ctx, crew, s.deskDeps(), s.outreachDeps(), join, time.Now())
}

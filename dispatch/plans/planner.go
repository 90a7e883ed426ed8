package plans

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"yian/care"
)

const (
	// passEvery is how often due plans are looked for.
	passEvery = 2 * time.Second
	// atOnce is how many plans are worked on side by side: they share commits.
	atOnce = 16
	// batch bounds a pass; the next follows at once.
	batch = 500
	// grace is how late the last look at whether an elder is back may be.
	grace = time.Minute
	// stepsAtOnce bounds what one plan may catch up on in a pass.
	stepsAtOnce = 2000
)

// Run makes what is due until ctx ends. Any number of processes may run it.
func (p *Plans) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		return care.Every(ctx, passEvery, p.Pass, func(err error) { p.log.Warn("planned orders not made, will try again", "err", err) })
	})
	g.Go(func() error {
		return care.Every(ctx, backEvery, p.Back, func(err error) { p.log.Warn("orders not brought back, will try again", "err", err) })
	})
	return g.Wait()
}

// Pass makes everything that is due now. A plan that cannot be worked on does not
// stop the others. It blocks until on disk.
func (p *Plans) Pass(ctx context.Context) error {
	for {
		list, err := p.deps.Book.DuePlans(ctx, p.now(), batch)
		if err != nil {
			return fmt.Errorf("plans: due: %w", err)
		}
		errs := make([]error, len(list))
		g := errgroup.Group{}
		g.SetLimit(atOnce)
		for i := range list {
			g.Go(func() error { errs[i] = p.work(ctx, list[i]); return nil })
		}
		_ = g.Wait() // each has its own error
		if err := errors.Join(errs...); err != nil || len(list) < batch {
			return err
		}
	}
}

// work decides about every instant of one plan that is due.
func (p *Plans) work(ctx context.Context, plan care.Plan) error {
	now := p.now()
	for plan.NextAt != nil && plan.DueAt != nil && !plan.DueAt.After(now) && ctx.Err() == nil {
		gaps, rest := p.over(&plan, now)
		next, again := rest, due(&plan, rest)
		if len(gaps) > 0 {
			if err := p.stood(ctx, &plan, &gaps); err != nil {
				return fmt.Errorf("plans: %s: %w", plan.ID, err)
			}
		} else {
			gap, later, err := p.make(ctx, &plan, *plan.NextAt, now)
			switch {
			case err != nil:
				return fmt.Errorf("plans: %s: %w", plan.ID, err)
			case later != nil:
				next, again = plan.NextAt, later
			case gap != "":
				gaps = []care.PlanGap{gapOf(&plan, *plan.NextAt, gap, now)}
			}
			if later == nil {
				next = after(&plan, *plan.NextAt)
				again = due(&plan, next)
			}
		}
		if err := p.deps.Book.AdvancePlan(ctx, plan, next, again, gaps); err != nil {
			return fmt.Errorf("plans: %s: %w", plan.ID, err)
		}
		p.countGaps(gaps)
		plan.NextAt, plan.DueAt = next, again
	}
	return nil
}

// over returns the instants from the plan's next on at which nothing can be made any
// more, or must not, and the first after them.
func (p *Plans) over(plan *care.Plan, now time.Time) ([]care.PlanGap, *time.Time) {
	var gaps []care.PlanGap
	next := plan.NextAt
	for range stepsAtOnce {
		if next == nil || due(plan, next).After(now) {
			break
		}
		why := p.still(plan, *next)
		if why == "" && now.After(latest(plan, *next)) && !putOff(plan, *next) {
			why = care.GapMissed
		}
		if why == "" {
			break
		}
		gaps = append(gaps, gapOf(plan, *next, why, now))
		next = after(plan, *next)
	}
	return gaps, next
}

// stood takes from what was missed the instants that have their order: a plan that somebody
// changes after its cut-off looks at what was made once more.
func (p *Plans) stood(ctx context.Context, plan *care.Plan, gaps *[]care.PlanGap) error {
	missed := func(g care.PlanGap) bool { return g.Why == care.GapMissed }
	if !slices.ContainsFunc(*gaps, missed) {
		return nil
	}
	last := (*gaps)[len(*gaps)-1].At
	orders, err := p.deps.Shelf.PlannedOrders(ctx, care.Everything, plan.ID, "", (*gaps)[0].At, last.Add(time.Millisecond))
	if err != nil {
		return fmt.Errorf("orders: %w", err)
	}
	for _, o := range orders {
		i := slices.IndexFunc(*gaps, func(g care.PlanGap) bool { return missed(g) && o.DueAt != nil && g.At.Equal(*o.DueAt) })
		switch {
		case i < 0:
		case o.State == care.OrderCancelled && o.CalledOff == "":
			(*gaps)[i].Why = care.GapCalledOff
		case o.State == care.OrderCancelled: // why, it says already
		default:
			*gaps = slices.Delete(*gaps, i, i+1)
		}
	}
	return nil
}

// putOff reports whether an instant was looked at before: its elder was away.
func putOff(plan *care.Plan, instant time.Time) bool {
	return plan.NextAt.Equal(instant) && plan.DueAt.After(*due(plan, &instant))
}

// still returns why the plan itself makes nothing for an instant.
func (p *Plans) still(plan *care.Plan, instant time.Time) care.GapReason {
	switch {
	case paused(plan, instant):
		return care.GapPaused
	case plan.SkipHolidays && p.holidays[dayOf(instant)]:
		return care.GapHoliday
	case plan.List != nil && p.stale(plan.List, instant):
		return care.GapOutOfDate
	}
	return ""
}

func (p *Plans) stale(l *care.WrittenList, instant time.Time) bool {
	day, err := time.ParseInLocation(time.DateOnly, l.Date, care.Shanghai)
	return err != nil || instant.Sub(day) > p.cfg.ListFor
}

func gapOf(plan *care.Plan, instant time.Time, why care.GapReason, now time.Time) care.PlanGap {
	return care.PlanGap{PlanID: plan.ID, At: instant, Service: plan.Service, ElderID: plan.ElderID, RegionID: plan.RegionID, CenterID: plan.CenterID, Why: why, NotedAt: now}
}

// make makes the order of an instant, or says why there is none, or when to look
// again.
func (p *Plans) make(ctx context.Context, plan *care.Plan, instant, now time.Time) (why care.GapReason, later *time.Time, err error) {
	where, err := p.away(ctx, plan, instant)
	if err != nil {
		return "", nil, err
	}
	if where != "" {
		// Until the cut-off somebody may come back: then it is made all the same.
		last := latest(plan, instant)
		if !now.Before(last) || where == care.Deceased {
			return care.GapReason(where), nil, nil
		}
		again := now.Add(p.cfg.LookAgain)
		if again.After(last) {
			again = last
		}
		return "", &again, nil
	}
	if now.After(latest(plan, instant).Add(grace)) {
		return care.GapMissed, nil, nil
	}
	w := Wanted{ID: care.PlannedOf(plan.ID, instant), Plan: plan.ID, Offering: plan.OfferingID, Elder: plan.ElderID, DueAt: instant, Worker: plan.WorkerID, Note: noteOf(plan)}
	if plan.ElderID == "" {
		w.Place = care.Place{Center: plan.CenterID, Region: plan.RegionID}
	} else if why, err := p.serve(ctx, plan, &w); why != "" || err != nil {
		return why, nil, err
	}
	o, err := p.deps.Orders.Make(ctx, w)
	if err == nil { // one that is taken up again may be of long ago
		err = p.amend(ctx, care.Staff{ID: care.System, Role: care.Admin}, plan, &o, now)
	}
	var f *care.Fault
	switch {
	case err == nil && o.State == care.OrderCancelled:
		return care.GapCalledOff, nil, nil
	case err == nil:
		p.countMade(plan, instant, o.CreatedAt, now)
		return "", nil, nil
	case errors.As(err, &f) && f.Code == "offering.disabled", errors.As(err, &f) && f.Code == "offering.unknown":
		return care.GapNotOffered, nil, nil
	case errors.Is(err, care.ErrNotFound):
		return care.GapGone, nil, nil
	case errors.Is(err, care.ErrConflict), errors.Is(err, care.ErrInvalid):
		p.log.Warn("planned order refused", "plan_id", plan.ID, "err", err)
		return care.GapRefused, nil, nil
	}
	return "", nil, err
}

// away returns where an elder is to be at an instant when that is a reason to make
// nothing; else "". Who is merely out is back the same day.
func (p *Plans) away(ctx context.Context, plan *care.Plan, instant time.Time) (care.WhereaboutsState, error) {
	if plan.ElderID == "" {
		return "", nil
	}
	where, err := p.deps.Whereabouts.Expected(ctx, plan.ElderID, instant)
	switch {
	case errors.Is(err, care.ErrNotFound):
		return "", nil // the order's maker finds out
	case err != nil:
		return "", fmt.Errorf("whereabouts: %w", err)
	case where == care.InCenter:
		if moved, err := p.moved(ctx, plan); err != nil || !moved {
			return "", err
		}
	case where.Present(), where == care.Out:
		return "", nil
	case where == care.AtDayCare && plan.Service != care.Meal: // lunch is eaten there
		return "", nil
	}
	return where, nil
}

// moved reports whether the elder of a plan lives in a site now and the plan is still for
// the home, which is empty. The site's own plans go on, but for meals: who lives there eats
// there.
func (p *Plans) moved(ctx context.Context, plan *care.Plan) (bool, error) {
	e, err := p.deps.People.Elder(ctx, care.Everything, plan.ElderID)
	switch {
	case errors.Is(err, care.ErrNotFound):
		return false, nil // the order's maker finds out
	case err != nil:
		return false, fmt.Errorf("elder: %w", err)
	}
	return e.HouseholdID != "" && (plan.Service == care.Meal || plan.CenterID != e.CenterID), nil
}

// serve completes an order by who serves it, and stops a meal that its kitchen must
// not make.
func (p *Plans) serve(ctx context.Context, plan *care.Plan, w *Wanted) (care.GapReason, error) {
	if plan.Service != care.Meal {
		return "", nil
	}
	e, err := p.deps.People.Elder(ctx, care.Everything, plan.ElderID)
	switch {
	case errors.Is(err, care.ErrNotFound):
		return care.GapGone, nil
	case err != nil:
		return "", fmt.Errorf("elder: %w", err)
	}
	if err := p.keeps(ctx, plan.CenterID, &e); errors.Is(err, care.ErrConflict) {
		return care.GapDiet, nil
	} else if err != nil {
		return "", err
	}
	if plan.CenterID != "" {
		w.Place = care.Place{Elder: e.ID, Household: e.HouseholdID, Center: plan.CenterID, Region: e.RegionID}
	}
	return "", nil
}

// noteOf is what a worker reads: a reminder of medicine is the list, word for word.
func noteOf(plan *care.Plan) string {
	note := plan.Note
	if l := plan.List; l != nil {
		note = strings.TrimSpace(note + "\n按 " + l.Date + " 的药单（" + l.Source + "）念：\n" + strings.Join(l.Lines, "\n"))
	}
	return note
}

package visits

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"yian/care"
)

// gradeAtOnce is how many visits one pass grades; gradeAgain is when one is tried anew
// for which something could not be read.
const (
	gradeAtOnce = 100
	gradeAgain  = 5 * time.Minute
)

// gatherAtOnce is how many ends one pass looks at.
const gatherAtOnce = 200

// gather sees that every order that ended since the last pass has its visit, also one
// that an operator or another program carried through. The journal says what has ended,
// so nothing is missed by a restart.
func (r *Visits) gather(ctx context.Context, now time.Time) error {
	for {
		from, _, err := r.deps.Orders.VisitDraw(ctx)
		if err != nil {
			return err
		}
		ended, err := r.deps.Orders.Ended(ctx, from, gatherAtOnce)
		if err != nil || len(ended) == 0 {
			return err
		}
		for _, e := range ended {
			if e.What != "order.completed" && e.What != "order.failed" {
				continue
			}
			if err := r.ensure(ctx, care.OrderID(e.Subject), now); err != nil && !errors.Is(err, care.ErrNotFound) {
				return err
			}
		}
		if err := r.deps.Orders.VisitsDrawn(ctx, from, ended[len(ended)-1].Seq); err != nil {
			return err
		}
	}
}

// ensure makes the visit of an order that ended agree with it. An order that failed
// before anybody told of an arrival has none.
func (r *Visits) ensure(ctx context.Context, id care.OrderID, now time.Time) error {
	o, err := r.deps.Orders.Order(ctx, care.Everything, id)
	if err != nil {
		return err
	}
	if o.WorkerID == "" {
		return nil
	}
	_, err = r.deps.Book.ChangeVisit(ctx, id, func(v *care.Visit) (bool, []care.Entry, error) {
		known := v.Version > 0
		if !known && o.State != care.OrderCompleted || known && v.State != care.VisitOpen {
			return false, nil, nil
		}
		told, behalf := v.UploadedAt, v.OnBehalf
		r.begin(v, &o, care.Staff{ID: care.System}, now)
		if known {
			v.UploadedAt, v.OnBehalf = told, behalf
		} else {
			v.OnBehalf = o.OnBehalf
		}
		r.regrade(v, &o, now)
		return true, nil, nil
	})
	return err
}

// gradeDue grades what is due. What fails is tried again later and holds up nothing.
func (r *Visits) gradeDue(ctx context.Context, now time.Time) error {
	due, err := r.deps.Shelf.DueVisits(ctx, now, gradeAtOnce)
	if err != nil || len(due) == 0 {
		return err
	}
	t, err := r.terms(ctx)
	if err != nil {
		return err
	}
	var errs error
	for i := range due {
		if err := r.gradeOne(ctx, due[i], t, now); err != nil {
			errs = errors.Join(errs, fmt.Errorf("visits: grade %s: %w", due[i].ID, err))
			_, _ = r.deps.Book.ChangeVisit(ctx, due[i].ID, func(v *care.Visit) (bool, []care.Entry, error) { // or it stays first for ever
				v.GradeAt = at(now.Add(gradeAgain))
				return v.Version > 0, nil, nil
			})
		}
	}
	return errs
}

// terms are what a pass grades by.
type terms struct {
	providers []care.Provider
	policies  []care.VisitPolicy
	seed      string // of the lots
}

func (r *Visits) terms(ctx context.Context) (t terms, err error) {
	if t.providers, err = r.deps.Contracts.Providers(ctx); err != nil {
		return t, err
	}
	if t.policies, err = r.deps.Contracts.VisitPolicies(ctx); err != nil {
		return t, err
	}
	_, t.seed, err = r.deps.Orders.VisitDraw(ctx)
	return t, err
}

// gradeOne grades one visit. The home is asked without holding anything; a visit that
// changed meanwhile is graded again, because whoever changed it made it due.
func (r *Visits) gradeOne(ctx context.Context, seen care.Visit, t terms, now time.Time) error {
	b, err := r.beside(ctx, &seen)
	if err != nil {
		return err
	}
	keys, err := r.keys(ctx, &seen)
	if err != nil {
		return err
	}
	worker, err := r.deps.Posts.StaffMember(ctx, seen.WorkerID)
	if err != nil && !errors.Is(err, care.ErrNotFound) {
		return err
	}
	b.Kin = seen.ElderID != "" && slices.Contains(worker.Relatives, seen.ElderID)
	// Readings may be away for hours, and are worth waiting for, but not a grade's delay.
	home, silent := r.witness(ctx, &seen)
	_, err = r.deps.Book.ChangeVisit(ctx, seen.ID, func(v *care.Visit) (bool, []care.Entry, error) {
		if v.Version != seen.Version {
			return false, nil, nil
		}
		before := v.Grade
		v.Keys, v.ProviderID = keys, providerOf(t.providers, worker, v)
		if silent == nil {
			v.Home = home
		}
		v.Grade, v.Reasons = Judge(v, b)
		v.GradedAt, v.GradeAt = at(now), r.nextGrade(v, silent, now)
		v.Final = v.GradeAt == nil
		v.Lot = lotOf(v, t)
		var entries []care.Entry
		if v.Grade != before {
			entries = []care.Entry{entry(v, now, care.System, "graded", string(v.Grade))}
		}
		return true, entries, nil
	})
	if err != nil {
		return err
	}
	if silent != nil {
		r.log.Warn("home not asked, grade will be looked at again", "order_id", seen.ID, "err", silent)
	}
	return nil
}

// nextGrade is when a visit is looked at again: once its home's readings are in, or are
// to be had; nil: it is final.
func (r *Visits) nextGrade(v *care.Visit, silent error, now time.Time) *time.Time {
	if v.EndAt == nil {
		return nil
	}
	settled := v.EndAt.Add(r.cfg.Settle)
	switch {
	case now.Before(settled):
		return &settled
	case silent != nil && now.Before(settled.Add(homeBefore)):
		return at(now.Add(gradeAgain))
	}
	return nil
}

// beside reads what a grade needs beside the visit.
func (r *Visits) beside(ctx context.Context, v *care.Visit) (b Beside, err error) {
	offering, err := r.Offering(ctx, &care.Order{OfferingID: v.OfferingID, Service: v.Service})
	if err != nil {
		return b, err
	}
	b.Usual, b.Checks, b.Receipt = offering.Minutes, len(offering.PreChecks) > 0, offering.Receipt
	b.Away = elsewhere(&offering)
	if v.StartAt == nil || v.EndAt == nil {
		return b, nil
	}
	others, err := r.deps.Shelf.VisitsBeside(ctx, v.WorkerID, *v.StartAt, *v.EndAt)
	for _, o := range others {
		if o.ID != v.ID && !sameHome(&o, v) && overlap(&o, v) > atOnce {
			b.Elsewhere = true
		}
	}
	return b, err
}

// atOnce is how long one may be in two homes by the clocks of two telephones.
const atOnce = 2 * time.Minute

func overlap(a, b *care.Visit) time.Duration {
	from, to := *a.StartAt, *a.EndAt
	if b.StartAt.After(from) {
		from = *b.StartAt
	}
	if b.EndAt.Before(to) {
		to = *b.EndAt
	}
	return to.Sub(from)
}

// sameHome: two services in one home, or in one care home, may be given at once.
func sameHome(a, b *care.Visit) bool {
	return a.HouseholdID != "" && a.HouseholdID == b.HouseholdID || a.CenterID != "" && a.CenterID == b.CenterID
}

// keys are the presses of the home's own keys around a visit: of the service key for
// this order, and trial presses, which call nobody.
func (r *Visits) keys(ctx context.Context, v *care.Visit) ([]care.VisitKey, error) {
	if v.StartAt == nil || v.EndAt == nil {
		return nil, nil
	}
	from, to := v.StartAt.Add(-aroundEnd), v.EndAt.Add(aroundEnd)
	o, err := r.deps.Orders.Order(ctx, care.Everything, v.ID)
	if err != nil {
		return nil, err
	}
	var keys []care.VisitKey
	for _, t := range o.Keyed {
		if within(t, from, to) {
			keys = append(keys, care.VisitKey{At: t, How: "service"})
		}
	}
	if v.HouseholdID == "" {
		return keys, nil
	}
	trials, err := r.deps.Shelf.TrialPresses(ctx, v.HouseholdID, from, to)
	for _, t := range trials {
		keys = append(keys, care.VisitKey{At: t, How: "trial"})
	}
	return keys, err
}

package dispatch

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// sweepEvery is how often whereabouts are compared with every open order, for
// what was entered by another process or while this one was down.
const sweepEvery = time.Minute

// Follow hears of every entry of the journal, in order, and never blocks. The
// desk obeys facts that others enter: who is in hospital or has died needs no
// bath tomorrow.
func (d *Desk) Follow(entries []care.Entry) {
	for _, e := range entries {
		elder := ""
		switch e.Noun {
		case "whereabouts":
			elder = e.Subject
		case "stay":
			elder, _ = strings.CutPrefix(e.Related, "elder:")
		}
		if elder == "" {
			continue
		}
		select {
		case d.followed <- care.ElderID(elder):
		default: // full: the sweep finds them. Never hold up the writer.
		}
	}
}

// follow cancels what is planned for an elder who is not there. Emergencies and
// what concerns the home itself go on.
func (d *Desk) follow(ctx context.Context) error {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	d.sweep(ctx)
	for {
		select {
		case <-ctx.Done():
			return nil
		case id := <-d.followed:
			d.obey(ctx, id)
		case <-tick.C:
			d.sweep(ctx)
		}
	}
}

func (d *Desk) sweep(ctx context.Context) {
	ids, err := d.deps.Due.EldersWithOrders(ctx)
	if err != nil && ctx.Err() == nil {
		d.log.Warn("open orders not read, will try again", "err", err)
	}
	for _, id := range ids {
		d.obey(ctx, id)
	}
	if err := d.takeUp(ctx); err != nil && ctx.Err() == nil {
		d.log.Warn("orders of elders who are back not taken up, will try again", "err", err)
	}
}

// takeUpAtOnce bounds what one sweep looks at.
const takeUpAtOnce = 1000

// takeUp brings back the orders of days still ahead whose elder is back, but those of
// plans, which know best what they still want.
func (d *Desk) takeUp(ctx context.Context) error {
	orders, err := d.deps.Due.CalledOffOrders(ctx, false, d.now(), takeUpAtOnce)
	var errs error
	for _, o := range orders {
		if _, away, err := d.wouldFindNobody(ctx, &o); err != nil || away {
			errs = errors.Join(errs, err)
			continue
		}
		_, err := d.TakeUp(ctx, care.Staff{ID: care.System, Role: care.Admin}, o.ID)
		errs = errors.Join(errs, err)
	}
	return errors.Join(err, errs)
}

// obey cancels the orders of one elder if they cannot be carried out. An error is
// logged: the sweep tries again.
func (d *Desk) obey(ctx context.Context, elder care.ElderID) {
	if err := d.cancelFor(ctx, elder); err != nil && ctx.Err() == nil {
		d.log.Error("orders of an absent elder not cancelled, will try again", "elder_id", elder, "err", err)
	}
}

// findsNobody reports whether an order that is carried out at an instant would
// find its elder away, and where.
func (d *Desk) findsNobody(ctx context.Context, elder care.ElderID, at time.Time) (care.WhereaboutsState, bool, error) {
	where, err := d.deps.Whereabouts.Expected(ctx, elder, at)
	switch {
	case errors.Is(err, care.ErrNotFound):
		return where, false, nil
	case err != nil:
		return where, false, fmt.Errorf("dispatch: whereabouts: %w", err)
	}
	// Who is out or at day care is back the same day: the order finds its elder.
	return where, where.Away(), nil
}

// wouldFindNobody is findsNobody for an order at its time, also where its elder has moved
// into a site since: what was ordered to the home finds an empty one.
func (d *Desk) wouldFindNobody(ctx context.Context, o *care.Order) (care.WhereaboutsState, bool, error) {
	where, away, err := d.findsNobody(ctx, o.ElderID, d.when(o.DueAt))
	switch {
	case err != nil || where != care.InCenter || o.HouseholdID == "":
		return where, away, err
	case o.Service == care.Meal: // who lives there eats there; a person's order is a decision
		return where, o.PlanID != "", nil
	}
	e, err := d.deps.People.Elder(ctx, care.Everything, o.ElderID)
	return where, err == nil && e.CenterID != o.CenterID, err
}

func (d *Desk) cancelFor(ctx context.Context, elder care.ElderID) error {
	if where, away, err := d.findsNobody(ctx, elder, d.now()); err != nil || !away && where != care.InCenter {
		return err
	}
	orders, err := d.deps.Shelf.OpenOrdersOf(ctx, elder)
	if err != nil {
		return err
	}
	author := care.Staff{ID: care.System, Role: care.Admin}
	var errs error
	for _, o := range orders {
		where, away, err := d.wouldFindNobody(ctx, &o)
		if err != nil || !away {
			errs = errors.Join(errs, err)
			continue
		}
		// A request waits for a person, who was told that the elder is away.
		if !slices.Contains(elderly, o.Service) || o.IncidentID != "" || o.State == care.OrderArrived ||
			o.State == care.OrderRequested && where != care.Deceased {
			continue
		}
		if _, err := d.CallOff(ctx, author, o.ID, care.CalledOffAway, "老人不在："+where.Word()); err != nil && !errors.Is(err, care.ErrConflict) {
			errs = errors.Join(errs, err)
		}
	}
	return errs
}

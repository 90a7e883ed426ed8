package visits

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

// lotOf says whether somebody is to be asked about a visit. A contradicted one always is,
// a weak one by lot once no more evidence is to be expected: the same record and seed draw
// the same ones. Whoever was asked about stays so.
func lotOf(v *care.Visit, t terms) care.VisitLot {
	switch {
	case v.FollowedUp, v.Lot == care.LotDrawn:
		return care.LotDrawn
	case v.Grade == care.GradeContradicted:
		return care.LotDrawn
	case v.Grade != care.GradeWeak || !v.Final || v.EndAt == nil:
		return ""
	}
	if p := care.PolicyOn(t.policies, *v.EndAt); place(t.seed, v.ID)%100 < uint64(max(p.AskPercent(), 0)) {
		return care.LotDrawn
	}
	return care.LotSpared
}

// place is where a visit stands among all others. Nobody who does not know the seed can
// tell beforehand.
func place(seed string, id care.OrderID) uint64 {
	sum := sha256.Sum256([]byte(seed + "\x00" + string(id)))
	return binary.BigEndian.Uint64(sum[:])
}

// monthsBack is how many months that are over are looked at: the platform may have been
// off at the end of one.
const monthsBack = 2

// drawMonth draws one weak visit of each worker of whom the lot drew none in a month that
// is over: the one whose place is the first. Idempotent.
func (r *Visits) drawMonth(ctx context.Context, now time.Time) error {
	t, err := r.terms(ctx)
	if err != nil {
		return err
	}
	y, m, _ := now.In(care.Shanghai).Date()
	var errs error
	for back := range monthsBack {
		until := time.Date(y, m-time.Month(back), 1, 0, 0, 0, 0, care.Shanghai)
		weak, err := r.deps.Shelf.UndrawnVisits(ctx, until.AddDate(0, -1, 0), until)
		if err != nil {
			return err
		}
		for _, id := range firsts(weak, t.seed) {
			errs = errors.Join(errs, r.draw(ctx, id))
		}
	}
	return errs
}

// firsts are the visits with the first place of each worker.
func firsts(weak []care.Visit, seed string) map[care.StaffID]care.OrderID {
	asked := map[care.StaffID]bool{}
	out := map[care.StaffID]care.OrderID{}
	for i := range weak {
		v := &weak[i]
		if v.FollowedUp { // before there were lots
			asked[v.WorkerID] = true
		}
		if first, ok := out[v.WorkerID]; !ok || place(seed, v.ID) < place(seed, first) {
			out[v.WorkerID] = v.ID
		}
	}
	for w := range asked {
		delete(out, w)
	}
	return out
}

func (r *Visits) draw(ctx context.Context, id care.OrderID) error {
	_, err := r.deps.Book.ChangeVisit(ctx, id, func(v *care.Visit) (bool, []care.Entry, error) {
		if v.Lot == care.LotDrawn || v.Grade != care.GradeWeak {
			return false, nil, nil
		}
		v.Lot = care.LotDrawn
		return true, nil, nil
	})
	if err != nil {
		return fmt.Errorf("visits: draw %s: %w", id, err)
	}
	return nil
}

// askAtOnce is how many calls one pass asks for.
const askAtOnce = 100

// askDrawn asks for a call afterwards about each visit that was drawn, once.
func (r *Visits) askDrawn(ctx context.Context, _ time.Time) error {
	drawn, err := r.deps.Shelf.DrawnVisits(ctx, askAtOnce)
	if err != nil {
		return err
	}
	var errs error
	for i := range drawn {
		if err := r.ask(ctx, &drawn[i]); err != nil {
			errs = errors.Join(errs, fmt.Errorf("visits: ask about %s: %w", drawn[i].ID, err))
		}
	}
	return errs
}

func (r *Visits) ask(ctx context.Context, v *care.Visit) error {
	why := "上门证据不足，请核实是否到过、做了什么"
	if v.Grade == care.GradeContradicted {
		why = "上门证据互相矛盾，请核实是否到过、做了什么"
	}
	_, err := r.deps.FollowUps.AskFollowUp(ctx, care.Staff{ID: care.System, Role: care.Admin}, "order", string(v.ID), why)
	if err != nil && !errors.Is(err, care.ErrConflict) { // one is open already, or the elder has died
		return err
	}
	_, err = r.deps.Book.ChangeVisit(ctx, v.ID, func(v *care.Visit) (bool, []care.Entry, error) {
		done := v.FollowedUp
		v.FollowedUp = true
		return !done, nil, nil
	})
	return err
}

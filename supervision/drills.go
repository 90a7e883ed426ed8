package supervision

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// Drillground makes the practice presses that supervision asks for. Both block until
// on disk and are idempotent: one drill a home and day.
type Drillground interface {
	Drill(ctx context.Context, h care.Household, day string, due time.Time, note string) (care.Order, error)
	// Proven completes a drill whose press went through.
	Proven(ctx context.Context, id care.OrderID, result string) error
}

// Residents says who lives in homes and when they were gone. It blocks on a read.
type Residents interface {
	Absences(ctx context.Context, homes []care.HouseholdID, from, to time.Time) (map[care.HouseholdID][]care.ElderID, []care.Absence, error)
}

const (
	// perKeeper is how many homes a station's keeper is sent to on a day.
	perKeeper = 7
	// A drill is made in the morning, to be done by the afternoon: never at night.
	drillsFrom, drillsTo, drillsDue = 8, 15, 17
)

// drills makes the drills of a day, once it is morning, for the homes whose last
// proof is the oldest, and completes those whose home was proven since.
func (u *Upkeep) drills(ctx context.Context, now time.Time) error {
	if u.deps.Drills == nil {
		return nil
	}
	open, err := u.open(ctx, care.Drill)
	if err != nil {
		return err
	}
	today := day(now)
	local := now.In(care.Shanghai)
	due := local.Hour() >= drillsFrom && local.Hour() < drillsTo && u.drilled != today
	if !due && (len(open) == 0 || now.Sub(u.proven) < provenEvery && !now.Before(u.proven)) {
		return nil
	}
	homes, err := u.homes(ctx)
	if err != nil {
		return err
	}
	u.proven = now
	errs := u.complete(ctx, open, homes)
	if !due {
		return errs
	}
	y, m, d := local.Date()
	made, err := u.madeSince(ctx, care.Drill, time.Date(y, m, d, 0, 0, 0, 0, care.Shanghai))
	if err != nil {
		return errors.Join(errs, err)
	}
	chosen, err := u.choose(ctx, homes, unionOf(open, made), len(made), now)
	if err != nil {
		return errors.Join(errs, err)
	}
	by := time.Date(y, m, d, drillsDue, 0, 0, 0, care.Shanghai)
	for _, h := range chosen {
		if _, err := u.deps.Drills.Drill(ctx, h.Household, today, by, drillNote(h)); err != nil {
			errs = errors.Join(errs, fmt.Errorf("supervision: drill of home %s: %w", h.Household.ID, err))
		}
	}
	if errs == nil {
		u.drilled = today
	}
	return errs
}

// unionOf is the orders of both lists, each once.
func unionOf(a, b []care.Order) []care.Order {
	all := slices.Clone(a)
	for i := range b {
		if !slices.ContainsFunc(a, func(o care.Order) bool { return o.ID == b[i].ID }) {
			all = append(all, b[i])
		}
	}
	return all
}

// provenEvery is how often open drills are compared with what was proven.
const provenEvery = time.Minute

func drillNote(h *care.Home) string {
	last := "从未试呼成功"
	if h.LastProofAt != nil {
		last = "上次试呼 " + h.LastProofAt.In(care.Shanghai).Format(time.DateOnly)
	}
	return last + "。请老人自己按一次，等设备说“收到了”；按下即当真，直到老人说是试的"
}

func (u *Upkeep) homes(ctx context.Context) (map[care.HouseholdID]*care.Home, error) {
	homes := map[care.HouseholdID]*care.Home{}
	err := everyPage(func(p care.Page) (string, error) {
		list, next, err := u.deps.Homes.Homes(ctx, care.Everything, p)
		for i := range list {
			homes[list[i].Household.ID] = &list[i]
		}
		return next, err
	})
	if err != nil {
		return nil, fmt.Errorf("supervision: homes: %w", err)
	}
	return homes, nil
}

// complete ends the drills whose home was proven after they were made, whoever
// pressed.
func (u *Upkeep) complete(ctx context.Context, open []care.Order, homes map[care.HouseholdID]*care.Home) error {
	var errs error
	for i := range open {
		o := &open[i]
		h := homes[o.HouseholdID]
		if o.Source != "proof" || h == nil || h.LastProofAt == nil || !h.LastProofAt.After(o.CreatedAt) {
			continue
		}
		result := "试呼成功 " + h.LastProofAt.In(care.Shanghai).Format("2006-01-02 15:04")
		if err := u.deps.Drills.Proven(ctx, o.ID, result); err != nil {
			errs = errors.Join(errs, fmt.Errorf("supervision: drill %s: %w", o.ID, err))
		}
	}
	return errs
}

// choose takes the homes of a day: those not proven for longest first, so many that
// all come round in a month, and to each keeper no more than one can walk to. taken
// are drills that wait or were made today, of which there are made: one keeper who does
// not go must not keep the others at home. A home that has one, or where nobody is, gets
// none.
func (u *Upkeep) choose(ctx context.Context, homes map[care.HouseholdID]*care.Home, taken []care.Order, made int, now time.Time) ([]*care.Home, error) {
	waits, load := map[care.HouseholdID]bool{}, map[care.CenterID]int{}
	for i := range taken {
		waits[taken[i].HouseholdID] = true
		if h := homes[taken[i].HouseholdID]; h != nil {
			load[h.Household.StationID]++
		}
	}
	var late []*care.Home
	for id, h := range homes {
		if h.Devices > 0 && !waits[id] && (h.LastProofAt == nil || now.Sub(*h.LastProofAt) > ProofEvery) {
			late = append(late, h)
		}
	}
	empty, err := u.empty(ctx, late, now)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(late, func(a, b *care.Home) int {
		return cmp.Or(proofOf(a).Compare(proofOf(b)), strings.Compare(string(a.Household.ID), string(b.Household.ID)))
	})
	most := max(perKeeper, (len(homes)+30)/31) - made
	var chosen []*care.Home
	for _, h := range late {
		if len(chosen) >= most {
			break
		}
		if station := h.Household.StationID; !empty[h.Household.ID] && (station == "" || load[station] < perKeeper) {
			load[station]++
			chosen = append(chosen, h)
		}
	}
	return chosen, nil
}

func proofOf(h *care.Home) time.Time {
	if h.LastProofAt == nil {
		return time.Time{}
	}
	return *h.LastProofAt
}

// empty returns the homes from which everybody is gone.
func (u *Upkeep) empty(ctx context.Context, late []*care.Home, now time.Time) (map[care.HouseholdID]bool, error) {
	ids := make([]care.HouseholdID, len(late))
	for i := range late {
		ids[i] = late[i].Household.ID
	}
	live, absences, err := u.deps.Residents.Absences(ctx, ids, now, now.Add(time.Millisecond))
	if err != nil {
		return nil, fmt.Errorf("supervision: absences: %w", err)
	}
	f := &facts{gone: map[care.HouseholdID][]span{}}
	f.absent(live, absences)
	empty := map[care.HouseholdID]bool{}
	for id, gone := range f.gone {
		empty[id] = slices.ContainsFunc(gone, func(s span) bool { return s.has(now.UnixMilli()) })
	}
	return empty, nil
}

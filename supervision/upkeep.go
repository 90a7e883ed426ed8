package supervision

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"yian/care"
)

// Workshop makes the orders that supervision asks for, through the one maker of
// orders. Both block until on disk and are idempotent: the same fault is one order.
type Workshop interface {
	RepairByItself(ctx context.Context, a care.Alert) (care.Order, error)
	// Unneeded ends an order whose reason is gone, unless somebody is on the way.
	Unneeded(ctx context.Context, id care.OrderID, why string) error
}

// Worklist reads orders. Both block on a read.
type Worklist interface {
	Orders(ctx context.Context, sc care.Scope, q care.OrderQuery) ([]care.Order, string, error)
	OrderCards(ctx context.Context, ids []care.OrderID) (map[care.OrderID]care.Order, error)
}

// Policy says after how long an alert of a rule has a repair made by itself;
// false: only by hand. It does not block.
type Policy interface {
	RepairAfter(rule string) (time.Duration, bool)
}

// UpkeepConfig is what a site may set. Its zero value works.
type UpkeepConfig struct {
	// Offline is how long a silent device that no gateway speaks for waits for its
	// repair: many come back by themselves. Default 12 h. A silent gateway and a dark
	// area do not wait.
	Offline time.Duration
	// Every is how often everything is looked at. Default 5 s.
	Every time.Duration
}

// UpkeepDeps are what upkeep asks of the others.
type UpkeepDeps struct {
	List     List
	Book     Book
	Orders   Worklist
	Workshop Workshop
	Policy   Policy
	// Mended has whoever raised a fault know that its repair is done, before the fault
	// ends: what is not mended must be raised anew. It does not block; nil: nobody.
	Mended func(care.Alert)
	// Drills has homes proven; nil: nobody does. Homes and Residents are needed then.
	Drills    Drillground
	Homes     Homes
	Residents Residents
	Now       func() time.Time
	Log       *slog.Logger
}

// Upkeep has faults mended and homes proven: it makes repair and drill orders in
// time, and ends those whose reason is gone. What it knows is in the record, so that it may be stopped
// anywhere.
type Upkeep struct {
	cfg  UpkeepConfig
	deps UpkeepDeps
	// Only Run's goroutine touches these; a start looks anew.
	drilled string    // the day whose drills are made
	proven  time.Time // when drills were last compared with what was proven
}

// NewUpkeep returns upkeep that does nothing before Run.
func NewUpkeep(cfg UpkeepConfig, deps UpkeepDeps) *Upkeep {
	if cfg.Offline <= 0 {
		cfg.Offline = 12 * time.Hour
	}
	if cfg.Every <= 0 {
		cfg.Every = 5 * time.Second
	}
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	return &Upkeep{cfg: cfg, deps: deps}
}

// Run looks again and again until ctx ends. It blocks.
func (u *Upkeep) Run(ctx context.Context) error {
	tick := time.NewTicker(u.cfg.Every)
	defer tick.Stop()
	for {
		if err := u.repairs(ctx, u.deps.Now()); err != nil && ctx.Err() == nil {
			u.deps.Log.Warn("repairs wait for the record, will try again", "err", err)
		}
		if err := u.drills(ctx, u.deps.Now()); err != nil && ctx.Err() == nil {
			u.deps.Log.Warn("drills wait for the record, will try again", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// after is how long a fault waits for its repair; false: for somebody to ask.
func (u *Upkeep) after(a *care.Alert) (time.Duration, bool) {
	switch a.Rule {
	case gatewayRule, darkRule, movedRule:
		return 0, true
	case rule:
		return u.cfg.Offline, true
	}
	return u.deps.Policy.RepairAfter(a.Rule)
}

// repairs makes the repair of each fault that has gone on for long enough, once;
// a fault whose repair was completed ends, and a repair whose fault has ended by
// itself is not needed.
func (u *Upkeep) repairs(ctx context.Context, now time.Time) error {
	faults, err := u.faults(ctx)
	if err != nil {
		return err
	}
	open, err := u.open(ctx, care.Repair)
	if err != nil {
		return err
	}
	ids := make([]care.OrderID, len(faults))
	for i := range faults {
		ids[i] = care.RepairOf(faults[i].ID)
	}
	made, err := u.deps.Orders.OrderCards(ctx, ids)
	if err != nil {
		return err
	}
	underway := map[care.DeviceID]bool{}
	for _, o := range open {
		if o.DeviceID != "" {
			underway[o.DeviceID] = true
		}
	}
	var errs error
	standing := map[care.AlertID]bool{}
	spokenFor := powerCuts(faults)
	for i := range faults {
		a := &faults[i]
		standing[a.ID] = true
		if o, known := made[ids[i]]; known {
			if o.State == care.OrderCompleted {
				errs = errors.Join(errs, u.mended(ctx, a, &o, now))
			}
			continue
		}
		// Whoever goes for one fault of a device sees the others.
		if wait, ok := u.after(a); ok && !spokenFor[a.ID] && now.Sub(a.RaisedAt) >= wait && !(a.DeviceID != "" && underway[a.DeviceID]) {
			if _, err := u.deps.Workshop.RepairByItself(ctx, *a); err != nil {
				errs = errors.Join(errs, fmt.Errorf("supervision: repair for alert %s: %w", a.ID, err))
			}
			underway[a.DeviceID] = true
		}
	}
	for _, o := range open {
		if o.AlertID != "" && !standing[o.AlertID] {
			errs = errors.Join(errs, u.deps.Workshop.Unneeded(ctx, o.ID, "设备已自行恢复"))
		}
	}
	return errs
}

// powerCutRule is the rule by which devices say that they have lost the mains and
// live on a battery.
const powerCutRule = "mains_lost"

// powerCuts returns the alerts of devices that lost the mains together with their
// area: of these the oldest speaks for all, and one order is enough.
func powerCuts(faults []care.Alert) map[care.AlertID]bool {
	of := map[areaKey][]*care.Alert{}
	for i := range faults {
		a := &faults[i]
		if key := areaOf(care.Place{Center: a.CenterID, Region: a.RegionID}); a.Rule == powerCutRule && key != "" {
			of[key] = append(of[key], a)
		}
	}
	spokenFor := map[care.AlertID]bool{}
	for _, list := range of {
		if len(list) < leastDark {
			continue
		}
		oldest := slices.MinFunc(list, func(a, b *care.Alert) int { return cmp.Or(a.RaisedAt.Compare(b.RaisedAt), cmp.Compare(a.ID, b.ID)) })
		for _, a := range list {
			spokenFor[a.ID] = a != oldest
		}
	}
	return spokenFor
}

// mended ends a fault whose repair was completed.
func (u *Upkeep) mended(ctx context.Context, a *care.Alert, o *care.Order, now time.Time) error {
	if u.deps.Mended != nil {
		u.deps.Mended(*a)
	}
	return u.deps.Book.ClearAlert(ctx, a.ID, now, care.Entry{At: now, By: care.System, What: "alert.cleared", Noun: "alert", Subject: string(a.ID),
		RegionID: a.RegionID, CenterID: a.CenterID, Related: "order:" + string(o.ID), Note: "工单 " + o.Number})
}

// faults returns the technical alerts that stand.
func (u *Upkeep) faults(ctx context.Context) ([]care.Alert, error) {
	technical := true
	var all []care.Alert
	for page := (care.Page{Limit: 500}); ; {
		list, next, err := u.deps.List.Alerts(ctx, care.Everything, care.AlertQuery{State: care.AlertFiring, Technical: &technical}, page)
		if err != nil {
			return nil, fmt.Errorf("supervision: faults: %w", err)
		}
		all = append(all, list...)
		if next == "" {
			return all, nil
		}
		page.Cursor = next
	}
}

// open returns the orders of a service that are not over.
func (u *Upkeep) open(ctx context.Context, s care.Service) ([]care.Order, error) {
	return u.orders(ctx, care.OrderQuery{Services: []care.Service{s}, States: []care.OrderState{
		care.OrderRequested, care.OrderQueued, care.OrderAssigned, care.OrderAccepted, care.OrderOnTheWay, care.OrderArrived}})
}

// madeSince returns the orders of a service made since an instant, in any state.
func (u *Upkeep) madeSince(ctx context.Context, s care.Service, since time.Time) ([]care.Order, error) {
	return u.orders(ctx, care.OrderQuery{Services: []care.Service{s}, Since: since})
}

func (u *Upkeep) orders(ctx context.Context, q care.OrderQuery) ([]care.Order, error) {
	var all []care.Order
	q.Page.Limit = 500
	for {
		list, next, err := u.deps.Orders.Orders(ctx, care.Everything, q)
		if err != nil {
			return nil, fmt.Errorf("supervision: orders: %w", err)
		}
		all = append(all, list...)
		if next == "" {
			return all, nil
		}
		q.Page.Cursor = next
	}
}

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
}

// obey cancels the orders of one elder if they cannot be carried out. An error is
// logged: the sweep tries again.
func (d *Desk) obey(ctx context.Context, elder care.ElderID) {
	if err := d.cancelFor(ctx, elder); err != nil && ctx.Err() == nil {
		d.log.Error("orders of an absent elder not cancelled, will try again", "elder_id", elder, "err", err)
	}
}

func (d *Desk) cancelFor(ctx context.Context, elder care.ElderID) error {
	where, err := d.deps.Whereabouts.Whereabouts(ctx, elder)
	switch {
	case errors.Is(err, care.ErrNotFound):
		return nil
	case err != nil:
		return fmt.Errorf("dispatch: whereabouts: %w", err)
	case where.Present(), where == care.Out, where == care.AtDayCare:
		return nil // back the same day: the order finds its elder
	}
	orders, err := d.deps.Shelf.OpenOrdersOf(ctx, elder)
	if err != nil {
		return err
	}
	author := care.Staff{ID: care.System, Role: care.Admin}
	var errs error
	for _, o := range orders {
		// A request waits for a person, who was told that the elder is away.
		if !slices.Contains(elderly, o.Service) || o.IncidentID != "" || o.State == care.OrderArrived ||
			o.State == care.OrderRequested && where != care.Deceased {
			continue
		}
		if _, err := d.Cancel(ctx, author, o.ID, "老人不在："+string(where)); err != nil && !errors.Is(err, care.ErrConflict) {
			errs = errors.Join(errs, err)
		}
	}
	return errs
}

package alerts

import (
	"context"
	"errors"
	"time"

	"yian/care"
)

// offerBatch is how many alerts are offered between two looks at the record.
const offerBatch = 1000

// offerAll offers critical alerts to the desk until it has taken them. Which ones
// are still to be offered is asked of the record each time, so that none is
// forgotten over a restart.
func (e *Engine) offerAll(ctx context.Context) {
	ring(e.offer) // those of before
	look := time.NewTicker(offerAnyways)
	defer look.Stop()
	next := map[care.AlertID]attempt{}
	for {
		select {
		case <-ctx.Done():
			return
		case <-e.offer:
		case <-look.C:
		case <-after(soonest(next, e.deps.Now())):
		}
		if err := e.offerOnce(ctx, next); err != nil && ctx.Err() == nil {
			e.deps.Log.Error("critical alerts wait for the record", "err", err)
		}
	}
}

func (e *Engine) offerOnce(ctx context.Context, next map[care.AlertID]attempt) error {
	open, err := e.deps.List.UnofferedAlerts(ctx, offerBatch)
	if err != nil {
		return err
	}
	e.counts.unoffered.Set(float64(len(open)))
	still := make(map[care.AlertID]bool, len(open))
	for i := range open {
		a := open[i]
		still[a.ID] = true
		if e.deps.Now().Before(next[a.ID].at) {
			continue
		}
		if err := e.offerOne(ctx, a); err != nil {
			if ctx.Err() != nil {
				return err
			}
			next[a.ID] = next[a.ID].again(e.deps.Now())
			e.deps.Log.Error("critical alert waits for the desk", "alert_id", a.ID, "rule", a.Rule, "err", err)
			continue
		}
		delete(next, a.ID)
		still[a.ID] = false
		e.counts.unoffered.Dec()
	}
	for id := range next { // bounded by what the record still lists
		if !still[id] {
			delete(next, id)
		}
	}
	return nil
}

// offerOne has the desk take one alert and writes down what became of it.
func (e *Engine) offerOne(ctx context.Context, a care.Alert) error {
	ctx, cancel := context.WithTimeoutCause(ctx, oneTry, errors.New("alerts: the desk takes too long"))
	defer cancel()
	incident, err := e.deps.Desk.Alert(ctx, a)
	if err != nil {
		return err
	}
	if incident == "" {
		return errors.New("the desk named no incident")
	}
	_, err = e.deps.Book.ChangeAlert(ctx, care.Everything, a.ID, func(a *care.Alert) ([]care.Entry, error) {
		if a.IncidentID == incident {
			return nil, nil
		}
		a.IncidentID = incident
		return []care.Entry{e.entryFor(a, care.System, "alert.offered")}, nil
	})
	return err
}

// Alerts lists what sc sees of q, newest first. It blocks on the record.
func (e *Engine) Alerts(ctx context.Context, sc care.Scope, q care.AlertQuery, page care.Page) ([]care.Alert, string, error) {
	return e.deps.List.Alerts(ctx, sc, q, page)
}

// See notes that by has seen the alert, once. It blocks until that is in the
// record and is idempotent.
func (e *Engine) See(ctx context.Context, sc care.Scope, by care.StaffID, id care.AlertID) (care.Alert, error) {
	return e.deps.Book.ChangeAlert(ctx, sc, id, func(a *care.Alert) ([]care.Entry, error) {
		if a.SeenAt != nil {
			return nil, nil
		}
		now := e.deps.Now()
		a.SeenAt, a.SeenBy = &now, by
		return []care.Entry{e.entryFor(a, by, "alert.seen")}, nil
	})
}

func (e *Engine) entryFor(a *care.Alert, by care.StaffID, what string) care.Entry {
	return care.Entry{At: e.deps.Now(), By: by, What: what, Noun: "alert", Subject: string(a.ID), RegionID: a.RegionID, CenterID: a.CenterID}
}

package lost

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"yian/care"
)

// Book knows which incidents the register has not heard of. Both block, and
// ChangeIncident until on disk.
type Book interface {
	LostDue(ctx context.Context, now time.Time, limit int) ([]care.Incident, error)
	ChangeIncident(ctx context.Context, id care.IncidentID, decide func(*care.Case) (care.Change, error)) (care.Case, error)
}

// Register knows where elders are. All block.
type Register interface {
	WhereaboutsAt(ctx context.Context, sc care.Scope, elder care.ElderID, at time.Time) (care.Whereabouts, error)
	// WhereaboutsHistory is newest first.
	WhereaboutsHistory(ctx context.Context, sc care.Scope, elder care.ElderID) ([]care.Whereabouts, error)
	SetWhereabouts(ctx context.Context, sc care.Scope, by care.StaffID, w care.Whereabouts) (care.Whereabouts, error)
}

// Deps are what a follower asks of others. Log and Now may be nil.
type Deps struct {
	Book     Book
	Register Register
	Now      func() time.Time
	Log      *slog.Logger
}

// Lost tells the register who is lost and who was found.
type Lost struct {
	deps Deps
	log  *slog.Logger
}

// New returns a follower. Nothing runs yet.
func New(deps Deps) *Lost {
	if deps.Now == nil {
		deps.Now = time.Now
	}
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	return &Lost{deps: deps, log: deps.Log.With("room", "lost")}
}

const (
	lookEvery = time.Second
	atOnce    = 100
)

// Run follows the desk until ctx ends.
func (l *Lost) Run(ctx context.Context) error {
	return care.Every(ctx, lookEvery, l.Look, func(err error) { l.log.Warn("who is lost was not entered, will try again", "err", err) })
}

// Look tells the register what is due. Idempotent; one that fails holds up no other.
func (l *Lost) Look(ctx context.Context) error {
	due, err := l.deps.Book.LostDue(ctx, l.deps.Now(), atOnce)
	for i := range due {
		if e := l.follow(ctx, &due[i]); e != nil {
			err = errors.Join(err, fmt.Errorf("lost: incident %s: %w", due[i].ID, e))
		}
	}
	return err
}

func (l *Lost) follow(ctx context.Context, in *care.Incident) error {
	d := in.Disappeared
	var lost care.ElderID // who is, by the desk
	if d.Gone() {
		lost = in.ElderID
	}
	for _, id := range []care.ElderID{d.Entered, in.ElderID} {
		if id == "" || id == lost {
			continue
		}
		// Found, or it was another who is lost.
		if err := l.back(ctx, id, d); err != nil {
			return err
		}
	}
	if lost != "" {
		if err := l.gone(ctx, lost, d); err != nil {
			return err
		}
	}
	return l.done(ctx, in, lost)
}

// gone enters that an elder is lost. Whatever was entered since the desk said so is
// newer, and the dead are not looked for by the register.
func (l *Lost) gone(ctx context.Context, id care.ElderID, d *care.Disappearance) error {
	w, err := l.deps.Register.WhereaboutsAt(ctx, care.Everything, id, l.deps.Now())
	if errors.Is(err, care.ErrNotFound) || err == nil && (w.State == care.Lost || w.State == care.Deceased || w.Since.After(d.Since)) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = l.deps.Register.SetWhereabouts(ctx, care.Everything, d.By, care.Whereabouts{ElderID: id, State: care.Lost, Since: d.Since.UTC().Truncate(time.Millisecond)})
	if errors.Is(err, care.ErrInvalid) || errors.Is(err, care.ErrConflict) { // another clock: from now on
		_, err = l.deps.Register.SetWhereabouts(ctx, care.Everything, d.By, care.Whereabouts{ElderID: id, State: care.Lost})
	}
	return err
}

// back enters where an elder is who is not lost any more: where they were before, as far
// as that still holds. Nobody knows otherwise, and rules watch and meals come.
func (l *Lost) back(ctx context.Context, id care.ElderID, d *care.Disappearance) error {
	list, err := l.deps.Register.WhereaboutsHistory(ctx, care.Everything, id)
	if errors.Is(err, care.ErrNotFound) || err == nil && (len(list) == 0 || list[0].State != care.Lost) {
		return nil // somebody entered already where they are
	}
	if err != nil {
		return err
	}
	by := d.FoundBy
	if by == "" {
		by = d.By
	}
	_, err = l.deps.Register.SetWhereabouts(ctx, care.Everything, by, l.before(list, id))
	if errors.Is(err, care.ErrInvalid) || errors.Is(err, care.ErrConflict) {
		_, err = l.deps.Register.SetWhereabouts(ctx, care.Everything, by, care.Whereabouts{ElderID: id, State: care.Unknown})
	}
	return err
}

// before is where an elder was before being lost: at home when nothing was entered.
// Who had gone out is not out any more.
func (l *Lost) before(list []care.Whereabouts, id care.ElderID) care.Whereabouts {
	was := care.Whereabouts{State: care.AtHome}
	for _, w := range list {
		if w.State != care.Lost {
			was = w
			break
		}
	}
	was.ElderID, was.Since, was.By = id, time.Time{}, ""
	if was.State == care.Out || was.State == care.Deceased || was.Expected(l.deps.Now()) == care.Unknown {
		return care.Whereabouts{ElderID: id, State: care.Unknown}
	}
	return was
}

// done notes that the register says the same, unless the desk said more meanwhile: then
// it is still due.
func (l *Lost) done(ctx context.Context, in *care.Incident, lost care.ElderID) error {
	now := l.deps.Now()
	_, err := l.deps.Book.ChangeIncident(ctx, in.ID, func(c *care.Case) (care.Change, error) {
		if c.Incident.Version != in.Version || c.Incident.Disappeared == nil {
			return care.Change{}, nil
		}
		d := *c.Incident.Disappeared
		d.Entered, d.DueAt = lost, nil
		c.Incident.Disappeared = &d
		what := "incident.whereabouts_back"
		if lost != "" {
			what = "incident.whereabouts_lost"
		}
		return care.Change{Entries: []care.Entry{{At: now, By: care.System, What: what, Noun: "incident", Subject: string(in.ID), RegionID: in.RegionID, CenterID: in.CenterID}}}, nil
	})
	return err
}

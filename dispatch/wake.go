package dispatch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"yian/care"
)

// Whoever sits alone at night may fall asleep, or worse. Every half hour they are
// asked for a key; a minute later the seat counts as empty, so that whatever rings
// climbs its ladder at once, and the supervisor is rung.

// Wakes keeps the wake-checks. ChangeWake blocks until on disk, DueWakes on a read.
type Wakes interface {
	ChangeWake(ctx context.Context, id string, decide func(*care.WakeCheck) (care.Change, error)) (care.WakeCheck, error)
	DueWakes(ctx context.Context, now time.Time) ([]care.WakeCheck, error)
}

const (
	wakeKey    = "wake/"
	wakeCounty = 2 * time.Minute // from the supervisor to the county's desk
	wakeAgain  = 3 * time.Minute // and to it again
	wakeRings  = 40              // two hours: the next shift is there
	wakeNoted  = 12              // rings that the check itself names
)

// Wake is when somebody is asked next whether they are awake.
type Wake struct {
	At     time.Time `json:"at" doc:"when the question is put"`
	Until  time.Time `json:"until" doc:"when the seat counts as empty"`
	Absent bool      `json:"absent" doc:"it does"`
}

// WakeOf is what somebody at a console is to be asked; nil: nothing.
func (d *Desk) WakeOf(who care.StaffID) *Wake {
	d.duty.mu.Lock()
	defer d.duty.mu.Unlock()
	s, was := d.duty.on[who]
	if !was || s.WakeAt.IsZero() || !s.alive(d.now(), d.duty.beat) {
		return nil
	}
	return &Wake{At: s.WakeAt, Until: s.WakeAt.Add(d.cfg.WakeWithin), Absent: s.Absent}
}

// Awake is a key that was pressed. It blocks until on disk and is idempotent.
func (d *Desk) Awake(ctx context.Context, by care.Staff) error {
	now := d.now()
	var asked time.Time
	d.duty.mu.Lock()
	s, was := d.duty.on[by.ID]
	was = was && !s.WakeAt.IsZero() && !now.Before(s.WakeAt)
	if was {
		asked = s.WakeAt
		s.Absent, s.WakeAt, s.Said = false, now.Add(d.cfg.Wake), now
		d.duty.on[by.ID] = s
	}
	d.duty.mu.Unlock()
	if !was || d.deps.Wakes == nil {
		return nil
	}
	d.share(ctx, s)
	_, err := d.deps.Wakes.ChangeWake(ctx, wakeID(by.ID, asked), func(w *care.WakeCheck) (care.Change, error) {
		if w.AnsweredAt != nil {
			return care.Change{}, nil
		}
		w.StaffID, w.Seat, w.AskedAt, w.AnsweredAt, w.NextAt = by.ID, s.Seat, asked, at(now), nil
		return care.Change{Entries: []care.Entry{wakeEntry(w, now, by.ID, "answered")}}, nil
	})
	if err != nil {
		return fmt.Errorf("dispatch: awake: %w", err)
	}
	return nil
}

func wakeID(who care.StaffID, asked time.Time) string {
	return fmt.Sprintf("%s/%d", who, asked.UnixMilli())
}

func wakeEntry(w *care.WakeCheck, now time.Time, by care.StaffID, verb string) care.Entry {
	return care.Entry{At: now, By: by, What: "wake." + verb, Noun: "wake", Subject: w.ID, Note: w.Seat}
}

// WatchNight looks once whether whoever sits alone at night is awake, as [Desk.Run] does.
func (d *Desk) WatchNight(ctx context.Context) error { return d.watchNight(ctx, d.now()) }

// watchNight asks whoever sits alone at night, and rings for those who do not answer.
func (d *Desk) watchNight(ctx context.Context, now time.Time) error {
	if d.deps.Wakes == nil {
		return nil
	}
	errs := d.ringForAbsent(ctx, now)
	for _, s := range d.planWakes(ctx, now) {
		errs = errors.Join(errs, d.miss(ctx, s, now))
	}
	return errs
}

// planWakes sets when those who sit alone are asked, and returns those who did not
// answer in time.
func (d *Desk) planWakes(ctx context.Context, now time.Time) (missed []seat) {
	var changed []seat
	d.duty.mu.Lock()
	alone := d.night(now) && d.duty.aliveNow(now) == 1
	for id, s := range d.duty.on {
		switch {
		case !s.alive(now, d.duty.beat):
			continue
		case !alone && !s.WakeAt.IsZero() && !s.Absent: // an empty seat is empty until a key is pressed
			s.WakeAt = time.Time{}
		case alone && s.WakeAt.IsZero():
			s.WakeAt = now.Add(d.cfg.Wake).UTC().Truncate(time.Millisecond)
		case alone && !s.Absent && !now.Before(s.WakeAt.Add(d.cfg.WakeWithin)):
			missed = append(missed, s)
			continue
		default:
			continue
		}
		s.Said = now
		d.duty.on[id] = s
		changed = append(changed, s)
	}
	d.duty.mu.Unlock()
	for _, s := range changed {
		d.share(ctx, s)
	}
	return missed
}

// aliveNow counts the consoles that are alive.
func (d *duty) aliveNow(now time.Time) (n int) {
	for _, s := range d.on {
		if s.alive(now, d.beat) {
			n++
		}
	}
	return n
}

// night reports whether it is night in Shanghai.
func (d *Desk) night(now time.Time) bool {
	clock := now.In(care.Shanghai).Format("15:04")
	from, to := d.cfg.NightFrom, d.cfg.NightTo
	if from < to {
		return clock >= from && clock < to
	}
	return clock >= from || clock < to
}

// miss marks a seat as empty and rings its own telephone and the supervisor's.
func (d *Desk) miss(ctx context.Context, s seat, now time.Time) error {
	list, err := d.supervisors(ctx, "", "")
	if err != nil {
		d.log.Error("supervisors not read, ringing the county desk", "err", err)
	}
	if len(list) == 0 {
		if list, err = d.countyDesk(ctx, d.countyOf(ctx)); err != nil {
			list = []receiver{{Role: "county_desk"}}
		}
	}
	if who, err := d.deps.Posts.StaffMember(ctx, s.ID); err == nil && who.Phone != "" {
		list = append([]receiver{{Role: string(care.SeatPost), Name: who.Name, Phone: who.Phone}}, list...)
	}
	w, err := d.deps.Wakes.ChangeWake(ctx, wakeID(s.ID, s.WakeAt), func(w *care.WakeCheck) (care.Change, error) {
		if w.AnsweredAt != nil || w.MissedAt != nil {
			return care.Change{}, nil
		}
		w.StaffID, w.Seat, w.AskedAt, w.MissedAt = s.ID, s.Seat, s.WakeAt, at(now)
		return d.wakeRing(w, list, now, wakeCounty, "missed"), nil
	})
	if err != nil {
		return fmt.Errorf("dispatch: wake-check: %w", err)
	}
	d.noticeDue.Ring()
	d.duty.mu.Lock()
	held, was := d.duty.on[s.ID]
	if was = was && held.WakeAt.Equal(s.WakeAt); was {
		held.Absent, held.Said = w.AnsweredAt == nil, now
		if w.AnsweredAt != nil { // another process was told
			held.WakeAt = w.AnsweredAt.Add(d.cfg.Wake)
		}
		d.duty.on[s.ID] = held
	}
	d.duty.mu.Unlock()
	if was {
		d.share(ctx, held)
	}
	return nil
}

// wakeRing makes one round of rings for an empty seat.
func (d *Desk) wakeRing(w *care.WakeCheck, list []receiver, now time.Time, next time.Duration, verb string) care.Change {
	var change care.Change
	for i, to := range eachOnce(list) {
		change.Notices = append(change.Notices, care.Notice{Key: fmt.Sprintf("%s%s/%d-%s-%d", wakeKey, w.ID, w.Step, to.Role, i), Channel: "webhook", Kind: "ring",
			Receiver: to.Role, Name: to.Name, Phone: to.Phone, DueAt: now,
			Text: "颐安平台：夜间值守台只有一人且没有应答，请立即到岗或叫醒，接手请按 1，或回拨 " + d.cfg.Hotline + "。"})
		if len(w.Rung) < wakeNoted {
			w.Rung = append(w.Rung, care.WakeRing{At: now, Receiver: to.Role, Name: to.Name})
		}
	}
	w.Step++
	w.NextAt = at(now.Add(next))
	change.Entries = []care.Entry{wakeEntry(w, now, care.System, verb)}
	return change
}

// ringForAbsent goes on ringing, at the county's desk, until somebody takes it on or
// sits down.
func (d *Desk) ringForAbsent(ctx context.Context, now time.Time) error {
	list, err := d.deps.Wakes.DueWakes(ctx, now)
	if err != nil || len(list) == 0 {
		return err
	}
	county, err := d.countyDesk(ctx, d.countyOf(ctx))
	if err != nil {
		county = []receiver{{Role: "county_desk"}}
	}
	var errs error
	for _, w := range list {
		_, err := d.deps.Wakes.ChangeWake(ctx, w.ID, func(w *care.WakeCheck) (care.Change, error) {
			switch {
			case w.NextAt == nil || w.NextAt.After(now):
				return care.Change{}, nil
			case d.Attended() || w.Step >= wakeRings:
				w.NextAt = nil
				return care.Change{Entries: []care.Entry{wakeEntry(w, now, care.System, "ended")}}, nil
			}
			return d.wakeRing(w, county, now, wakeAgain, "rung"), nil
		})
		errs = errors.Join(errs, err)
	}
	d.noticeDue.Ring()
	return errs
}

// countyOf is the county of the site, whose desk ends every chain.
func (d *Desk) countyOf(ctx context.Context) care.RegionID {
	if d.deps.Roster == nil {
		return ""
	}
	return d.deps.Roster.County(ctx)
}

// wakeOf is the wake-check that a notice rings for; false: none.
func wakeOf(n care.Notice) (id string, ok bool) {
	rest, ok := strings.CutPrefix(n.Key, wakeKey)
	i := strings.LastIndexByte(rest, '/')
	if !ok || i <= 0 {
		return "", false
	}
	return rest[:i], true
}

// wakeEnded reports whether nobody needs to be rung for an empty seat any more. What
// cannot be read is rung.
func (d *Desk) wakeEnded(ctx context.Context, id string) bool {
	w, err := d.deps.Wakes.ChangeWake(ctx, id, func(*care.WakeCheck) (care.Change, error) { return care.Change{}, nil })
	return err == nil && w.Version > 0 && w.NextAt == nil
}

// wakeAccepted notes that somebody who was rung for an empty seat takes it on.
func (d *Desk) wakeAccepted(ctx context.Context, id string, n care.Notice, now time.Time) error {
	_, err := d.deps.Wakes.ChangeWake(ctx, id, func(w *care.WakeCheck) (care.Change, error) {
		if w.MissedAt == nil || w.AcceptedAt != nil || w.AnsweredAt != nil {
			return care.Change{}, nil
		}
		w.AcceptedAt, w.AcceptedBy, w.NextAt = at(now), cmp.Or(n.Name, n.Receiver), nil
		return care.Change{Entries: []care.Entry{wakeEntry(w, now, care.System, "accepted")}}, nil
	})
	return err
}

package shifts

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"yian/care"
)

// Shifts hands the desk over. It is safe for concurrent use.
type Shifts struct{ deps Deps }

// Deps are what the hand-over asks of others. All are required but Now.
type Deps struct {
	Book     Book
	Worklist Worklist
	Phones   Phones
	Keys     Keys
	People   People
	Posts    Posts
	Now      func() time.Time
}

// New returns the hand-overs of a desk.
func New(deps Deps) (*Shifts, error) {
	if deps.Book == nil || deps.Worklist == nil || deps.Phones == nil || deps.Keys == nil || deps.People == nil || deps.Posts == nil {
		return nil, fmt.Errorf("shifts: a dependency is missing: %w", care.ErrInvalid)
	}
	if deps.Now == nil {
		deps.Now = time.Now
	}
	return &Shifts{deps: deps}, nil
}

// Offer offers the desk to the next shift: what is open now is noted, and whoever
// takes it over signs for it. Who offers again replaces an offer that nobody took.
func (h *Shifts) Offer(ctx context.Context, by care.Staff, note string) (care.Shift, error) {
	open, err := h.openNow(ctx, by.Scope())
	if err != nil {
		return care.Shift{}, err
	}
	id := care.ShiftID(newID())
	waiting, err := h.deps.Book.OpenShifts(ctx, by.Scope())
	if err != nil {
		return care.Shift{}, fmt.Errorf("shifts: %w", err)
	}
	if i := slices.IndexFunc(waiting, func(s care.Shift) bool { return s.Gives == by.ID }); i >= 0 {
		id = waiting[i].ID
	}
	now := h.now()
	s, err := h.deps.Book.ChangeShift(ctx, id, func(s *care.Shift) (*care.Shift, []care.Entry, error) {
		if s != nil && s.TakenAt != nil {
			return nil, nil, care.Conflict("shift.taken", "刚刚有人接班了，请刷新")
		}
		if s == nil {
			s = &care.Shift{ID: id, RegionID: by.RegionID, CenterID: by.CenterID}
		}
		s.Gives, s.GivenAt, s.Note, s.Open = by.ID, now, strings.TrimSpace(note), open
		return s, []care.Entry{shiftEntry(s, now, by.ID, "offered", s.Note)}, nil
	})
	if err != nil {
		return care.Shift{}, fmt.Errorf("shifts: %w", err)
	}
	return s, nil
}

// Take takes the desk over. Two at once have one winner; nobody takes over from
// oneself.
func (h *Shifts) Take(ctx context.Context, by care.Staff, id care.ShiftID, note string) (care.Shift, error) {
	now := h.now()
	out, err := h.deps.Book.ChangeShift(ctx, id, func(s *care.Shift) (*care.Shift, []care.Entry, error) {
		switch {
		case s == nil || !by.Scope().Sees(s.RegionID, s.CenterID):
			return nil, nil, care.NotFound("shift")
		case s.Takes == by.ID:
			return s, nil, nil
		case s.TakenAt != nil:
			return nil, nil, &care.Fault{Kind: care.ErrConflict, Code: "shift.taken", Detail: "已由 " + h.nameOf(ctx, s.Takes) + " 接班", Winner: s.Takes}
		case s.Gives == by.ID:
			return nil, nil, care.Conflict("shift.own", "要由接班的人签收")
		}
		s.Takes, s.TakenAt, s.TakeNote = by.ID, at(now), strings.TrimSpace(note)
		return s, []care.Entry{shiftEntry(s, now, by.ID, "taken", s.TakeNote)}, nil
	})
	if err != nil {
		return care.Shift{}, fmt.Errorf("shifts: %w", err)
	}
	return out, nil
}

func shiftEntry(s *care.Shift, now time.Time, by care.StaffID, verb, note string) care.Entry {
	return care.Entry{At: now, By: by, What: "shift." + verb, Noun: "shift", Subject: string(s.ID), RegionID: s.RegionID, CenterID: s.CenterID, Note: note}
}

// nameOf is who somebody is, or their id when that cannot be read.
func (h *Shifts) nameOf(ctx context.Context, id care.StaffID) string {
	if s, err := h.deps.Posts.StaffMember(ctx, id); err == nil && s.Name != "" {
		return s.Name
	}
	return string(id)
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

func at(t time.Time) *time.Time { return &t }

// now is the present to the millisecond, which is what the record keeps.
func (h *Shifts) now() time.Time { return h.deps.Now().UTC().Truncate(time.Millisecond) }

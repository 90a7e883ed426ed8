package medicine

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yian/care"
)

// Given is what somebody says of an instant of a line.
type Given struct {
	Medicine care.MedicineID
	Due      time.Time
	At       time.Time // when it was; zero: now
	Reason   string    // of a refusal or a miss
}

// Give notes that something was given. The same by the same person again changes
// nothing; by another it is [care.ErrConflict], so that nobody gets it twice. What is
// marked so counts only after [Medicines.Check].
func (s *Medicines) Give(ctx context.Context, by care.Staff, g Given) (care.Dose, error) {
	return s.act(ctx, by, g, care.DoseGiven)
}

// Refuse notes that the resident would not have it.
func (s *Medicines) Refuse(ctx context.Context, by care.Staff, g Given) (care.Dose, error) {
	return s.act(ctx, by, g, care.DoseRefused)
}

// Miss notes that it was not given, and why.
func (s *Medicines) Miss(ctx context.Context, by care.Staff, g Given) (care.Dose, error) {
	return s.act(ctx, by, g, care.DoseMissed)
}

func (s *Medicines) act(ctx context.Context, by care.Staff, g Given, want care.DoseState) (care.Dose, error) {
	g.Reason = strings.TrimSpace(g.Reason)
	if want != care.DoseGiven && g.Reason == "" {
		return care.Dose{}, care.Invalid("body.reason", "dose.reason", "写上原因")
	}
	if utf8.RuneCountInString(g.Reason) > 200 {
		return care.Dose{}, care.Invalid("body.reason", "text.too_long", "内容太长了")
	}
	now := s.now()
	line, err := s.deps.Shelf.Medicine(ctx, by.Scope(), g.Medicine)
	if err != nil {
		return care.Dose{}, err
	}
	then := g.At
	if line.AsNeeded {
		then = g.Due
	}
	if err := s.may(ctx, by, &line, then, now); err != nil {
		return care.Dose{}, err
	}
	if line.AsNeeded {
		return s.giveNeeded(ctx, by, g, want)
	}
	return s.change(ctx, g, func(m *care.Medicine, d *care.Dose) (string, error) {
		at, err := s.when(m, g, now)
		if err != nil {
			return "", err
		}
		if d.By == by.ID && (d.State == want || want == care.DoseGiven && d.State == care.DoseChecking) {
			return "", nil // told twice
		}
		if err := untaken(d); err != nil {
			return "", err
		}
		s.say(m, d, want, by, at, g.Reason, now)
		return string(d.State), nil
	}, by, now)
}

// say notes what somebody says of d.
func (s *Medicines) say(m *care.Medicine, d *care.Dose, want care.DoseState, by care.Staff, at time.Time, reason string, now time.Time) {
	d.Was = &care.DoseWas{State: d.State, By: d.By, At: d.At, Reason: d.Reason, Auto: d.Auto}
	d.State, d.By, d.At, d.EnteredAt, d.Reason, d.Auto, d.CloseAt, d.CheckedBy = want, by.ID, &at, &now, reason, false, nil, ""
	d.Late = now.After(d.DueAt.Add(s.cfg.Limit))
	if want == care.DoseGiven && m.DoubleCheck {
		d.State, d.CloseAt = care.DoseChecking, later(d.DueAt.Add(s.cfg.Limit), now.Add(s.cfg.CheckWithin))
	}
}

// untaken is a conflict when somebody gave it already.
func untaken(d *care.Dose) error {
	switch d.State {
	case care.DoseGiven:
		return care.Conflict("dose.given", "已经有人给过了，不要再给")
	case care.DoseChecking:
		return care.Conflict("dose.checking", "已经有人备好，等第二人核对，不要再给")
	}
	return nil
}

// when is the instant that somebody names, if it fits.
func (s *Medicines) when(m *care.Medicine, g Given, now time.Time) (time.Time, error) {
	at := g.At.UTC().Truncate(time.Millisecond)
	if g.At.IsZero() {
		at = now
	}
	switch {
	case m.EndedAt != nil && !g.Due.Before(*m.EndedAt):
		return at, care.Conflict("medicine.ended", "这一行已经停了")
	case !slices.ContainsFunc(m.Instants(g.Due, g.Due.Add(time.Minute)), g.Due.Equal):
		return at, care.Invalid("body.due_at", "dose.due", "药单上没有这个时刻")
	case now.Before(g.Due.Add(-s.cfg.Early)):
		return at, care.Conflict("dose.early", "还没到时间，"+g.Due.Add(-s.cfg.Early).In(care.Shanghai).Format("15:04")+" 以后才能登记")
	case now.After(g.Due.Add(s.cfg.Mend)):
		return at, care.Conflict("dose.over", "超过一天，不能再补录")
	case at.After(now) || at.Before(g.Due.Add(-s.cfg.Early)):
		return at, care.Invalid("body.at", "dose.at", "时间不对：不能在将来，也不能早于该给的时间太多")
	}
	return at, nil
}

// Check notes that a second person saw what the first one made ready, and that it was
// given.
func (s *Medicines) Check(ctx context.Context, by care.Staff, g Given) (care.Dose, error) {
	now := s.now()
	line, err := s.deps.Shelf.Medicine(ctx, by.Scope(), g.Medicine)
	if err != nil {
		return care.Dose{}, err
	}
	if err := s.may(ctx, by, &line, now, now); err != nil {
		return care.Dose{}, err
	}
	return s.change(ctx, g, func(m *care.Medicine, d *care.Dose) (string, error) {
		switch {
		case d.State == care.DoseGiven && d.CheckedBy == by.ID:
			return "", nil // told twice
		case d.State != care.DoseChecking:
			return "", care.Conflict("dose.not_checking", "没有等待核对，请刷新")
		case d.By == by.ID:
			return "", care.Conflict("dose.same_person", "核对的人不能是给药的人")
		}
		d.Was = &care.DoseWas{State: care.DoseChecking, By: d.By, At: d.At}
		d.State, d.CheckedBy, d.EnteredAt, d.CloseAt = care.DoseGiven, by.ID, &now, nil
		return "checked", nil
	}, by, now)
}

// Undo takes the last act back within ten minutes, as if it had not been: whoever did it
// may, and who runs the house. What waits for its second person, anybody may send back.
func (s *Medicines) Undo(ctx context.Context, by care.Staff, g Given) (care.Dose, error) {
	if _, err := s.deps.Shelf.Medicine(ctx, by.Scope(), g.Medicine); err != nil {
		return care.Dose{}, err
	}
	now := s.now()
	return s.change(ctx, g, func(m *care.Medicine, d *care.Dose) (string, error) {
		waits := d.State == care.DoseChecking
		switch {
		case d.Was == nil || d.EnteredAt == nil:
			return "", care.Conflict("dose.nothing_to_undo", "没有可以撤销的登记")
		case !waits && now.Sub(*d.EnteredAt) > s.cfg.UndoFor:
			return "", care.Conflict("dose.undo_over", "超过 10 分钟，不能撤销了；请报告负责人")
		case !waits && by.Role == care.Worker && by.ID != d.By && by.ID != d.CheckedBy:
			return "", care.Conflict("dose.not_yours", "只有登记的人或负责人可以撤销")
		}
		was := *d.Was
		d.State, d.By, d.At, d.Reason, d.Auto, d.Was, d.CheckedBy, d.Late = was.State, was.By, was.At, was.Reason, was.Auto, nil, "", false
		if d.State == care.DoseChecking {
			d.Was = &care.DoseWas{State: care.DoseOpen}
		} else {
			d.EnteredAt = nil
		}
		switch {
		case m.AsNeeded && d.State == care.DoseOpen: // nothing is owed: as if it had not been
			d.CloseAt = nil
		case d.State == care.DoseOpen || d.State == care.DoseChecking:
			d.CloseAt = later(d.DueAt.Add(s.cfg.Limit), now.Add(s.cfg.UndoFor))
		}
		return "undone", nil
	}, by, now)
}

// change lets decide change a dose, keeps the stock along with it, and writes one entry;
// no verb writes nothing.
func (s *Medicines) change(ctx context.Context, g Given, decide func(*care.Medicine, *care.Dose) (string, error), by care.Staff, now time.Time) (care.Dose, error) {
	g.Due = g.Due.UTC().Truncate(time.Millisecond)
	d, err := s.deps.Book.ChangeDose(ctx, g.Medicine, g.Due, func(m *care.Medicine, d *care.Dose) ([]care.StockMove, care.Entry, error) {
		verb, err := decide(m, d)
		if err != nil || verb == "" {
			return nil, care.Entry{}, err
		}
		return settle(m, d, by.ID, now), entry(now, by.ID, "dose."+verb, "dose", string(m.ID), m), nil
	})
	if err != nil {
		return care.Dose{}, fmt.Errorf("medicine: dose of %s: %w", g.Medicine, err)
	}
	return d, nil
}

// settle takes what was given out of the stock, and puts back what was not. A stock
// that says too little never stops anybody from giving.
func settle(m *care.Medicine, d *care.Dose, by care.StaffID, now time.Time) []care.StockMove {
	move := care.StockMove{ID: newID(), MedicineID: m.ID, At: now, By: by}
	switch {
	case d.State == care.DoseGiven && d.Took == 0 && m.Each > 0:
		move.Kind, move.Amount, d.Took = "used", m.Each, m.Each
		m.Stock = round(m.Stock - m.Each)
	case d.State != care.DoseGiven && d.Took > 0:
		move.Kind, move.Amount = "undone", d.Took
		m.Stock = round(m.Stock + d.Took)
		d.Took = 0
	default:
		return nil
	}
	move.Left = m.Stock
	return []care.StockMove{move}
}

func later(a, b time.Time) *time.Time {
	if b.After(a) {
		a = b
	}
	return &a
}

// may is an error unless the resident of a line that by sees was in the house then: what a
// telephone without a signal kept is told when the resident may have left since.
func (s *Medicines) may(ctx context.Context, by care.Staff, m *care.Medicine, then, now time.Time) error {
	if then.IsZero() || then.After(now) {
		then = now
	}
	beds, err := s.deps.Residents.Residents(ctx, by.Scope(), m.CenterID, then)
	if err != nil {
		return err
	}
	bed := bedOf(beds, m.ElderID)
	if bed == nil {
		return care.Conflict("dose.gone", "老人已不在本院，不能给药；药请退还家属")
	}
	switch where := bed.Whereabouts.Expected(then); {
	case where == care.InHospital:
		return care.Conflict("dose.hospital", "老人住院中，不能给药；返院先登记返院")
	case where == care.OnLeave:
		return care.Conflict("dose.leave", "老人请假外出中，不能给药；回来先登记返院")
	case where == care.Deceased:
		return care.Conflict("dose.deceased", "老人已登记为已故")
	case !where.Present():
		return care.Conflict("dose.away", "老人不在院，不能给药；去向有误请先更正")
	}
	return nil
}

func bedOf(beds []care.LodgedBed, id care.ElderID) *care.LodgedBed {
	i := slices.IndexFunc(beds, func(b care.LodgedBed) bool { return b.Elder != nil && b.Elder.ID == id })
	if i < 0 {
		return nil
	}
	return &beds[i]
}

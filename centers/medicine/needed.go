package medicine

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// What the paper says is given as needed 必要时 has no round: somebody gives it when the
// resident needs it, and says why. The instant of the dose is when it was given.

const (
	leastGap, mostGap = 5, 7 * 24 * 60 // minutes
	mostADay          = 24
	// ahead is by how much a screen's clock may be fast.
	ahead = time.Minute
)

// checkNeeded sees that a line without times says when it may be given again.
func checkNeeded(m *care.Medicine) error {
	if !m.AsNeeded {
		m.GapMinutes, m.DayMost = 0, 0
		return checkTimes(m)
	}
	switch {
	case m.Kind != care.MedicineGiven:
		return care.Invalid("body.as_needed", "medicine.as_needed", "只有用药可以写必要时")
	case len(m.Times) > 0 || len(m.Weekdays) > 0:
		return care.Invalid("body.times", "medicine.times_needed", "必要时的药不写时刻和星期；定时吃的另录一行")
	case m.GapMinutes < leastGap || m.GapMinutes > mostGap:
		return care.Invalid("body.gap_minutes", "medicine.gap", "写上两次至少隔多久，照药单上的字；没写就先问开药的人")
	case m.DayMost < 0 || m.DayMost > mostADay:
		return care.Invalid("body.day_most", "medicine.day_most", "一天最多几次写 1 到 24，药单没写就空着")
	}
	m.Times = []string{}
	return nil
}

// giveNeeded notes that a line without times was given at an instant, and why.
func (s *Medicines) giveNeeded(ctx context.Context, by care.Staff, g Given, want care.DoseState) (care.Dose, error) {
	switch {
	case want != care.DoseGiven:
		return care.Dose{}, care.Conflict("dose.as_needed", "必要时的药没有漏服、拒服")
	case g.Reason == "":
		return care.Dose{}, care.Invalid("body.reason", "dose.needed_reason", "写上为什么给，如哪里疼、体温多少")
	}
	now := s.now()
	g.Due = g.Due.UTC().Truncate(time.Millisecond)
	if g.Due.After(now) && g.Due.Before(now.Add(ahead)) {
		g.Due = now
	}
	d, err := s.deps.Book.ChangeNeeded(ctx, g.Medicine, g.Due, max(day, mostGap*time.Minute), func(m *care.Medicine, d *care.Dose, near []care.Dose) ([]care.StockMove, care.Entry, error) {
		if d.By == by.ID && (d.State == want || d.State == care.DoseChecking) {
			return nil, care.Entry{}, nil // told twice
		}
		if err := untaken(d); err != nil {
			return nil, care.Entry{}, err
		}
		if err := s.mayNeeded(m, g.Due, near, now); err != nil {
			return nil, care.Entry{}, err
		}
		s.say(m, d, want, by, g.Due, g.Reason, now)
		return settle(m, d, by.ID, now), entry(now, by.ID, "dose."+string(d.State), "dose", string(m.ID), m), nil
	})
	if err != nil {
		return care.Dose{}, fmt.Errorf("medicine: dose of %s: %w", g.Medicine, err)
	}
	return d, nil
}

const day = 24 * time.Hour

// mayNeeded is an error unless the paper lets a line be given at an instant, after and
// before what else was given.
func (s *Medicines) mayNeeded(m *care.Medicine, at time.Time, near []care.Dose, now time.Time) error {
	on := at.In(care.Shanghai).Format(time.DateOnly)
	switch {
	case at.After(now):
		return care.Invalid("body.due_at", "dose.at", "时间不能在将来")
	case at.Before(now.Add(-s.cfg.Mend)):
		return care.Conflict("dose.over", "超过一天，不能再补录")
	case m.EndedAt != nil && !at.Before(*m.EndedAt):
		return care.Conflict("medicine.ended", "这一行已经停了")
	case on < m.From || m.Until != "" && on > m.Until:
		return care.Conflict("dose.not_listed", "这一天不在药单的起止日期里")
	}
	if from := m.NeededFrom(near, at); from.After(at) {
		return tooSoon(from)
	}
	// What is entered later must leave those after it in order, too.
	for i := range near {
		later := near[i].DueAt
		if !later.After(at) {
			continue
		}
		others := append(slices.Clone(near[:i]), care.Dose{DueAt: at})
		if from := m.NeededFrom(others, later); from.After(later) {
			return care.Conflict("dose.too_close", "和 "+later.In(care.Shanghai).Format("15:04")+" 给的那一次离得太近或者次数超了，请核对时间")
		}
	}
	return nil
}

func tooSoon(from time.Time) error {
	return care.Conflict("dose.too_soon", "离上次太近或者次数到了，"+from.In(care.Shanghai).Format("01-02 15:04")+" 以后才能再给；还难受就找医生")
}

// Need is a line that is given as needed, and when it may be given again.
type Need struct {
	Item
	// Last is when it was given last within a week; From is from when it may be again.
	Last, From *time.Time
	Today      int // in the last 24 hours
}

// Needed lists the lines of a site's residents that are given as needed, by bed.
func (s *Medicines) Needed(ctx context.Context, sc care.Scope, center care.CenterID) ([]Need, error) {
	now := s.now()
	beds, err := s.deps.Residents.Residents(ctx, sc, center, now)
	if err != nil {
		return nil, err
	}
	lists, err := s.deps.Shelf.Medicines(ctx, sc, care.MedicineQuery{Center: center})
	if err != nil {
		return nil, fmt.Errorf("medicine: lists: %w", err)
	}
	lists = slices.DeleteFunc(lists, func(m care.Medicine) bool { return !m.AsNeeded })
	if len(lists) == 0 {
		return []Need{}, nil
	}
	doses, err := s.deps.Shelf.Doses(ctx, sc, care.DoseQuery{Center: center, From: now.Add(-mostGap * time.Minute), To: now.Add(time.Millisecond)})
	if err != nil {
		return nil, fmt.Errorf("medicine: doses: %w", err)
	}
	needs := []Need{}
	for _, m := range lists {
		bed := bedOf(beds, m.ElderID)
		on := now.In(care.Shanghai).Format(time.DateOnly)
		if bed == nil || on < m.From || m.Until != "" && on > m.Until {
			continue
		}
		n := Need{Item: Item{Medicine: m}}
		if err := s.who(ctx, &n.Item, bed, nil); err != nil {
			return nil, err
		}
		n.told(doses, now)
		needs = append(needs, n)
	}
	slices.SortStableFunc(needs, func(a, b Need) int { return strings.Compare(place(&a.Item), place(&b.Item)) })
	return needs, nil
}

// told adds what was given of it.
func (n *Need) told(doses []care.Dose, now time.Time) {
	var given []care.Dose
	for _, d := range doses {
		if d.MedicineID != n.Medicine.ID || d.State != care.DoseGiven && d.State != care.DoseChecking {
			continue
		}
		given = append(given, d)
		if n.Last = &d.DueAt; d.DueAt.After(now.Add(-day)) {
			n.Today++
		}
	}
	if from := n.Medicine.NeededFrom(given, now); from.After(now) {
		n.From = &from
	}
}

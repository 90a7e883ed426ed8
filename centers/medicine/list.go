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

// Enter enters lines of residents' written lists, all or none, with one entry. What is
// in stock already is the line's Stock.
func (s *Medicines) Enter(ctx context.Context, by care.Staff, center care.CenterID, list []care.Medicine) ([]care.Medicine, error) {
	if len(list) == 0 || len(list) > 500 {
		return nil, care.Invalid("body.lines", "medicine.lines", "每次录入 1 到 500 行")
	}
	site, err := s.deps.People.Center(ctx, by.Scope(), center)
	if err != nil {
		return nil, err
	}
	now := s.now()
	beds, err := s.deps.Residents.Residents(ctx, by.Scope(), center, now)
	if err != nil {
		return nil, err
	}
	var moves []care.StockMove
	for i := range list {
		m := &list[i]
		if bedOf(beds, m.ElderID) == nil {
			return nil, care.Invalid("body.elder_id", "medicine.not_resident", "不是本院在住的老人，请先办理入住")
		}
		if err := check(m); err != nil {
			return nil, err
		}
		m.ID, m.CenterID, m.RegionID = care.MedicineID(newID()), center, site.RegionID
		m.By, m.CreatedAt, m.EndedAt, m.Version = by.ID, now, nil, 0
		m.Stock = round(m.Stock)
		m.NextAt = m.Next(now)
		if m.Stock > 0 {
			moves = append(moves, care.StockMove{ID: newID(), MedicineID: m.ID, At: now, By: by.ID, Kind: "in", Amount: m.Stock, Left: m.Stock})
		}
	}
	e := entry(now, by.ID, "medicine.listed", "medicine", string(list[0].ID), &list[0])
	if len(list) > 1 {
		e.Note = fmt.Sprintf("录入 %d 行", len(list))
	}
	if err := s.deps.Book.NewMedicines(ctx, list, moves, e); err != nil {
		return nil, fmt.Errorf("medicine: enter: %w", err)
	}
	for i := range list {
		list[i].Version = 1
	}
	return list, nil
}

// check sees that a line says everything that a written list says.
func check(m *care.Medicine) error {
	m.Name, m.Dose, m.Prescriber = strings.TrimSpace(m.Name), strings.TrimSpace(m.Dose), strings.TrimSpace(m.Prescriber)
	switch m.Kind {
	case care.MedicineGiven:
		switch {
		case m.Name == "":
			return care.Invalid("body.name", "medicine.name", "写上药名，照药单上的字")
		case m.Dose == "":
			return care.Invalid("body.dose", "medicine.dose", "写上用法用量，照药单上的字")
		case m.Prescriber == "":
			return care.Invalid("body.prescriber", "medicine.prescriber", "写上是谁开的：医院、科室或医生")
		case !isDay(m.ListDate):
			return care.Invalid("body.list_date", "medicine.list_date", "写上药单的日期，如 2026-11-01")
		}
	case care.Turning:
		m.Name, m.Each, m.Stock, m.Unit = "翻身", 0, 0, ""
	default:
		return care.Invalid("body.kind", "medicine.kind", "没有这一种")
	}
	if !isDay(m.From) || m.Until != "" && (!isDay(m.Until) || m.Until < m.From) {
		return care.Invalid("body.from", "medicine.days", "起止日期如 2026-11-23，止不早于起")
	}
	if err := checkNeeded(m); err != nil {
		return err
	}
	for field, text := range map[string]string{"name": m.Name, "dose": m.Dose, "prescriber": m.Prescriber, "page": m.Page, "note": m.Note, "unit": m.Unit} {
		if utf8.RuneCountInString(text) > 200 || strings.ContainsAny(text, "\x00\r\n") {
			return care.Invalid("body."+field, "text.too_long", "内容太长了，或有换行")
		}
	}
	if m.Each < 0 || m.Each > 1000 || m.Stock < 0 || m.Stock > 1e6 {
		return care.Invalid("body.stock", "medicine.amount", "数量不对")
	}
	return nil
}

func checkTimes(m *care.Medicine) error {
	bad := care.Invalid("body.times", "medicine.times", "写上每天的时刻，如 08:00，最多 24 个")
	if len(m.Times) == 0 || len(m.Times) > 24 {
		return bad
	}
	for _, clock := range m.Times {
		if _, err := time.Parse("15:04", clock); err != nil || len(clock) != 5 {
			return bad
		}
	}
	slices.Sort(m.Times)
	m.Times = slices.Compact(m.Times)
	for _, w := range m.Weekdays {
		if w < 1 || w > 7 {
			return care.Invalid("body.weekdays", "medicine.weekdays", "星期写 1 到 7")
		}
	}
	slices.Sort(m.Weekdays)
	m.Weekdays = slices.Compact(m.Weekdays)
	return nil
}

func isDay(day string) bool {
	_, err := time.Parse(time.DateOnly, day)
	return err == nil
}

// round keeps hundredths: half and quarter tablets add up.
func round(v float64) float64 {
	if v < 0 {
		return -round(-v)
	}
	return float64(int64(v*100+0.5)) / 100
}

// Stop ends a line of a list: nothing goes round from it any more. Another dose is
// another line.
func (s *Medicines) Stop(ctx context.Context, by care.Staff, id care.MedicineID, reason string) (care.Medicine, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" || utf8.RuneCountInString(reason) > 200 {
		return care.Medicine{}, care.Invalid("body.reason", "medicine.reason", "写上为什么停：谁的医嘱、哪天的新药单")
	}
	if _, err := s.deps.Shelf.Medicine(ctx, by.Scope(), id); err != nil {
		return care.Medicine{}, err
	}
	now := s.now()
	m, err := s.deps.Book.ChangeMedicine(ctx, id, func(m *care.Medicine) ([]care.StockMove, care.Entry, error) {
		if m.EndedAt != nil {
			return nil, care.Entry{}, care.Conflict("medicine.ended", "这一行已经停了")
		}
		m.EndedAt, m.EndedBy, m.EndReason = &now, by.ID, reason
		return nil, entry(now, by.ID, "medicine.stopped", "medicine", string(id), m), nil
	})
	if err != nil {
		return care.Medicine{}, fmt.Errorf("medicine: stop %s: %w", id, err)
	}
	return m, nil
}

// List returns the lines of a site's lists, or of one resident's.
func (s *Medicines) List(ctx context.Context, sc care.Scope, q care.MedicineQuery) ([]care.Medicine, error) {
	if _, err := s.deps.Residents.Residents(ctx, sc, q.Center, s.now()); err != nil {
		return nil, err
	}
	return s.deps.Shelf.Medicines(ctx, sc, q)
}

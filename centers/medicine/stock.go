package medicine

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"yian/care"
)

// Move notes what came into or went out of the stock of a line: in, returned, lost, or
// counted, which sets it to what was found.
func (s *Medicines) Move(ctx context.Context, by care.Staff, id care.MedicineID, kind string, amount float64, note string) (care.Medicine, error) {
	amount, note = round(amount), strings.TrimSpace(note)
	if amount < 0 || amount == 0 && kind != "counted" || amount > 1e6 {
		return care.Medicine{}, care.Invalid("body.amount", "medicine.amount", "数量不对")
	}
	if utf8.RuneCountInString(note) > 200 {
		return care.Medicine{}, care.Invalid("body.note", "text.too_long", "内容太长了")
	}
	if _, err := s.deps.Shelf.Medicine(ctx, by.Scope(), id); err != nil {
		return care.Medicine{}, err
	}
	now := s.now()
	m, err := s.deps.Book.ChangeMedicine(ctx, id, func(m *care.Medicine) ([]care.StockMove, care.Entry, error) {
		if m.Kind != care.MedicineGiven {
			return nil, care.Entry{}, care.Conflict("medicine.no_stock", "这一行没有库存")
		}
		switch kind {
		case "in":
			m.Stock = round(m.Stock + amount)
		case "returned", "lost":
			if amount > m.Stock {
				return nil, care.Entry{}, care.Conflict("medicine.short", "账上没有这么多，请先盘点")
			}
			m.Stock = round(m.Stock - amount)
		case "counted":
			m.Stock = amount
		default:
			return nil, care.Entry{}, care.Invalid("body.kind", "medicine.move", "没有这种出入")
		}
		move := care.StockMove{ID: newID(), MedicineID: id, At: now, By: by.ID, Kind: kind, Amount: amount, Left: m.Stock, Note: note}
		return []care.StockMove{move}, entry(now, by.ID, "medicine.moved", "medicine", string(id), m), nil
	})
	if err != nil {
		return care.Medicine{}, fmt.Errorf("medicine: stock of %s: %w", id, err)
	}
	return m, nil
}

// Moves is the book of the stock of a line, newest first.
func (s *Medicines) Moves(ctx context.Context, sc care.Scope, id care.MedicineID) (care.Medicine, []care.StockMove, error) {
	m, err := s.deps.Shelf.Medicine(ctx, sc, id)
	if err != nil {
		return m, nil, err
	}
	moves, err := s.deps.Shelf.StockMoves(ctx, id)
	return m, moves, err
}

// needsLow is for how few givings as needed a stock is low.
const needsLow = 3

// Low reports whether the stock of a line that goes round lasts for too few days, or of
// one that is given as needed for too few times.
func (s *Medicines) Low(m *care.Medicine) bool {
	if m.AsNeeded {
		return m.Each > 0 && m.EndedAt == nil && m.Stock < needsLow*m.Each
	}
	left, counted := m.DaysLeft()
	return counted && m.EndedAt == nil && left < s.cfg.LowDays
}

package medicine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// Item is one thing that is to be given at an instant, or was.
type Item struct {
	Medicine care.Medicine
	Dose     care.Dose
	Elder    care.Elder
	Bed      *care.Bed // nil: no resident any more
	// Where is where the resident is now; away, nothing is given.
	Where    care.WhereaboutsState
	ReturnAt *time.Time
	Late     bool // nobody has said anything for too long
}

// Away reports whether nothing may be given now.
func (i *Item) Away() bool { return i.Bed == nil || !i.Where.Present() }

// Round lists everything of a day (2006-01-02) by instant, and by bed at each.
func (s *Medicines) Round(ctx context.Context, sc care.Scope, center care.CenterID, day string) ([]Item, error) {
	begin, err := time.ParseInLocation(time.DateOnly, day, care.Shanghai)
	if err != nil {
		return nil, care.Invalid("query.day", "day", "日期应写成 2026-10-01")
	}
	return s.between(ctx, sc, center, begin, begin.AddDate(0, 0, 1))
}

func (s *Medicines) between(ctx context.Context, sc care.Scope, center care.CenterID, from, to time.Time) ([]Item, error) {
	now := s.now()
	beds, err := s.deps.Residents.Residents(ctx, sc, center, now)
	if err != nil {
		return nil, err
	}
	lists, err := s.deps.Shelf.Medicines(ctx, sc, care.MedicineQuery{Center: center, Ended: true})
	if err != nil {
		return nil, fmt.Errorf("medicine: lists: %w", err)
	}
	doses, err := s.deps.Shelf.Doses(ctx, sc, care.DoseQuery{Center: center, From: from, To: to})
	if err != nil {
		return nil, fmt.Errorf("medicine: doses: %w", err)
	}
	items, err := s.join(ctx, lists, doses, beds, from, to)
	if err != nil {
		return nil, err
	}
	for i := range items {
		v := &items[i]
		v.Late = v.Dose.State == care.DoseOpen && !v.Away() && now.After(v.Dose.DueAt.Add(s.cfg.Late))
	}
	slices.SortStableFunc(items, func(a, b Item) int {
		if n := a.Dose.DueAt.Compare(b.Dose.DueAt); n != 0 {
			return n
		}
		return strings.Compare(place(&a), place(&b))
	})
	return items, nil
}

// place orders by bed; who has none comes last.
func place(i *Item) string {
	if i.Bed == nil {
		return "\xff" + string(i.Elder.ID)
	}
	return i.Bed.Floor + "\t" + i.Bed.Room + "\t" + i.Bed.Name
}

type instant struct {
	id  care.MedicineID
	due int64
}

// join puts what is on the lists and what was said of it together.
func (s *Medicines) join(ctx context.Context, lists []care.Medicine, doses []care.Dose, beds []care.LodgedBed, from, to time.Time) ([]Item, error) {
	said := map[instant]care.Dose{}
	for _, d := range doses {
		said[instant{d.MedicineID, d.DueAt.UnixMilli()}] = d
	}
	people := map[care.ElderID]care.Elder{}
	items := []Item{}
	for _, m := range lists {
		due := m.Instants(laterOf(from, m.CreatedAt), to)
		for key, d := range said { // also what was entered before the list was
			if key.id == m.ID && !slices.ContainsFunc(due, d.DueAt.Equal) {
				due = append(due, d.DueAt)
			}
		}
		bed := bedOf(beds, m.ElderID)
		for _, at := range due {
			d, known := said[instant{m.ID, at.UnixMilli()}]
			if m.AsNeeded && d.State == care.DoseOpen {
				continue // taken back: nothing is owed
			}
			if !known {
				if bed == nil {
					continue
				}
				d = care.Dose{MedicineID: m.ID, DueAt: at, ElderID: m.ElderID, CenterID: m.CenterID, RegionID: m.RegionID, State: care.DoseOpen}
			}
			item := Item{Medicine: m, Dose: d}
			if err := s.who(ctx, &item, bed, people); err != nil {
				return nil, err
			}
			items = append(items, item)
		}
	}
	return items, nil
}

func laterOf(a, b time.Time) time.Time { return *later(a, b) }

// who adds the resident.
func (s *Medicines) who(ctx context.Context, i *Item, bed *care.LodgedBed, people map[care.ElderID]care.Elder) error {
	if bed != nil {
		i.Elder, i.Bed, i.Where, i.ReturnAt = *bed.Elder, &bed.Bed, bed.Whereabouts.Expected(s.now()), bed.Whereabouts.ReturnAt
		return nil
	}
	id := i.Medicine.ElderID
	if _, known := people[id]; !known {
		e, err := s.deps.People.Elder(ctx, care.Everything, id)
		if err != nil && !errors.Is(err, care.ErrNotFound) {
			return fmt.Errorf("medicine: elder: %w", err)
		}
		e.ID = id
		people[id] = e
	}
	i.Elder = people[id]
	return nil
}

// Day is what whoever runs the house has to know of medicine, by name.
type Day struct {
	Due, Given int // of today, until now
	Missed     []Item
	Refused    []Item
	Late       []Item
	Checking   []Item
	Low        []Stock
	// Left are stocks of people who are no residents any more.
	Left []Stock
}

// Stock is a line whose stock is worth a look.
type Stock struct {
	Medicine care.Medicine
	Elder    care.Elder
	Bed      *care.Bed
	Days     float64
}

// Day returns the manager's lines: since the evening before, 18:00, and what stands open
// now.
func (s *Medicines) Day(ctx context.Context, sc care.Scope, center care.CenterID) (Day, error) {
	now := s.now()
	y, month, d := now.In(care.Shanghai).Date()
	morning := time.Date(y, month, d, 0, 0, 0, 0, care.Shanghai)
	items, err := s.between(ctx, sc, center, morning.Add(-6*time.Hour), morning.AddDate(0, 0, 1))
	if err != nil {
		return Day{}, err
	}
	var day Day
	for _, i := range items {
		today := !i.Dose.DueAt.Before(morning) && !i.Medicine.AsNeeded // of what is owed
		if today && !i.Dose.DueAt.After(now) && i.Dose.State != care.DoseAway && (i.Dose.State != care.DoseOpen || !i.Away()) {
			day.Due++
		}
		switch {
		case i.Dose.State == care.DoseGiven && today && !i.Dose.DueAt.After(now):
			day.Given++
		case i.Dose.State == care.DoseMissed:
			day.Missed = append(day.Missed, i)
		case i.Dose.State == care.DoseRefused:
			day.Refused = append(day.Refused, i)
		case i.Dose.State == care.DoseChecking:
			day.Checking = append(day.Checking, i)
		case i.Late:
			day.Late = append(day.Late, i)
		}
	}
	return day, s.stocks(ctx, sc, center, &day)
}

// stocks adds the stocks that are worth a look, the shortest first.
func (s *Medicines) stocks(ctx context.Context, sc care.Scope, center care.CenterID, day *Day) error {
	lists, err := s.deps.Shelf.Medicines(ctx, sc, care.MedicineQuery{Center: center, Ended: true})
	if err != nil {
		return fmt.Errorf("medicine: lists: %w", err)
	}
	beds, err := s.deps.Residents.Residents(ctx, sc, center, s.now())
	if err != nil {
		return err
	}
	people := map[care.ElderID]care.Elder{}
	for _, m := range lists {
		bed := bedOf(beds, m.ElderID)
		left := bed == nil && m.Stock > 0
		if !left && !(bed != nil && s.Low(&m)) {
			continue
		}
		item := Item{Medicine: m}
		if err := s.who(ctx, &item, bed, people); err != nil {
			return err
		}
		days, _ := m.DaysLeft()
		one := Stock{Medicine: m, Elder: item.Elder, Bed: item.Bed, Days: max(days, 0)}
		if left {
			day.Left = append(day.Left, one)
		} else {
			day.Low = append(day.Low, one)
		}
	}
	slices.SortStableFunc(day.Low, func(a, b Stock) int { return int(100*a.Days) - int(100*b.Days) })
	return nil
}

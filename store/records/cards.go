package records

import (
	"context"
	"slices"

	"yian/care"
)

// What a list on a screen shows beside its rows is read for all rows at once: a
// read for each of a hundred would be most of the time that the list takes.

// ElderCards returns the elders of these ids that exist.
func (s *Store) ElderCards(ctx context.Context, ids []care.ElderID) (map[care.ElderID]care.Elder, error) {
	return cards(ctx, s, "elders", ids, func(e care.Elder) care.ElderID { return e.ID })
}

// HouseholdCards returns the homes of these ids that exist.
func (s *Store) HouseholdCards(ctx context.Context, ids []care.HouseholdID) (map[care.HouseholdID]care.Household, error) {
	return cards(ctx, s, "households", ids, func(h care.Household) care.HouseholdID { return h.ID })
}

// OrderCards returns the orders of these ids that exist.
func (s *Store) OrderCards(ctx context.Context, ids []care.OrderID) (map[care.OrderID]care.Order, error) {
	return cards(ctx, s, "orders", ids, func(o care.Order) care.OrderID { return o.ID })
}

func cards[ID ~string, T any](ctx context.Context, s *Store, table string, ids []ID, idOf func(T) ID) (map[ID]T, error) {
	out := make(map[ID]T, len(ids))
	for part := range slices.Chunk(ids, 1000) {
		args := []any{}
		list, err := collect(ctx, s, document[T], `SELECT doc FROM `+table+` WHERE id IN (`+in(&args, part)+`)`, args...)
		if err != nil {
			return nil, err
		}
		for _, v := range list {
			out[idOf(v)] = v
		}
	}
	return out, nil
}

// Timelines returns what [Store.Timeline] does for many subjects of one noun, by
// subject.
func (s *Store) Timelines(ctx context.Context, noun string, subjects []string) (map[string][]care.Entry, error) {
	out := make(map[string][]care.Entry, len(subjects))
	prefix := noun + ":"
	for part := range slices.Chunk(subjects, 500) {
		args := []any{noun}
		own := in(&args, part)
		related := make([]string, len(part))
		for i, v := range part {
			related[i] = prefix + v
		}
		list, err := s.entries(ctx, `SELECT `+entryColumns+` FROM journal WHERE noun = $1 AND subject IN (`+own+`)
			UNION SELECT `+entryColumns+` FROM journal WHERE related <> '' AND related IN (`+in(&args, related)+`) ORDER BY seq`, args...)
		if err != nil {
			return nil, err
		}
		for _, e := range list {
			if e.Noun == noun {
				out[e.Subject] = append(out[e.Subject], e)
			}
			if len(e.Related) > len(prefix) && e.Related[:len(prefix)] == prefix && e.Related != prefix+e.Subject {
				out[e.Related[len(prefix):]] = append(out[e.Related[len(prefix):]], e)
			}
		}
	}
	for subject, list := range out {
		if len(list) > 500 {
			out[subject] = list[len(list)-500:]
		}
	}
	return out, nil
}

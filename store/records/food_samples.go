package records

import (
	"context"
	"fmt"

	"yian/care"
)

// NewFoodSamples writes samples of one meal with one entry. Blocks until on disk.
func (s *Store) NewFoodSamples(ctx context.Context, list []care.FoodSample, e care.Entry) error {
	return s.write(ctx, func(tx *Tx) error {
		rows := make([][]any, len(list))
		for i := range list {
			v := list[i]
			v.Version = 1
			doc, err := toJSON(&v)
			if err != nil {
				return err
			}
			rows[i] = []any{string(v.ID), string(v.RegionID), string(v.CenterID), v.Day, v.Version, doc}
		}
		if err := tx.insertRows(`INSERT INTO food_samples (id, region_id, center_id, day, version, doc)`, ``, rows); err != nil {
			return translate(err)
		}
		return tx.record(e)
	})
}

// ChangeFoodSample loads a sample, lets decide change it, and writes it with its entry;
// a zero entry writes nothing. Blocks until on disk.
func (s *Store) ChangeFoodSample(ctx context.Context, id care.SampleID, decide func(*care.FoodSample) (care.Entry, error)) (care.FoodSample, error) {
	var out care.FoodSample
	err := s.write(ctx, func(tx *Tx) error {
		v, err := load[care.FoodSample](tx, "food_samples", "sample", string(id))
		if err != nil {
			return err
		}
		e, err := decide(v)
		if err != nil {
			return err
		}
		if e.What != "" {
			v.Version++
			doc, err := toJSON(v)
			if err != nil {
				return err
			}
			if err := tx.updateOne(`UPDATE food_samples SET version=$1, doc=$2 WHERE id=$3 AND version=$4`, v.Version, doc, string(id), v.Version-1); err != nil {
				return fmt.Errorf("records: save sample: %w", translate(err))
			}
			if err := tx.record(e); err != nil {
				return err
			}
		}
		out = *v
		return nil
	})
	return out, err
}

// FoodSamples lists samples by day and in the order in which they were entered.
func (s *Store) FoodSamples(ctx context.Context, sc care.Scope, q care.SampleQuery) ([]care.FoodSample, error) {
	c := chosen(sc)
	c.add("center_id = ?", string(q.Center))
	c.add("day >= ?", q.From)
	c.add("day <= ?", q.To)
	return collect(ctx, s, document[care.FoodSample], `SELECT doc FROM food_samples`+c.sql+` ORDER BY day, id LIMIT 20000`, c.args...)
}

// FirstSampleDay is the day of a kitchen's first sample; empty when there is none.
func (s *Store) FirstSampleDay(ctx context.Context, center care.CenterID) (string, error) {
	return value[string](ctx, s, `SELECT COALESCE(MIN(day), '') FROM food_samples WHERE center_id = $1`, string(center))
}

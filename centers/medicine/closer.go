package medicine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

const (
	// passEvery is how often it is looked for what is over.
	passEvery = 20 * time.Second
	// batch bounds a pass; the next follows at once.
	batch = 300
	// stepsAtOnce bounds what one line may catch up on in a pass.
	stepsAtOnce = 200
)

// Run says what is missed until ctx ends. Any number of processes may run it.
func (s *Medicines) Run(ctx context.Context) error {
	tick := time.NewTicker(passEvery)
	defer tick.Stop()
	for {
		if err := s.Pass(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("missed medicine not entered, will try again", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Pass enters as missed whatever is over by now, and nobody said anything about. It
// blocks until on disk.
func (s *Medicines) Pass(ctx context.Context) error {
	return errors.Join(s.unsaid(ctx), s.unchecked(ctx))
}

// unsaid closes instants about which nobody said anything at all.
func (s *Medicines) unsaid(ctx context.Context) error {
	over := s.now().Add(-s.cfg.Limit)
	for ctx.Err() == nil {
		list, err := s.deps.Due.DueMedicines(ctx, over, batch)
		if err != nil {
			return fmt.Errorf("medicine: due: %w", err)
		}
		if len(list) == 0 {
			return nil
		}
		asked := map[asking][]care.LodgedBed{}
		steps := make([]care.MedicineStep, 0, len(list))
		for i := range list {
			step, err := s.step(ctx, &list[i], over, asked)
			if err != nil {
				return fmt.Errorf("medicine: %s: %w", list[i].ID, err)
			}
			steps = append(steps, step)
		}
		now := s.now()
		err = s.deps.Due.AdvanceMedicines(ctx, steps, func(center care.CenterID, region care.RegionID, missed int) care.Entry {
			return care.Entry{At: now, By: care.System, What: "dose.missed", Noun: "dose", Subject: string(center), RegionID: region, CenterID: center, Note: fmt.Sprintf("%d 项过时未登记", missed)}
		})
		if err != nil {
			return fmt.Errorf("medicine: advance: %w", err)
		}
	}
	return nil
}

// asking is a question about who was where.
type asking struct {
	center care.CenterID
	at     time.Time
}

// step is what became of the instants of a line until over.
func (s *Medicines) step(ctx context.Context, m *care.Medicine, over time.Time, asked map[asking][]care.LodgedBed) (care.MedicineStep, error) {
	step := care.MedicineStep{ID: m.ID, Was: *m.NextAt, Next: m.NextAt}
	for range stepsAtOnce {
		if step.Next == nil || !step.Next.Before(over) {
			break
		}
		due := *step.Next
		step.Next = m.Next(due.Add(time.Minute))
		if m.EndedAt != nil && !due.Before(*m.EndedAt) {
			continue
		}
		q := asking{m.CenterID, due}
		beds, known := asked[q]
		if !known {
			var err error
			if beds, err = s.deps.Residents.Residents(ctx, care.Everything, m.CenterID, due); err != nil && !errors.Is(err, care.ErrNotFound) {
				return step, err
			}
			asked[q] = beds
		}
		d := care.Dose{MedicineID: m.ID, DueAt: due, ElderID: m.ElderID, CenterID: m.CenterID, RegionID: m.RegionID, State: care.DoseMissed, Auto: true}
		if bed := bedOf(beds, m.ElderID); bed == nil {
			d.State, d.Reason = care.DoseAway, "gone"
		} else if where := bed.Whereabouts.Expected(due); !where.Present() {
			d.State, d.Reason = care.DoseAway, string(where)
		}
		step.Over = append(step.Over, d)
	}
	return step, nil
}

// unchecked closes what was taken back, or what no second person looked at.
func (s *Medicines) unchecked(ctx context.Context) error {
	late, err := s.deps.Due.LateDoses(ctx, s.now(), batch)
	if err != nil {
		return fmt.Errorf("medicine: late: %w", err)
	}
	var errs []error
	for _, d := range late {
		now := s.now()
		_, err := s.deps.Book.ChangeDose(ctx, d.MedicineID, d.DueAt, func(m *care.Medicine, d *care.Dose) ([]care.StockMove, care.Entry, error) {
			if d.CloseAt == nil || d.CloseAt.After(now) {
				return nil, care.Entry{}, nil
			}
			if d.State == care.DoseChecking {
				d.Reason = "unchecked"
			}
			d.State, d.Auto, d.CloseAt, d.Was = care.DoseMissed, true, nil, nil
			return nil, entry(now, care.System, "dose.missed", "dose", string(m.ID), m), nil
		})
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

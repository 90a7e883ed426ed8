package records

import (
	"errors"
	"testing"
	"time"

	"yian/care"
)

func trainingRun(id, of, by string, at time.Time) care.TrainingRun {
	return care.TrainingRun{ID: care.TrainingRunID(id), Case: of, Staff: care.StaffID(by), State: care.TrainingRunning, BeganAt: at}
}

func TestTrainingRuns(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		ctx := t.Context()
		must(t, s.NewTrainingRun(ctx, trainingRun("r1", "gas", "op", pressedAt), entry("training", "r1")))
		for _, r := range []care.TrainingRun{trainingRun("r2", "gas", "op2", pressedAt), trainingRun("r3", "smoke", "op", pressedAt)} {
			if err := s.NewTrainingRun(ctx, r, entry("training", "")); !errors.Is(err, care.ErrConflict) {
				t.Errorf("a second run of the same case or trainee: got %v, want a conflict", err)
			}
		}
		r, err := s.ChangeTrainingRun(ctx, "r1", func(r *care.TrainingRun) ([]care.Entry, error) {
			r.State, r.Sheet = care.TrainingScored, &care.TrainingSheet{Points: 7, Of: 20}
			r.Played = map[string]time.Time{"then/0": pressedAt}
			return []care.Entry{entry("training", "r1")}, nil
		})
		if err != nil || r.Version != 2 {
			t.Fatalf("got version %d, %v", r.Version, err)
		}
		must(t, s.NewTrainingRun(ctx, trainingRun("r4", "gas", "op", pressedAt.Add(time.Hour)), entry("training", "r4")))
		list, next, err := s.TrainingRuns(ctx, care.TrainingQuery{Staff: "op", Page: care.Page{Limit: 1}})
		if err != nil || len(list) != 1 || list[0].ID != "r4" || next == "" {
			t.Fatalf("the newest first: got %v, %q, %v", list, next, err)
		}
		list, next, err = s.TrainingRuns(ctx, care.TrainingQuery{Staff: "op", Page: care.Page{Limit: 1, Cursor: next}})
		if err != nil || len(list) != 1 || list[0].Sheet == nil || list[0].Sheet.Points != 7 || list[0].Played["then/0"].IsZero() || next != "" {
			t.Errorf("then the older: got %+v, %q, %v", list, next, err)
		}
		if list, _, err = s.TrainingRuns(ctx, care.TrainingQuery{States: []care.TrainingRunState{care.TrainingScored}, Case: "smoke"}); err != nil || len(list) != 0 {
			t.Errorf("of another case: got %v, %v", list, err)
		}
	})
}

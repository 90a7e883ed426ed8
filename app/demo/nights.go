package demo

import (
	"context"
	"fmt"
	"time"

	"yian/care"
	"yian/dispatch"
)

// nights is how many nights before now somebody sat alone at the desk.
const nights = 3

// LiveNights enters them: asked every half hour, awake within seconds but for once, when
// the supervisor was rung. deps are the desk's own, of which queue, presence, notifier,
// messenger and clock are replaced. It blocks for about a second.
func LiveNights(ctx context.Context, crew CrewDeps, deps dispatch.Deps, now time.Time) error {
	var at time.Time
	deps.Queue, deps.Presence, deps.Notifier, deps.Messenger = Silent{}, nil, Silent{}, Silent{}
	deps.Now = func() time.Time { return at }
	desk, err := dispatch.New(dispatch.Config{}, deps)
	if err != nil {
		return err
	}
	who := NewCrew(crew).people[crewOperator]
	day := now.In(care.Shanghai)
	for n := nights; n > 0; n-- {
		at = time.Date(day.Year(), day.Month(), day.Day()-n, 22, 5, 0, 0, care.Shanghai)
		if err := sitAlone(ctx, desk, who, &at, min(at.Add(7*time.Hour).Unix(), now.Add(-time.Hour).Unix()), n); err != nil {
			return fmt.Errorf("demo: night %d: %w", n, err)
		}
	}
	return nil
}

// sitAlone lets one night go by, beat by beat.
func sitAlone(ctx context.Context, desk *dispatch.Desk, who care.Staff, at *time.Time, until int64, night int) error {
	for asked := 0; at.Unix() < until; *at = at.Add(20 * time.Second) {
		desk.Beat(ctx, who, "1号席")
		if err := desk.WatchNight(ctx); err != nil {
			return err
		}
		w := desk.WakeOf(who.ID)
		awake := time.Duration(7+(night*11+asked*5)%30) * time.Second
		if night == 2 && asked == 6 { // asleep, until the telephone rings
			awake = 4 * time.Minute
		}
		if w == nil || at.Before(w.At.Add(awake)) {
			continue
		}
		if err := desk.Awake(ctx, who); err != nil {
			return err
		}
		asked++
	}
	desk.Leave(ctx, who.ID)
	return nil
}

package demo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"yian/care"
	"yian/dispatch"
	"yian/dispatch/rounds"
)

// planned is what homes have ordered for tomorrow, by hour and minute.
var planned = []struct {
	service      care.Service
	hour, minute int
}{
	{care.Cleaning, 8, 30}, {care.Meal, 11, 0}, {care.VisitService, 9, 30}, {care.Meal, 11, 15}, {care.Companionship, 14, 30}, {care.Meal, 11, 30}, {care.Shopping, 10, 0}, {care.VisitService, 15, 30},
}

// LayOut orders for tomorrow in a third of the homes and lays the day out as a draft,
// for somebody to look at and send. It blocks for about a second.
func LayOut(ctx context.Context, with CrewDeps, planner *rounds.Planner, now time.Time) error {
	operator := care.Staff{}
	for _, s := range with.County.Staff {
		if s.ID == "operator" {
			operator = s
		}
	}
	y, m, d := now.In(care.Shanghai).AddDate(0, 0, 1).Date()
	for i, h := range with.County.Homes {
		elders, err := with.Registry.EldersOf(ctx, care.HouseholdID(h.ID))
		if err != nil {
			return err
		}
		if i%3 != 0 || len(elders) == 0 {
			continue
		}
		p := planned[i/3%len(planned)]
		due := time.Date(y, m, d, p.hour, p.minute, 0, 0, care.Shanghai).UTC()
		_, err = with.Desk.MakeOrder(ctx, operator, dispatch.NewOrder{Service: p.service, Elder: elders[0].ID, DueAt: &due, Source: "operator", Key: fmt.Sprint("tomorrow/", i)})
		if err != nil && !errors.Is(err, care.ErrConflict) {
			return fmt.Errorf("demo: tomorrow's order %d: %w", i, err)
		}
	}
	if _, err := planner.Plan(ctx, operator, rounds.Wanted{Day: time.Date(y, m, d, 0, 0, 0, 0, care.Shanghai).Format(time.DateOnly)}); err != nil {
		return fmt.Errorf("demo: lay tomorrow out: %w", err)
	}
	return nil
}

package samples

import (
	"context"
	"fmt"
	"time"

	"yian/care"
)

// over is until when a sample of a meal has to be entered on its day, by clock time.
var over = map[care.MealTime]string{care.Breakfast: "09:30", care.Lunch: "13:30", care.Supper: "19:30"}

// Meal is one meal of a day of the log.
type Meal struct {
	Meal care.MealTime
	care.Served
	Samples []care.FoodSample
	// Missing is set when it was served and nothing was kept.
	Missing bool
}

// Day is a day of the log of a kitchen.
type Day struct {
	Day   string
	Meals []Meal
}

// Missing are the meals of a day that were served without a sample.
func (d *Day) Missing() []care.MealTime {
	out := []care.MealTime{}
	for _, m := range d.Meals {
		if m.Missing {
			out = append(out, m.Meal)
		}
	}
	return out
}

// Log returns the days of a kitchen's log, both included; days to come are left out.
func (s *Samples) Log(ctx context.Context, sc care.Scope, center care.CenterID, from, to string) ([]Day, error) {
	if _, err := s.deps.Sites.Center(ctx, sc, center); err != nil {
		return nil, err
	}
	begin, err := time.ParseInLocation(time.DateOnly, from, care.Shanghai)
	end, errTo := time.ParseInLocation(time.DateOnly, to, care.Shanghai)
	if err != nil || errTo != nil || end.Sub(begin) > 366*24*time.Hour {
		return nil, care.Invalid("query.day", "day", "日期应写成 2026-10-01")
	}
	list, err := s.deps.Shelf.FoodSamples(ctx, sc, care.SampleQuery{Center: center, From: from, To: to})
	if err != nil {
		return nil, fmt.Errorf("samples: log: %w", err)
	}
	began, err := s.deps.Shelf.FirstSampleDay(ctx, center)
	if err != nil {
		return nil, fmt.Errorf("samples: log: %w", err)
	}
	now := s.now()
	// Before a log began nothing is missing from it, but yesterday and today always are.
	if yesterday := dayOf(now.AddDate(0, 0, -1)); began == "" || began > yesterday {
		began = yesterday
	}
	days := []Day{}
	for at := begin; !at.After(end) && dayOf(at) <= dayOf(now); at = at.AddDate(0, 0, 1) {
		day, err := s.day(ctx, center, dayOf(at), list, now)
		if err != nil {
			return nil, err
		}
		for i := range day.Meals {
			day.Meals[i].Missing = day.Meals[i].Missing && day.Day >= began
		}
		days = append(days, day)
	}
	return days, nil
}

func (s *Samples) day(ctx context.Context, center care.CenterID, day string, list []care.FoodSample, now time.Time) (Day, error) {
	served, err := s.deps.Tables.Served(ctx, center, day)
	if err != nil {
		return Day{}, fmt.Errorf("samples: meals: %w", err)
	}
	d := Day{Day: day}
	for _, meal := range care.MealTimes {
		m := Meal{Meal: meal, Served: served[meal], Samples: []care.FoodSample{}}
		kept := 0
		for _, v := range list {
			if v.Day != day || v.Meal != meal {
				continue
			}
			if m.Samples = append(m.Samples, v); v.StruckAt == nil {
				kept++
			}
		}
		m.Missing = kept == 0 && m.Residents+m.Orders > 0 && now.In(care.Shanghai).Format("2006-01-02 15:04") >= day+" "+over[meal]
		d.Meals = append(d.Meals, m)
	}
	return d, nil
}

// Ripe are the samples whose 48 hours are over and that nobody threw away.
func (s *Samples) Ripe(ctx context.Context, sc care.Scope, center care.CenterID) ([]care.FoodSample, error) {
	now := s.now()
	list, err := s.deps.Shelf.FoodSamples(ctx, sc, care.SampleQuery{Center: center, From: dayOf(now.AddDate(0, 0, -30)), To: dayOf(now)})
	if err != nil {
		return nil, fmt.Errorf("samples: ripe: %w", err)
	}
	out := []care.FoodSample{}
	for _, v := range list {
		if v.StruckAt == nil && v.DiscardedAt == nil && !now.Before(v.KeepUntil) {
			out = append(out, v)
		}
	}
	return out, nil
}

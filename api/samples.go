package api

import (
	"context"
	"time"

	"yian/care"
	"yian/centers/samples"
)

// SampleLog is the log of a kitchen: a day, or a month to be printed.
type SampleLog struct {
	CenterID care.CenterID `json:"center_id"`
	Name     string        `json:"name"`
	Days     []SampleDay   `json:"days"`
	Ripe     []SampleItem  `json:"ripe" doc:"kept for 48 hours and still there"`
}

// SampleDay is a day of it.
type SampleDay struct {
	Day   string       `json:"day"`
	Meals []SampleMeal `json:"meals"`
}

// SampleMeal is a meal of a day.
type SampleMeal struct {
	Meal      care.MealTime `json:"meal" enum:"breakfast,lunch,supper"`
	Residents int           `json:"residents" doc:"in the house, for whom it was cooked"`
	Orders    int           `json:"orders" doc:"ordered by plans"`
	Samples   []SampleItem  `json:"samples"`
	Missing   bool          `json:"missing" doc:"served, and nothing was kept"`
}

// SampleItem is a sample as screens show it.
type SampleItem struct {
	care.FoodSample
	ByName        string `json:"by_name,omitempty"`
	DiscardedName string `json:"discarded_name,omitempty"`
	Cold          bool   `json:"cold" doc:"the refrigerator was between 0 and 8 °C"`
}

// SampleDish is how much is kept of one dish.
type SampleDish struct {
	Name  string `json:"name" minLength:"1" maxLength:"100"`
	Grams int    `json:"grams" minimum:"1" maximum:"5000"`
}

// SamplePath names one in an address. It is exported because huma looks into exported
// embedded structs only.
type SamplePath struct {
	ID care.SampleID `path:"id" maxLength:"64"`
}

func (s *Server) samples(r *routes) {
	type sampleLogIn struct {
		CenterPath
		Day   string `query:"day" maxLength:"10" doc:"like 2026-10-01; empty: today"`
		Month string `query:"month" maxLength:"7" doc:"like 2026-10; the whole month instead"`
	}
	add(r, tasted, get("/kitchens/{id}/samples", "get-samples", "What a kitchen kept of each dish, and what was served without"),
		func(ctx context.Context, by care.Staff, in *sampleLogIn) (*out[SampleLog], error) {
			from, to, err := s.sampleDays(in.Day, in.Month)
			if err != nil {
				return nil, err
			}
			days, err := s.deps.Samples.Log(ctx, by.Scope(), in.ID, from, to)
			if err != nil {
				return nil, err
			}
			ripe, err := s.deps.Samples.Ripe(ctx, by.Scope(), in.ID)
			if err != nil {
				return nil, err
			}
			v := SampleLog{CenterID: in.ID, Name: s.views.centerName(ctx, in.ID), Days: s.views.sampleDays(ctx, days), Ripe: s.views.sampleItems(ctx, ripe)}
			return &out[SampleLog]{Body: v}, nil
		})
	type sampleTakeIn struct {
		CenterPath
		Body struct {
			Meal    care.MealTime `json:"meal" enum:"breakfast,lunch,supper"`
			Dishes  []SampleDish  `json:"dishes" minItems:"1" maxItems:"30"`
			Celsius float64       `json:"celsius" minimum:"-30" maximum:"60" doc:"of the refrigerator"`
			TakenAt *time.Time    `json:"taken_at,omitempty" doc:"now when left out"`
		}
	}
	add(r, kitchen, create("/kitchens/{id}/samples", "take-samples", "What was kept of a meal: at least 125 g of each dish"),
		func(ctx context.Context, by care.Staff, in *sampleTakeIn) (*out[List[SampleItem]], error) {
			t := samples.Taken{Meal: in.Body.Meal, Celsius: in.Body.Celsius}
			for _, d := range in.Body.Dishes {
				t.Dishes = append(t.Dishes, samples.Dish{Name: d.Name, Grams: d.Grams})
			}
			if in.Body.TakenAt != nil {
				t.At = *in.Body.TakenAt
			}
			taken, err := s.deps.Samples.Take(ctx, by, in.ID, t)
			return list(s.views.sampleItems(ctx, taken), ""), err
		})
	type sampleReasonIn struct {
		SamplePath
		Body struct {
			Reason string `json:"reason,omitempty" maxLength:"200"`
		}
	}
	add(r, kitchen, post("/samples/{id}/discard", "discard-sample", "It was thrown away; before 48 hours with a reason only"),
		func(ctx context.Context, by care.Staff, in *sampleReasonIn) (*out[SampleItem], error) {
			v, err := s.deps.Samples.Discard(ctx, by, in.ID, in.Body.Reason)
			return &out[SampleItem]{Body: s.views.sampleItem(ctx, v)}, err
		})
	add(r, kitchen, post("/samples/{id}/strike", "strike-sample", "Strike a wrong line out; it stays readable"),
		func(ctx context.Context, by care.Staff, in *sampleReasonIn) (*out[SampleItem], error) {
			v, err := s.deps.Samples.Strike(ctx, by, in.ID, in.Body.Reason)
			return &out[SampleItem]{Body: s.views.sampleItem(ctx, v)}, err
		})
}

// sampleDays are the first and the last day of what is asked for.
func (s *Server) sampleDays(day, month string) (from, to string, err error) {
	if month != "" {
		first, err := time.ParseInLocation("2006-01", month, care.Shanghai)
		if err != nil {
			return "", "", care.Invalid("query.month", "month", "月份应写成 2026-10")
		}
		return first.Format(time.DateOnly), first.AddDate(0, 1, -1).Format(time.DateOnly), nil
	}
	_, _, day, err = DayIn{day}.period(s.deps.Now())
	return day, day, err
}

func (v *views) sampleDays(ctx context.Context, days []samples.Day) []SampleDay {
	out := make([]SampleDay, len(days))
	for i, d := range days {
		out[i] = SampleDay{Day: d.Day, Meals: make([]SampleMeal, len(d.Meals))}
		for k, m := range d.Meals {
			out[i].Meals[k] = SampleMeal{Meal: m.Meal, Residents: m.Residents, Orders: m.Orders, Samples: v.sampleItems(ctx, m.Samples), Missing: m.Missing}
		}
	}
	return out
}

func (v *views) sampleItems(ctx context.Context, list []care.FoodSample) []SampleItem {
	out := make([]SampleItem, len(list))
	for i, one := range list {
		out[i] = v.sampleItem(ctx, one)
	}
	return out
}

func (v *views) sampleItem(ctx context.Context, one care.FoodSample) SampleItem {
	return SampleItem{FoodSample: one, ByName: v.staffName(ctx, one.By), DiscardedName: v.staffName(ctx, one.DiscardedBy), Cold: one.Cold()}
}

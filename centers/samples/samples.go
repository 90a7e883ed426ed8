package samples

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"yian/care"
)

// Book keeps samples, each change with its entry. It blocks until on disk.
type Book interface {
	NewFoodSamples(ctx context.Context, list []care.FoodSample, e care.Entry) error
	ChangeFoodSample(ctx context.Context, id care.SampleID, decide func(*care.FoodSample) (care.Entry, error)) (care.FoodSample, error)
}

// Shelf reads samples. Both block on a read.
type Shelf interface {
	FoodSamples(ctx context.Context, sc care.Scope, q care.SampleQuery) ([]care.FoodSample, error)
	// FirstSampleDay is when a log began; empty: it did not.
	FirstSampleDay(ctx context.Context, center care.CenterID) (string, error)
}

// Sites finds a site. It blocks on a read.
type Sites interface {
	Center(ctx context.Context, sc care.Scope, id care.CenterID) (care.Center, error)
}

// Tables says for how many a site cooks on a day that has begun. It blocks on a read.
type Tables interface {
	Served(ctx context.Context, center care.CenterID, day string) (map[care.MealTime]care.Served, error)
}

// Deps are what samples ask of others. All are required but Now.
type Deps struct {
	Book   Book
	Shelf  Shelf
	Sites  Sites
	Tables Tables
	Now    func() time.Time
}

// Samples is the log. It is safe for concurrent use.
type Samples struct{ deps Deps }

// New returns the log.
func New(deps Deps) (*Samples, error) {
	if deps.Book == nil || deps.Shelf == nil || deps.Sites == nil || deps.Tables == nil {
		return nil, fmt.Errorf("samples: a dependency is missing: %w", care.ErrInvalid)
	}
	if deps.Now == nil {
		deps.Now = time.Now
	}
	return &Samples{deps}, nil
}

func newID() string { return uuid.Must(uuid.NewV7()).String() } // fails only without a source of randomness

// now is the present to the millisecond, which is what the record keeps.
func (s *Samples) now() time.Time { return s.deps.Now().UTC().Truncate(time.Millisecond) }

func dayOf(t time.Time) string { return t.In(care.Shanghai).Format(time.DateOnly) }

// Dish is how much is kept of one dish.
type Dish struct {
	Name  string
	Grams int
}

// Taken is what was kept of a meal.
type Taken struct {
	Meal    care.MealTime
	Dishes  []Dish
	Celsius float64   // of the refrigerator
	At      time.Time // zero: now
}

// Take enters what was kept of a meal, all dishes or none. It is entered on the day or
// on the day after: later nobody knows any more. Too little is not taken; too warm is
// taken, and shown.
func (s *Samples) Take(ctx context.Context, by care.Staff, center care.CenterID, t Taken) ([]care.FoodSample, error) {
	site, err := s.deps.Sites.Center(ctx, by.Scope(), center)
	if err != nil {
		return nil, err
	}
	now := s.now()
	at := t.At.UTC().Truncate(time.Millisecond)
	if t.At.IsZero() {
		at = now
	}
	switch {
	case !slices.Contains(care.MealTimes, t.Meal):
		return nil, care.Invalid("body.meal", "sample.meal", "没有这一餐")
	case at.After(now):
		return nil, care.Invalid("body.taken_at", "sample.future", "留样时间不能在将来")
	case dayOf(at) < dayOf(now.AddDate(0, 0, -1)):
		return nil, care.Invalid("body.taken_at", "sample.old", "只能登记今天和昨天的留样")
	case t.Celsius < -30 || t.Celsius > 60:
		return nil, care.Invalid("body.celsius", "sample.celsius", "冷藏温度不对，写冰箱显示的温度")
	case len(t.Dishes) == 0 || len(t.Dishes) > 30:
		return nil, care.Invalid("body.dishes", "sample.dishes", "写上每个菜，最多 30 个")
	}
	list := make([]care.FoodSample, len(t.Dishes))
	for i, d := range t.Dishes {
		name := strings.TrimSpace(d.Name)
		switch {
		case name == "" || utf8.RuneCountInString(name) > 40 || strings.ContainsAny(name, "\x00\r\n"):
			return nil, care.Invalid("body.dishes", "sample.dish", "菜名写 1 到 40 个字")
		case d.Grams < care.SampleGrams:
			return nil, care.Invalid("body.dishes", "sample.grams", fmt.Sprintf("%s：每个品种不少于 %d 克，请再取", name, care.SampleGrams))
		case d.Grams > 5000:
			return nil, care.Invalid("body.dishes", "sample.grams", name+"：克数太大了")
		}
		list[i] = care.FoodSample{ID: care.SampleID(newID()), CenterID: center, RegionID: site.RegionID, Day: dayOf(at), Meal: t.Meal, Dish: name, Grams: d.Grams,
			Celsius: t.Celsius, By: by.ID, TakenAt: at, EnteredAt: now, KeepUntil: at.Add(care.SampleKeep)}
	}
	e := s.entry(by.ID, "taken", &list[0])
	e.Note = fmt.Sprintf("%d 个品种", len(list))
	if err := s.deps.Book.NewFoodSamples(ctx, list, e); err != nil {
		return nil, fmt.Errorf("samples: take: %w", err)
	}
	return list, nil
}

func (s *Samples) entry(by care.StaffID, verb string, v *care.FoodSample) care.Entry {
	return care.Entry{At: s.now(), By: by, What: "sample." + verb, Noun: "sample", Subject: string(v.ID), RegionID: v.RegionID, CenterID: v.CenterID}
}

// Discard notes that a sample was thrown away. Before its 48 hours are over that needs a
// reason, like who took it for an inspection.
func (s *Samples) Discard(ctx context.Context, by care.Staff, id care.SampleID, reason string) (care.FoodSample, error) {
	reason = strings.TrimSpace(reason)
	return s.change(ctx, by, id, "discarded", reason, func(v *care.FoodSample, now time.Time) (bool, error) {
		switch {
		case v.StruckAt != nil:
			return false, care.Conflict("sample.struck", "这一行已经作废")
		case v.DiscardedAt != nil:
			return false, nil // told twice
		case now.Before(v.KeepUntil) && reason == "":
			return false, care.Conflict("sample.kept", "还没满 48 小时，要留到 "+v.KeepUntil.In(care.Shanghai).Format("01-02 15:04")+"；被检查部门取走的写明谁取走")
		}
		v.DiscardedAt, v.DiscardedBy, v.DiscardReason = &now, by.ID, reason
		return true, nil
	})
}

// Strike strikes a wrong line out. It stays readable, with who struck it out and why.
func (s *Samples) Strike(ctx context.Context, by care.Staff, id care.SampleID, reason string) (care.FoodSample, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return care.FoodSample{}, care.Invalid("body.reason", "sample.reason", "写上为什么作废")
	}
	return s.change(ctx, by, id, "struck", reason, func(v *care.FoodSample, now time.Time) (bool, error) {
		if v.StruckAt != nil {
			return false, nil
		}
		v.StruckAt, v.StruckBy, v.StrikeReason = &now, by.ID, reason
		return true, nil
	})
}

func (s *Samples) change(ctx context.Context, by care.Staff, id care.SampleID, verb, reason string, decide func(*care.FoodSample, time.Time) (bool, error)) (care.FoodSample, error) {
	if utf8.RuneCountInString(reason) > 200 {
		return care.FoodSample{}, care.Invalid("body.reason", "text.too_long", "内容太长了")
	}
	sc, now := by.Scope(), s.now()
	v, err := s.deps.Book.ChangeFoodSample(ctx, id, func(v *care.FoodSample) (care.Entry, error) {
		if !sc.Sees(v.RegionID, v.CenterID) {
			return care.Entry{}, care.NotFound("sample")
		}
		changed, err := decide(v, now)
		if err != nil || !changed {
			return care.Entry{}, err
		}
		return s.entry(by.ID, verb, v), nil
	})
	if err != nil {
		return care.FoodSample{}, fmt.Errorf("samples: %s: %w", id, err)
	}
	return v, nil
}

package care

import "time"

// SampleID names a [FoodSample].
type SampleID string

// FoodSample is what a kitchen keeps of one dish of one meal (食品留样), so that an
// illness can be traced: 125 g at least, for 48 hours at least, between 0 and 8 °C
// (GB 31654-2021).
type FoodSample struct {
	ID       SampleID `json:"id"`
	CenterID CenterID `json:"center_id"`
	RegionID RegionID `json:"region_id"`
	Day      string   `json:"day"` // 2006-01-02
	Meal     MealTime `json:"meal" enum:"breakfast,lunch,supper"`
	Dish     string   `json:"dish"`
	Grams    int      `json:"grams"`
	Celsius  float64  `json:"celsius"` // of the refrigerator when it was put in
	// By took it at TakenAt; EnteredAt is when that was written down.
	By        StaffID   `json:"by"`
	TakenAt   time.Time `json:"taken_at"`
	EnteredAt time.Time `json:"entered_at"`
	KeepUntil time.Time `json:"keep_until"`
	// DiscardedBy threw it away, or handed it to whoever asked for it.
	DiscardedAt   *time.Time `json:"discarded_at" nullable:"true"`
	DiscardedBy   StaffID    `json:"discarded_by,omitempty"`
	DiscardReason string     `json:"discard_reason,omitempty"` // needed before the 48 hours are over
	// StruckAt is when a wrong line was struck out: it stays readable.
	StruckAt     *time.Time `json:"struck_at" nullable:"true"`
	StruckBy     StaffID    `json:"struck_by,omitempty"`
	StrikeReason string     `json:"strike_reason,omitempty"`
	Version      int64      `json:"version"`
}

// What the standard asks for.
const (
	SampleGrams   = 125
	SampleKeep    = 48 * time.Hour
	SampleColdest = 0.0
	SampleWarmest = 8.0
)

// Cold reports whether the refrigerator was as cold as it has to be.
func (s *FoodSample) Cold() bool { return s.Celsius >= SampleColdest && s.Celsius <= SampleWarmest }

// MealTime is a meal of the day.
type MealTime string

// The meals: 早餐, 午餐, 晚餐.
const (
	Breakfast MealTime = "breakfast"
	Lunch     MealTime = "lunch"
	Supper    MealTime = "supper"
)

// MealTimes lists them in order.
var MealTimes = []MealTime{Breakfast, Lunch, Supper}

// MealTimeOf is the meal that is eaten at an instant.
func MealTimeOf(at time.Time) MealTime {
	switch hour := at.In(Shanghai).Hour(); {
	case hour < 10:
		return Breakfast
	case hour < 15:
		return Lunch
	}
	return Supper
}

// Served is for how many a kitchen cooks a meal.
type Served struct {
	Residents int `json:"residents"` // in the house
	Orders    int `json:"orders"`    // sent out or eaten by guests
}

// SampleQuery chooses samples by days, both included.
type SampleQuery struct {
	Center   CenterID
	From, To string
}

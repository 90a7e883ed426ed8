package care

import (
	"math"
	"time"
)

// Candidate is a worker an order could be sent to, with what speaks for and against.
type Candidate struct {
	WorkerID StaffID `json:"worker_id"`
	// Score is the sum of the reasons' points: the higher, the better.
	Score int `json:"score"`
	// Stops are why the order must not be sent to this worker; none: it may.
	Stops   []Argument `json:"stops"`
	Reasons []Argument `json:"reasons"` // heaviest first
	// Minutes to the elder, an estimate from where the worker was last or usually is;
	// null when neither is known.
	Minutes   *int `json:"minutes" nullable:"true"`
	DistanceM *int `json:"distance_m" nullable:"true"`
	// From says what the estimate is made of: "place" (the worker's phone, SpotAt) or
	// "zone" (the station of the zone in which the worker works).
	From           string     `json:"from,omitempty" enum:"place,zone,"`
	SpotAt         *time.Time `json:"spot_at" nullable:"true"`
	Today          int        `json:"today"` // orders of the day
	Open           int        `json:"open"`  // in hand now
	LastAcceptedAt *time.Time `json:"last_accepted_at" nullable:"true"`
}

// Argument is one reason for (more than 0) or against (less) a worker: a code, the value
// it speaks of and its points. Screens say it in words.
type Argument struct {
	Code   string `json:"code"`
	Points int    `json:"points"`
	N      int    `json:"n,omitempty"`    // how many: minutes, visits, orders, hours, days
	Text   string `json:"text,omitempty"` // which: a certificate, a service, a diet
}

// Fit reports whether nothing stops the order from going to this worker.
func (c *Candidate) Fit() bool { return len(c.Stops) == 0 }

// WorkerFacts are what the record knows of a worker's work.
type WorkerFacts struct {
	Open           int // orders in hand
	Today          int // orders of the day, done ones too
	WithElder      int // completed for the elder in question, in the time asked about
	LastAcceptedAt *time.Time
	// BeganAt and EndedAt bound the last stretch of work: steps of orders without a
	// pause of more than [Rest].
	BeganAt, EndedAt *time.Time
	// Spot is where the worker's phone was last.
	Spot *WorkerSpot
}

// Rest is the pause between two orders from which on a worker counts as having rested.
const Rest = 6 * time.Hour

// WorkerSpot is where a worker's phone was, told together with a step of an order.
type WorkerSpot struct {
	Location
	Worker StaffID
	At     time.Time
}

// FactsQuery asks for [WorkerFacts].
type FactsQuery struct {
	// From and To bound the day.
	From, To time.Time
	// Elder and Since choose the visits that are counted; no elder: none are.
	Elder ElderID
	Since time.Time
}

// roadSpeed is metres a minute on village roads, at 20 km/h.
const roadSpeed = 20_000.0 / 60

// Road estimates the way between two places: metres as the crow flies, and minutes on
// village roads.
func Road(from, to Location) (metres, minutes int) {
	m := from.Distance(to)
	return int(m), int(math.Ceil(m / roadSpeed))
}

package care

import "time"

// RoundID names a [Round].
type RoundID string

// Round is a day's orders laid out over its workers (排班路线): first a draft that
// somebody looks at and changes, then sent to all at once.
type Round struct {
	ID       RoundID    `json:"id"`
	Day      string     `json:"day"`                 // 2006-01-02
	RegionID RegionID   `json:"region_id,omitempty"` // empty: the whole county
	CenterID CenterID   `json:"center_id,omitempty"`
	State    RoundState `json:"state" enum:"draft,sent,dropped"`
	Routes   []Route    `json:"routes"`
	// Unplanned are the orders that fit nowhere, each with why.
	Unplanned []Unplanned `json:"unplanned"`
	By        StaffID     `json:"by"`
	CreatedAt time.Time   `json:"created_at"`
	SentBy    StaffID     `json:"sent_by,omitempty"`
	SentAt    *time.Time  `json:"sent_at" nullable:"true"`
	Version   int64       `json:"version"`
}

// RoundState is where a [Round] stands.
type RoundState string

// The states of a round: 草稿, 已派出, 已作废.
const (
	RoundDraft   RoundState = "draft"
	RoundSent    RoundState = "sent"
	RoundDropped RoundState = "dropped"
)

// Route is what one worker does on the day, in order.
type Route struct {
	WorkerID StaffID     `json:"worker_id"`
	Stops    []RouteStop `json:"stops"`
	// Road and Stay are minutes on the road and at doors.
	Road int `json:"road_min"`
	Stay int `json:"stay_min"`
	// Start is where the route begins, if that is known.
	Start *Location `json:"start,omitempty"`
}

// RouteStop is one order of a [Route].
type RouteStop struct {
	OrderID  OrderID   `json:"order_id"`
	ArriveAt time.Time `json:"arrive_at"`
	LeaveAt  time.Time `json:"leave_at"`
	Road     int       `json:"road_min"` // from the stop before
	// SecondID goes along where nobody may go alone; With is, on that worker's own
	// route, whom to meet there.
	SecondID StaffID `json:"second_id,omitempty"`
	With     StaffID `json:"with,omitempty"`
	// Fixed was the worker's before: it is shown, and not sent.
	Fixed bool      `json:"fixed,omitempty"`
	Place *Location `json:"place,omitempty"`
	// Refused is why it could not be sent, as a code of the problem; empty: it was, or
	// the round is a draft.
	Refused string `json:"refused,omitempty"`
}

// Unplanned is an order that fits nowhere, and why.
type Unplanned struct {
	OrderID OrderID `json:"order_id"`
	// Reason is "nobody" (no worker may do it), "time" (nobody has the time), "away"
	// (the elder is not there), "second" (nobody to go along), "place" (no point on the
	// map) or "taken_out" (somebody took it out).
	Reason string `json:"reason" enum:"nobody,time,away,second,place,taken_out"`
	// Stops say what stopped the workers that were nearest to it.
	Stops []Argument `json:"stops,omitempty"`
}

// RoundQuery chooses rounds.
type RoundQuery struct {
	Day  string
	Page Page
}

package care

import "time"

// DutyID names a [Duty].
type DutyID string

// DutyPost says what whoever is on duty is there for.
type DutyPost string

// The posts.
const (
	SeatPost       DutyPost = "seat"           // 话务席: answers the hotline and the desk
	NightPost      DutyPost = "night"          // 夜班席: the seat at night, where one often sits alone
	SupervisorPost DutyPost = "supervisor"     // 值班长
	CountyPost     DutyPost = "county_desk"    // 县值班台, which ends every chain
	TownshipPost   DutyPost = "township_duty"  // 乡镇值班
	KeeperPost     DutyPost = "station_keeper" // 站长, of one station
)

// DutyPosts lists every post, in the order in which screens show them.
var DutyPosts = []DutyPost{SeatPost, NightPost, SupervisorPost, CountyPost, TownshipPost, KeeperPost}

// Duty is a line of the roster (值班): who is on, at which post, from when to when;
// each week, or once.
type Duty struct {
	ID       DutyID   `json:"id"`
	Post     DutyPost `json:"post" enum:"seat,night,supervisor,county_desk,township_duty,station_keeper"`
	RegionID RegionID `json:"region_id"`           // the county, or the township
	CenterID CenterID `json:"center_id,omitempty"` // the station of a keeper
	// StaffID is who is on; somebody without an account has a Name and a Phone instead.
	StaffID StaffID `json:"staff_id" nullable:"true"`
	Name    string  `json:"name,omitempty"`
	Phone   string  `json:"phone,omitempty"`
	// Weekday is 1 for Monday to 7 for Sunday, from Since until Until; 0: once, on Day.
	Weekday int    `json:"weekday"`
	Since   string `json:"since,omitempty"`
	Until   string `json:"until,omitempty"` // the last day; empty: no end
	Day     string `json:"day,omitempty"`
	// From and To are times of day in Shanghai, like 08:00. To is on the next day
	// unless it is later than From; the same is a whole day.
	From string `json:"from"`
	To   string `json:"to"`
	// Off are days of a weekly line on which it does not hold.
	Off     []DayOff  `json:"off,omitempty"`
	By      StaffID   `json:"by"`
	At      time.Time `json:"at"`
	Version int64     `json:"version"`
}

// DayOff is a day on which somebody is not on duty after all.
type DayOff struct {
	Day string `json:"day"`
	Why string `json:"why" enum:"leave,swap,removed"`
}

// LastDay is the last day on which a line may begin; empty: no end.
func (d *Duty) LastDay() string {
	if d.Weekday == 0 {
		return d.Day
	}
	return d.Until
}

// OnPost is somebody who is on duty at an instant.
type OnPost struct {
	Duty     DutyID    `json:"duty_id" nullable:"true"` // none: holds the post standing
	Post     DutyPost  `json:"post"`
	RegionID RegionID  `json:"region_id,omitempty"`
	CenterID CenterID  `json:"center_id,omitempty"`
	StaffID  StaffID   `json:"staff_id" nullable:"true"`
	Name     string    `json:"name"`
	Phone    string    `json:"phone,omitempty"`
	Day      string    `json:"day,omitempty"` // on which it begins
	From     time.Time `json:"from"`
	To       time.Time `json:"to"`
}

// ReachedNumber is what is known of a telephone number from what went out to it.
type ReachedNumber struct {
	Number string `json:"number"`
	// ReachedAt is when somebody there last took a call or got a message; How is the
	// receipt, or "by_hand" when By says so.
	ReachedAt *time.Time `json:"reached_at" nullable:"true"`
	How       string     `json:"how,omitempty"`
	By        StaffID    `json:"by" nullable:"true"`
	// FailedAt is when nobody could be reached there, Failure the receipt.
	FailedAt *time.Time    `json:"failed_at" nullable:"true"`
	Failure  NoticeReceipt `json:"failure,omitempty"`
}

// Reached notes a receipt of a notice at an instant.
func (n *ReachedNumber) Reached(receipt NoticeReceipt, at time.Time) {
	switch receipt {
	case ReceiptDelivered, ReceiptAnswered, ReceiptAccepted, ReceiptDeclined:
		n.ReachedAt, n.How, n.By = &at, string(receipt), ""
	case ReceiptNoAnswer, ReceiptBusy, ReceiptFailed:
		n.FailedAt, n.Failure = &at, receipt
	}
}

// ShiftCheck is what was found of the chain before a change of shift.
type ShiftCheck struct {
	Shift    time.Time     `json:"shift"` // when it changes
	At       time.Time     `json:"at"`    // when it was looked at last
	Places   int           `json:"places"`
	Problems []DutyProblem `json:"problems"`
	ToldAt   *time.Time    `json:"told_at" nullable:"true"` // when supervisors were told last
	Version  int64         `json:"version"`
}

// DutyProblem is what is wrong with one post of the chain.
type DutyProblem struct {
	Kind     string   `json:"kind" enum:"unfilled,no_number,unverified,not_reached"`
	Post     DutyPost `json:"post"`
	RegionID RegionID `json:"region_id"`
	StaffID  StaffID  `json:"staff_id" nullable:"true"`
	Name     string   `json:"name,omitempty"`
}

// WakeCheck asks whoever sits alone at the desk at night whether they are awake.
type WakeCheck struct {
	ID      string    `json:"id"` // whom, and when
	StaffID StaffID   `json:"staff_id"`
	Seat    string    `json:"seat,omitempty"`
	AskedAt time.Time `json:"asked_at"`
	// AnsweredAt is when a key was pressed, MissedAt when that was given up.
	AnsweredAt *time.Time `json:"answered_at" nullable:"true"`
	MissedAt   *time.Time `json:"missed_at" nullable:"true"`
	// AcceptedAt is when somebody who was rung for it took it on, AcceptedBy who.
	AcceptedAt *time.Time `json:"accepted_at" nullable:"true"`
	AcceptedBy string     `json:"accepted_by,omitempty"`
	Step       int        `json:"step"`                    // rounds of rings made
	Rung       []WakeRing `json:"rung,omitempty"`          // whom they went to, the first rounds
	NextAt     *time.Time `json:"next_at" nullable:"true"` // the next ring
	Version    int64      `json:"version"`
}

// WakeRing is one ring for an empty seat.
type WakeRing struct {
	At       time.Time `json:"at"`
	Receiver string    `json:"receiver"` // role: seat, supervisor, county_desk
	Name     string    `json:"name,omitempty"`
}

// ContactCount is how many elders there are, and how many of them with nobody to ring.
type ContactCount struct {
	None int `json:"none"`
	Of   int `json:"of"`
}

package care

import "time"

// Incident is what an operator answers (求助件). A call or a critical alert opens
// one or joins the one that is not yet closed.
type Incident struct {
	ID       IncidentID    `json:"id"`
	Number   string        `json:"number"` // for people: day and running number, 20261123-007
	State    IncidentState `json:"state" enum:"open,answered,dispatched,arrived,closed"`
	Severity Severity      `json:"severity" enum:"critical,warning,info"`
	Kind     string        `json:"kind"` // the call's kind, "alert", or "lost" (走失)
	// Rule names the first alert rule, for an incident that an alert opened or joined.
	Rule        string      `json:"rule,omitempty"`
	ElderID     ElderID     `json:"elder_id" nullable:"true"`
	ElderIDs    []ElderID   `json:"elder_ids"` // everybody it may concern
	HouseholdID HouseholdID `json:"household_id"`
	CenterID    CenterID    `json:"center_id"`
	RegionID    RegionID    `json:"region_id"`
	DeviceID    DeviceID    `json:"device_id"` // the first caller's
	Calls       int         `json:"calls"`
	OpenedAt    time.Time   `json:"opened_at"`
	PressedAt   time.Time   `json:"pressed_at"`
	LastCallAt  time.Time   `json:"last_call_at"`
	LateSeconds int         `json:"late_seconds"` // how late the first call came in
	AnsweredAt  *time.Time  `json:"answered_at" nullable:"true"`
	AnsweredBy  StaffID     `json:"answered_by"`
	// Dispatched, on scene and closed, each for the first time.
	DispatchedAt *time.Time `json:"dispatched_at" nullable:"true"`
	ArrivedAt    *time.Time `json:"arrived_at" nullable:"true"`
	ClosedAt     *time.Time `json:"closed_at" nullable:"true"`
	ClosedBy     StaffID    `json:"closed_by,omitempty"`
	Outcome      Outcome    `json:"outcome,omitempty"`
	// Ringing is true while nobody has heard its latest call: unanswered, or a new
	// press after the answer.
	Ringing   bool       `json:"ringing"`
	RingingAt *time.Time `json:"ringing_at,omitempty" doc:"since when it rings"`
	// Contact is how the elder was heard, seen or handed over; without it the
	// incident cannot be closed (work of the desk).
	Contact *Contacted `json:"contact,omitempty"`
	// Tried are the ways in which somebody tried to reach the elder since it was opened,
	// or opened again: call, device, message.
	Tried []string `json:"tried,omitempty"`
	// Ladder is the first escalation, while nobody answers; Second the one after
	// answering, when the elder does not.
	Ladder Ladder `json:"ladder"`
	Second Ladder `json:"second"`
	// ActBy is when an incident that was answered rings again, unless somebody has
	// acted on it by then; null while it rings, while the second ladder runs and
	// when it is closed.
	ActBy *time.Time `json:"act_by" nullable:"true" doc:"when it rings again unless somebody has acted on it by then"`
	// Coming is who the senior was told is on the way, and how long ago; null before
	// anybody accepted.
	Coming *Coming `json:"coming,omitempty"`
	// Help is what the operator noted as on the way without an order: "120", "key_holder".
	Help []string `json:"help,omitempty"`
	// Location is where a wearable last called from, or was when a fence was left;
	// LocatedAt is when, by its clock.
	Location  *Location  `json:"location,omitempty"`
	LocatedAt *time.Time `json:"located_at,omitempty"`
	// Cause is the first of the incidents that have one cause with this; null: it is
	// that first one, or stands alone.
	Cause IncidentID `json:"cause_id" nullable:"true"`
	// Answers are what the elder, or whoever was there, said to scripted questions.
	Answers []Answered `json:"answers,omitempty"`
	// Ambulance is the sheet that goes with the elder to 120.
	Ambulance *Ambulance `json:"ambulance,omitempty"`
	Scene
	// Afterwards marks one that was entered from paper (补录): its times are true, and
	// it is counted apart.
	Afterwards bool `json:"afterwards,omitempty"`
	Trial      bool `json:"trial,omitempty"` // before go-live (试运行): leaves all figures
	// LateReason is why it was answered after more than three minutes, in the words of
	// whoever had to say so.
	LateReason *LateReason `json:"late_reason,omitempty"`
	Reopened   int         `json:"reopened,omitempty"`
	Version    int64       `json:"version"`
}

// IncidentState is where an [Incident] stands.
type IncidentState string

// The states of an incident: 待接, 处置中, 已派人, 已到场, 已结案.
const (
	IncidentOpen       IncidentState = "open"
	IncidentAnswered   IncidentState = "answered"
	IncidentDispatched IncidentState = "dispatched"
	IncidentArrived    IncidentState = "arrived"
	IncidentClosed     IncidentState = "closed"
)

// Severity orders what waits. Red is for critical only.
type Severity string

// The severities.
const (
	Critical Severity = "critical"
	Warning  Severity = "warning"
	Info     Severity = "info"
)

// Ladder is an escalation in progress.
type Ladder struct {
	Step int `json:"step"` // steps taken
	// NextAt is when the next step is due; null when the ladder does not run.
	NextAt *time.Time `json:"next_at" nullable:"true"`
}

// Coming is what a senior was told of whoever comes.
type Coming struct {
	OrderID OrderID   `json:"order_id,omitempty"` // empty: help without an order
	Who     string    `json:"who,omitempty"`      // as the senior heard it
	Since   time.Time `json:"since"`
	// ETASeconds is what was said first, DueAt the last estimate; 0 and null: nobody
	// said when.
	ETASeconds int        `json:"eta_s,omitempty"`
	DueAt      *time.Time `json:"due_at" nullable:"true"`
	Late       int        `json:"late,omitempty"` // how often it was said again
	// SayAt is when the senior hears again, unless somebody arrived by then; null while
	// nobody knows any more whether it is true: the desk rings, and asks.
	SayAt *time.Time `json:"say_at" nullable:"true"`
	// AskedAt is when the desk took it up after that.
	AskedAt *time.Time `json:"asked_at,omitempty"`
}

// AnswerLimit is how long a call may wait at the very worst; what waited longer
// needs a written reason.
const AnswerLimit = 180 * time.Second

// AnsweredLate reports whether in was answered after [AnswerLimit]. What was held up
// on its way counts from when it came in.
func (in *Incident) AnsweredLate() bool {
	return in.AnsweredAt != nil && in.AnsweredAt.Sub(in.OpenedAt) > AnswerLimit
}

// LateReason is a written exception.
type LateReason struct {
	Text string    `json:"text"`
	By   StaffID   `json:"by"`
	At   time.Time `json:"at"`
}

// Contacted is the proof that the elder was reached.
type Contacted struct {
	How  string    `json:"how" enum:"heard,seen,handed_over"` // 听到, 见到, 交接
	Who  string    `json:"who,omitempty"`                     // the named person who saw or took over
	At   time.Time `json:"at"`
	By   StaffID   `json:"by"`
	Note string    `json:"note,omitempty"`
}

// Answered is the answer to a scripted question.
type Answered struct {
	Question string    `json:"question"`
	Answer   string    `json:"answer" enum:"yes,no,unknown"`
	At       time.Time `json:"at"`
	By       StaffID   `json:"by"`
}

// Ambulance is what is handed over to 120 (急救交接单), as far as it is known.
type Ambulance struct {
	CalledAt  time.Time  `json:"called_at"`
	By        StaffID    `json:"by"`
	CaseNo    string     `json:"case_no,omitempty"`  // 120's own number
	Meets     string     `json:"meets,omitempty"`    // who meets the ambulance
	Junction  string     `json:"junction,omitempty"` // and where
	Escort    string     `json:"escort,omitempty"`   // who goes along
	Hospital  string     `json:"hospital,omitempty"`
	Outcome   string     `json:"outcome,omitempty"`
	PrintedAt *time.Time `json:"printed_at,omitempty"`
}

// Outcome says how an incident ended (处置结果).
type Outcome string

// Outcomes lists every coded outcome, in the order in which the desk shows them.
var Outcomes = []Outcome{
	"emergency_fall", "emergency_illness", "emergency_fire_gas", "emergency_lost", "emergency_mental", "emergency_other",
	"help", "child", "by_mistake", "device_fault", "test", "drill", "nuisance", "nobody_home", "deceased",
}

// Outcomes that the machinery names.
const (
	OutcomeChild       Outcome = "child"
	OutcomeByMistake   Outcome = "by_mistake"
	OutcomeDeviceFault Outcome = "device_fault"
	OutcomeDeceased    Outcome = "deceased"
	OutcomeNuisance    Outcome = "nuisance"
	OutcomeNobodyHome  Outcome = "nobody_home"
	OutcomeTest        Outcome = "test"
)

// Urgency orders incidents: the more urgent the smaller.
func (s Severity) Urgency() int {
	switch s {
	case Critical:
		return 0
	case Warning:
		return 1
	}
	return 2
}

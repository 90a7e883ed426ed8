package care

import "time"

// TrainingRunID names a [TrainingRun].
type TrainingRunID string

// TrainingRun is one trainee going through one case at the training seat (练习): what
// was played to them, and what they got for it.
type TrainingRun struct {
	ID    TrainingRunID    `json:"id"`
	Case  string           `json:"case_id"`
	Staff StaffID          `json:"staff_id"`
	State TrainingRunState `json:"state" enum:"running,scored,abandoned"`
	// BeganAt is when somebody pressed or rang.
	BeganAt time.Time  `json:"began_at"`
	EndedAt *time.Time `json:"ended_at" nullable:"true"`
	// Incidents are what the desk made of it, in the order of the case's homes.
	Incidents []IncidentID `json:"incident_ids"`
	// Phone is the telephone system's name of the call by which the case began, Rings
	// whether it still does.
	Phone string `json:"phone,omitempty"`
	// Number is whose number nobody knows in this run: once named, a number is known.
	Number string `json:"number,omitempty"`
	Rings  bool   `json:"rings"`
	// Heard is what was played, in order.
	Heard []TrainingHeard `json:"heard"`
	// Played are the things of the case that have happened, each by its name.
	Played map[string]time.Time `json:"played,omitempty"`
	Sheet  *TrainingSheet       `json:"sheet,omitempty"`
	// Version counts the writes.
	Version int64 `json:"version"`
}

// TrainingRunState is where a [TrainingRun] stands.
type TrainingRunState string

// The states: 练习中, 已评分, 已放弃.
const (
	TrainingRunning   TrainingRunState = "running"
	TrainingScored    TrainingRunState = "scored"
	TrainingAbandoned TrainingRunState = "abandoned"
)

// TrainingHeard is one line that the trainee heard or was told.
type TrainingHeard struct {
	At   time.Time `json:"at"`
	Who  string    `json:"who"` // the part in the case: elder, contact, key_holder, 120, …
	Name string    `json:"name,omitempty"`
	Text string    `json:"text"`
	// Proof says that the elder was truly heard in it, or seen by whoever speaks.
	Proof string `json:"proof,omitempty" enum:"heard,seen,"`
}

// TrainingSheet is what a run was worth (评分表), line by line.
type TrainingSheet struct {
	Points int            `json:"points"`
	Of     int            `json:"of"`
	Lines  []TrainingLine `json:"lines"`
}

// TrainingLine is one item of a [TrainingSheet].
type TrainingLine struct {
	ID     string   `json:"id"`
	Check  string   `json:"check"` // what is looked at, as a code
	Args   []string `json:"args,omitempty"`
	Points int      `json:"points"`
	Got    int      `json:"got"`
	Why    string   `json:"why"` // why it matters in this case
}

// TrainingQuery chooses runs, the newest first.
type TrainingQuery struct {
	Staff  StaffID // "": everybody's
	Case   string
	States []TrainingRunState // none: all
	Page   Page
}

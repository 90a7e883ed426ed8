package care

import "time"

// AuditID names an [Audit].
type AuditID string

// Audit is one call of an operator that was drawn by lot to be looked at (质检), with
// the form that was filled in and the operator's own word.
type Audit struct {
	ID         AuditID      `json:"id"`
	Month      string       `json:"month"` // 2006-01, in which the call came
	Operator   StaffID      `json:"operator"`
	IncidentID IncidentID   `json:"incident_id"`
	Number     string       `json:"number"` // of the incident
	RegionID   RegionID     `json:"region_id"`
	CenterID   CenterID     `json:"center_id,omitempty"`
	DrawnAt    time.Time    `json:"drawn_at"`
	Of         int          `json:"of"`   // how many calls the lot was over
	Seed       string       `json:"seed"` // by which the draw can be repeated
	State      AuditState   `json:"state" enum:"drawn,done,replied"`
	Checks     []AuditCheck `json:"checks,omitempty"`
	// Fatal is a mistake that weighs more than all the rest: somebody was in danger.
	Fatal     bool       `json:"fatal,omitempty"`
	Comment   string     `json:"comment,omitempty"`
	By        StaffID    `json:"by,omitempty"`
	DoneAt    *time.Time `json:"done_at" nullable:"true"`
	Reply     string     `json:"reply,omitempty"` // the operator's
	RepliedAt *time.Time `json:"replied_at" nullable:"true"`
	Version   int64      `json:"version"`
}

// AuditCheck is one line of the form.
type AuditCheck struct {
	Item string `json:"item" enum:"greeting,identity,script,manner,decision,handover,record"`
	Met  string `json:"met" enum:"yes,no,none"` // none: did not come up
}

// AuditItems are the lines of the form, in their order: named oneself, made sure who
// and where, asked by the script, spoke so that an elder understands, decided
// rightly and in time, somebody was left responsible, wrote down what was.
var AuditItems = []string{"greeting", "identity", "script", "manner", "decision", "handover", "record"}

// AuditState is where an [Audit] stands.
type AuditState string

// The states: 待质检, 已质检, 本人已回复.
const (
	AuditDrawn   AuditState = "drawn"
	AuditDone    AuditState = "done"
	AuditReplied AuditState = "replied"
)

// AuditStates lists every state.
var AuditStates = []AuditState{AuditDrawn, AuditDone, AuditReplied}

// AuditsAMonth is how many calls of each operator are drawn.
const AuditsAMonth = 2

// VisibleTo reports whether sc may see a: an operator the own ones once they are
// done, others by place.
func (a *Audit) VisibleTo(sc Scope) bool {
	switch sc.Role {
	case Operator:
		return a.Operator == sc.Staff && a.State != AuditDrawn
	case Supervisor, Admin, Auditor, Leader:
		return sc.Sees(a.RegionID, a.CenterID)
	}
	return false
}

// AuditQuery chooses audits. Empty fields choose all.
type AuditQuery struct {
	Month    string
	Operator StaffID
	States   []AuditState
	Page     Page
}

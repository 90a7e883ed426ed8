package care

import (
	"slices"
	"time"
)

// TicketID names a [Ticket].
type TicketID string

// Ticket is what somebody asks, complains of, proposes, praises or reports (诉求).
// What was said about it stands in its steps and never in the journal, which a
// person complained of may be allowed to read.
type Ticket struct {
	ID     TicketID    `json:"id"`
	Number string      `json:"number"` // for people: SQ, day and running number
	Kind   TicketKind  `json:"kind" enum:"consultation,complaint,suggestion,praise,report"`
	State  TicketState `json:"state" enum:"open,handling,answered,closed"`
	// Channel is how it came in.
	Channel   string  `json:"channel" enum:"phone,visit,letter,12345,petition,follow_up"`
	Caller    string  `json:"caller,omitempty"` // who said it
	Phone     string  `json:"phone,omitempty"`  // where the answer is told
	Anonymous bool    `json:"anonymous,omitempty"`
	ElderID   ElderID `json:"elder_id" nullable:"true"`
	// RegionID is where it belongs; CenterID the site whose staff may see it, none for
	// what must be independent of every site.
	RegionID RegionID `json:"region_id"`
	CenterID CenterID `json:"center_id,omitempty"`
	// AboutCenter, AboutStaff and About are the site, the person and in free words the
	// provider that it is about.
	AboutCenter CenterID `json:"about_center_id,omitempty"`
	AboutStaff  StaffID  `json:"about_staff_id,omitempty"`
	About       string   `json:"about,omitempty"`
	// Sealed closes a ticket to whoever need not know: suspected abuse 疑似虐待, danger
	// of suicide 轻生.
	Sealed string `json:"sealed,omitempty" enum:"abuse,suicide,"`
	Text   string `json:"text"`
	// Articles are what the answer was given from.
	Articles   []ArticleID  `json:"articles,omitempty"`
	IncidentID IncidentID   `json:"incident_id" nullable:"true"`
	FollowUpID FollowUpID   `json:"follow_up_id,omitempty"` // the call in which it was said
	Refs       []TicketRef  `json:"refs,omitempty"`         // its numbers elsewhere
	By         StaffID      `json:"by"`                     // who took it down
	Handler    StaffID      `json:"handler,omitempty"`      // who sees to it
	OpenedAt   time.Time    `json:"opened_at"`
	AcceptBy   *time.Time   `json:"accept_by" nullable:"true"` // the last moment to take it up
	AcceptedAt *time.Time   `json:"accepted_at" nullable:"true"`
	AnswerBy   *time.Time   `json:"answer_by" nullable:"true"` // the last moment to answer
	AnsweredAt *time.Time   `json:"answered_at" nullable:"true"`
	AnsweredBy StaffID      `json:"answered_by,omitempty"`
	Answer     string       `json:"answer,omitempty"`
	ToldHow    string       `json:"told_how,omitempty" enum:"phone,visit,letter,12345,petition,nobody,"`
	ClosedAt   *time.Time   `json:"closed_at" nullable:"true"`
	ClosedBy   StaffID      `json:"closed_by,omitempty"`
	Extended   int          `json:"extended,omitempty"` // how often there was more time
	Reopened   int          `json:"reopened,omitempty"`
	OverdueAt  *time.Time   `json:"overdue_at,omitempty"` // the deadline that was noted as missed
	Steps      []TicketStep `json:"steps"`
	Trial      bool         `json:"trial,omitempty"`
	Version    int64        `json:"version"`
}

// TicketStep is one line of what was done, in words that only those read who may
// see the ticket.
type TicketStep struct {
	At   time.Time `json:"at"`
	By   StaffID   `json:"by"`
	What string    `json:"what"`
	Text string    `json:"text,omitempty"`
}

// TicketRef is the number that a ticket has elsewhere.
type TicketRef struct {
	System string    `json:"system" enum:"12345,petition,other"` // 12345热线, 信访, 其他
	Number string    `json:"number"`
	Way    string    `json:"way" enum:"in,out"` // it came from there, or was sent there
	At     time.Time `json:"at"`
}

// TicketKind says what a [Ticket] is.
type TicketKind string

// The kinds: 咨询, 投诉, 建议, 表扬, 举报.
const (
	Consultation TicketKind = "consultation"
	Complaint    TicketKind = "complaint"
	Suggestion   TicketKind = "suggestion"
	Praise       TicketKind = "praise"
	Report       TicketKind = "report"
)

// TicketKinds lists every kind, in the order in which screens show them.
var TicketKinds = []TicketKind{Consultation, Complaint, Suggestion, Praise, Report}

// TicketState is where a [Ticket] stands.
type TicketState string

// The states: 待受理, 办理中, 已答复, 已办结.
const (
	TicketOpen     TicketState = "open"
	TicketHandling TicketState = "handling"
	TicketAnswered TicketState = "answered"
	TicketClosed   TicketState = "closed"
)

// TicketStates lists every state.
var TicketStates = []TicketState{TicketOpen, TicketHandling, TicketAnswered, TicketClosed}

// Independent reports whether no site may see t or see to it: complaints, reports
// and what is sealed.
func (t *Ticket) Independent() bool {
	return t.Kind == Complaint || t.Kind == Report || t.Sealed != ""
}

// DueAt is the deadline that is next; nil when none is.
func (t *Ticket) DueAt() *time.Time {
	switch {
	case t.State == TicketOpen && t.AcceptBy != nil:
		return t.AcceptBy
	case t.State == TicketOpen, t.State == TicketHandling:
		return t.AnswerBy
	}
	return nil
}

// sealedTo are the roles that see what is sealed.
var sealedTo = []Role{Supervisor, Admin, Auditor}

// VisibleTo reports whether sc may see t. Nobody sees what is about themselves; no
// site what is independent of it; and what is sealed only those who must, whoever
// took it down and whoever sees to it.
func (t *Ticket) VisibleTo(sc Scope) bool {
	switch {
	case sc.Role == Worker, t.AboutStaff != "" && t.AboutStaff == sc.Staff:
		return false
	case t.Independent() && (sc.Center != "" || sc.Role == Manager):
		return false
	case t.Sealed != "" && !slices.Contains(sealedTo, sc.Role) && sc.Staff != t.By && sc.Staff != t.Handler:
		return false
	}
	return sc.Sees(t.RegionID, t.CenterID)
}

// TicketQuery chooses tickets.
type TicketQuery struct {
	Kinds  []TicketKind  // none: all
	States []TicketState // none: all
	Elder  ElderID
	// Handler chooses what somebody sees to.
	Handler StaffID
	// Text is found in the number, its numbers elsewhere, the caller's name and
	// telephone.
	Text string
	// Overdue chooses what has missed its deadline at this instant; zero: any.
	Overdue time.Time
	Since   time.Time
	Until   time.Time
	Page    Page
}

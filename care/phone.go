package care

import "time"

// PhoneCallID names a [PhoneCall].
type PhoneCallID string

// PhoneCall is one telephone call to or from the hotline (通话), as the telephone
// system tells of it or an operator enters it. It is no [Call] for help: whether it
// becomes one is for whoever answers to say.
type PhoneCall struct {
	ID        PhoneCallID    `json:"id"`
	Direction PhoneDirection `json:"direction" enum:"in,out"`
	State     PhoneState     `json:"state" enum:"requested,ringing,answered,ended,missed,abandoned,busy,no_answer,failed"`
	// Number is the other end's, as [PhoneDigits] gives it; empty when it is withheld.
	Number     string     `json:"number"`
	Line       string     `json:"line,omitempty"` // ours, that was rung
	Seat       string     `json:"seat,omitempty"`
	At         time.Time  `json:"at"` // when it began to ring
	AnsweredAt *time.Time `json:"answered_at" nullable:"true"`
	EndedAt    *time.Time `json:"ended_at" nullable:"true"`
	// By is who talked at our end, or asked for the call.
	By        StaffID `json:"by,omitempty"`
	Recording string  `json:"recording,omitempty"` // where the telephone system keeps it
	// ElderID is whose number it is, when it is one person's only, or who it was
	// about, as an operator said.
	ElderID ElderID `json:"elder_id" nullable:"true"`
	// ElderIDs are all whose number it may have been when it rang.
	ElderIDs   []ElderID  `json:"elder_ids,omitempty"`
	RegionID   RegionID   `json:"region_id,omitempty"`
	CenterID   CenterID   `json:"center_id,omitempty"`
	IncidentID IncidentID `json:"incident_id" nullable:"true"`
	OrderIDs   []OrderID  `json:"order_ids,omitempty"`
	Note       string     `json:"note,omitempty"` // what was said
	// Afterwards marks a call that was entered later, from paper (补录): its times are
	// true, and it is counted apart.
	Afterwards bool `json:"afterwards,omitempty"`
	// ByHand marks a call out that no telephone system makes: the operator dials, and
	// says what became of it.
	ByHand bool `json:"by_hand,omitempty"`
	// Attempt marks a call out to the elder, for the incident: whoever else is called
	// is no attempt to reach the elder.
	Attempt bool `json:"attempt,omitempty"`
	// CallBack is what is owed to somebody whose call nobody answered.
	CallBack *CallBack `json:"call_back,omitempty"`
	// DueAt is when the platform looks at it next; nil: never.
	DueAt   *time.Time `json:"-"`
	Trial   bool       `json:"trial,omitempty"`
	Version int64      `json:"version"`
}

// PhoneDirection says who called whom.
type PhoneDirection string

// The directions: to the hotline, from it.
const (
	PhoneIn  PhoneDirection = "in"
	PhoneOut PhoneDirection = "out"
)

// PhoneState is where a [PhoneCall] stands.
type PhoneState string

// The states. A call in rings, is answered and ends, or nobody answers it: it rang
// out (missed), the caller hung up before (abandoned), or no line was free (busy). A
// call out is asked for (requested), and answered, not answered, busy or failed.
const (
	PhoneRequested PhoneState = "requested"
	PhoneRinging   PhoneState = "ringing"
	PhoneAnswered  PhoneState = "answered"
	PhoneEnded     PhoneState = "ended"
	PhoneMissed    PhoneState = "missed"
	PhoneAbandoned PhoneState = "abandoned"
	PhoneBusy      PhoneState = "busy"
	PhoneNoAnswer  PhoneState = "no_answer"
	PhoneFailed    PhoneState = "failed"
)

// Spoken reports whether somebody picked up.
func (s PhoneState) Spoken() bool { return s == PhoneAnswered || s == PhoneEnded }

// Over reports whether a call in this state goes no further.
func (s PhoneState) Over() bool {
	return s != PhoneRequested && s != PhoneRinging && s != PhoneAnswered
}

// CallBack is what is owed to a caller whom nobody answered (回拨). One is owed to a
// number at a time: a further missed call takes it over with its deadline.
type CallBack struct {
	By     time.Time `json:"by"`     // the deadline
	Missed int       `json:"missed"` // calls of that number that nobody answered, this one included
	Tries  int       `json:"tries"`  // calls back that reached nobody
	// OverdueAt is when the deadline went by and the supervisor was rung, the first time.
	OverdueAt *time.Time      `json:"overdue_at" nullable:"true"`
	Outcome   CallBackOutcome `json:"outcome" enum:"called_back,reached,no_answer,again,no_number,nuisance,"`
	EndedAt   *time.Time      `json:"ended_at" nullable:"true"`
	EndedBy   StaffID         `json:"ended_by,omitempty"`
}

// CallBackOutcome says how a [CallBack] ended; empty while it is owed.
type CallBackOutcome string

// The outcomes: we called back and spoke; reached in another call; nobody answered
// after so many tries; called again, and that call is owed one; the number was
// withheld; a supervisor said that it is a nuisance.
const (
	CalledBack        CallBackOutcome = "called_back"
	CallBackReached   CallBackOutcome = "reached"
	CallBackNoAnswer  CallBackOutcome = "no_answer"
	CallBackAgain     CallBackOutcome = "again"
	CallBackNoNumber  CallBackOutcome = "no_number"
	CallBackNuisance  CallBackOutcome = "nuisance"
	callBackStillOwed CallBackOutcome = ""
)

// Owed reports whether somebody still has to be called back.
func (p *PhoneCall) Owed() bool { return p.CallBack != nil && p.CallBack.Outcome == callBackStillOwed }

// PhoneNumber is what is known of a number beside the register.
type PhoneNumber struct {
	Number string `json:"number"`
	// ElderIDs are those about whom it called, as operators said.
	ElderIDs []ElderID `json:"elder_ids,omitempty"`
	// Nuisance is who marked it as one (骚扰); nothing is ever blocked for it.
	Nuisance *NuisanceMark `json:"nuisance,omitempty"`
	Version  int64         `json:"version"`
}

// NuisanceMark says who called a number a nuisance, and why.
type NuisanceMark struct {
	At   time.Time `json:"at"`
	By   StaffID   `json:"by"`
	Note string    `json:"note,omitempty"`
}

// Caller is somebody whose number it may be.
type Caller struct {
	// As says how the number belongs to the elder: the own, the home's, a contact's,
	// the key holder's, or linked by an operator after an earlier call.
	As       string `json:"as" enum:"elder,household,contact,key_holder,linked"`
	Elder    Elder  `json:"elder"`
	Name     string `json:"name,omitempty"`     // of the contact or key holder
	Relation string `json:"relation,omitempty"` // of the contact
}

// PhoneCase is what one decision about a telephone call loads, may change and writes
// back together.
type PhoneCase struct {
	Call *PhoneCall // nil: not known yet
	// Owed are other calls of the same number to which a call back is owed.
	Owed []*PhoneCall
	// Known is what is known of the number; nil when it is withheld.
	Known *PhoneNumber
	// SpokenAt is when somebody last spoke with that number; nil: never.
	SpokenAt *time.Time
	// Case is the incident that the call belongs to.
	Case Case
}

// PhoneQuery chooses telephone calls.
type PhoneQuery struct {
	Owed     bool // those to whom a call back is owed, the earliest deadline first
	Live     bool // those that ring or are spoken, the oldest first
	Missed   bool // whatever became of them
	Elder    ElderID
	Incident IncidentID
	Number   string
	Since    time.Time
	Page     Page
}

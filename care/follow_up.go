package care

import "time"

// FollowUpID names a [FollowUp].
type FollowUpID string

// FollowUp is our own call afterwards (回访): to whom an incident, an order or a
// ticket was about, by somebody who had no part in it.
type FollowUp struct {
	ID FollowUpID `json:"id"`
	// Noun, Subject and Number are what it is about.
	Noun    string `json:"noun" enum:"incident,order,ticket"`
	Subject string `json:"subject"`
	Number  string `json:"number"`
	// About is the outcome, the service or the kind of ticket.
	About string `json:"about"`
	// Why it was drawn: an emergency, a failed order and a complaint always are, of the
	// rest a share by lot; or somebody asked for it.
	Why      string   `json:"why" enum:"emergency,failed,complaint,lot,asked"`
	ElderID  ElderID  `json:"elder_id" nullable:"true"`
	Phone    string   `json:"phone,omitempty"` // of a caller who is no elder of ours
	RegionID RegionID `json:"region_id"`
	CenterID CenterID `json:"center_id,omitempty"`
	// Concerned had a part in it and may not call.
	Concerned []StaffID `json:"concerned,omitempty"`
	// HiddenFrom must not know of it: the ticket is about this person.
	HiddenFrom StaffID       `json:"-"`
	State      FollowUpState `json:"state" enum:"open,done,unreached,cancelled"`
	DrawnAt    time.Time     `json:"drawn_at"`
	DueAt      time.Time     `json:"due_at"`
	Tries      []FollowUpTry `json:"tries"`
	SpokeTo    string        `json:"spoke_to,omitempty" enum:"elder,family,caller,"`
	// Satisfied is what was answered: 满意, 基本满意, 不满意; empty when the question was
	// not answered, which is not counted.
	Satisfied string     `json:"satisfied,omitempty" enum:"satisfied,fair,dissatisfied,"`
	Note      string     `json:"note,omitempty"`
	EndedAt   *time.Time `json:"ended_at" nullable:"true"`
	EndedBy   StaffID    `json:"ended_by,omitempty"`
	TicketID  TicketID   `json:"ticket_id,omitempty"` // what was said in it, taken down
	Trial     bool       `json:"trial,omitempty"`
	Version   int64      `json:"version"`
}

// FollowUpTry is one attempt to reach somebody.
type FollowUpTry struct {
	At     time.Time `json:"at"`
	By     StaffID   `json:"by"`
	Result string    `json:"result" enum:"reached,no_answer,refused"`
}

// FollowUpState is where a [FollowUp] stands.
type FollowUpState string

// The states: 待回访, 已回访, 未接通, 不再回访.
const (
	FollowUpOpen      FollowUpState = "open"
	FollowUpDone      FollowUpState = "done"
	FollowUpUnreached FollowUpState = "unreached"
	FollowUpCancelled FollowUpState = "cancelled"
)

// FollowUpStates lists every state.
var FollowUpStates = []FollowUpState{FollowUpOpen, FollowUpDone, FollowUpUnreached, FollowUpCancelled}

// FollowUpTries is how often somebody is tried before the call counts as unreached.
const FollowUpTries = 3

// VisibleTo reports whether sc may see f. No site sees what is asked about sites.
func (f *FollowUp) VisibleTo(sc Scope) bool {
	return sc.Center == "" && sc.Role != Manager && sc.Role != Worker && (f.HiddenFrom == "" || f.HiddenFrom != sc.Staff) && sc.Sees(f.RegionID, "")
}

// FollowUpQuery chooses follow-ups.
type FollowUpQuery struct {
	States  []FollowUpState // none: all
	Noun    string
	Subject string
	Since   time.Time // drawn at or after
	Until   time.Time // and before; zero: any
	Page    Page
}

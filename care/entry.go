package care

import "time"

// Entry is one line of the tamper-evident journal (操作留痕): who did what to which,
// when, why. Its number is the id of the event that consoles receive.
type Entry struct {
	Seq int64     `json:"seq"` // given by the store
	At  time.Time `json:"at"`
	By  StaffID   `json:"by"`
	// What is noun.verb, like "incident.answered".
	What     string   `json:"what"`
	Noun     string   `json:"noun"` // "incident", "order", "elder", …
	Subject  string   `json:"subject"`
	RegionID RegionID `json:"region_id,omitempty"` // who may hear of it
	CenterID CenterID `json:"center_id,omitempty"`
	// Worker also hears of it, whatever the place.
	Worker StaffID `json:"worker,omitempty"`
	// Related is a second subject on whose timeline the entry stands, like the
	// incident of an order.
	Related string `json:"related,omitempty"`
	// Note is free text. It can be erased without breaking the chain, which holds
	// its salted digest only.
	Note string `json:"note,omitempty"`
}

// Change is what one decision writes beside the nouns themselves, in the same
// transaction.
type Change struct {
	Entries []Entry
	// Feedback goes to every device that called for the incident.
	Feedback []StepMade
	Notices  []Notice
}

// StepMade is a feedback to be told to all callers of an incident.
type StepMade struct {
	Step       Step
	By         string
	ETASeconds int
	Said       Saying // which sentence it is where the step alone does not tell
}

// Notice is one message or telephone call to one person over one channel. It is
// a row with a unique key, so that two owners send it once.
type Notice struct {
	Key string `json:"key"` // unique: incident, step, channel, receiver
	// Channel is the one that it went over last, or will first.
	Channel  Channel `json:"channel" enum:"voice,sms,webhook,wecom,dingtalk,mail,"`
	Kind     string  `json:"kind" enum:"ring,message,connect,test"`
	Receiver string  `json:"receiver"` // role: supervisor, station_keeper, township_duty, contact, county_desk
	Name     string  `json:"name,omitempty"`
	Phone    string  `json:"phone,omitempty"`
	// Only is the one channel that may carry it: a copy, a test. Empty: any that the
	// rule names.
	Only Channel `json:"only,omitempty"`
	// Refused are the channels that will not have it.
	Refused []Channel `json:"refused,omitempty"`
	// Mailbox is where a test by e-mail goes.
	Mailbox string `json:"mailbox,omitempty"`
	// Ref is what the channel calls it, by which its receipts may come.
	Ref string `json:"ref,omitempty"`
	// Seat and SeatPhone are who is to be put through to Phone, for a connect.
	Seat      string     `json:"seat,omitempty"`
	SeatPhone string     `json:"seat_phone,omitempty"`
	Incident  IncidentID `json:"incident_id" nullable:"true"`
	// Ladder is the escalation that made it, "first" or "second": it goes out only
	// while that still runs. Empty when a person asked for it.
	Ladder   string     `json:"ladder,omitempty" enum:"first,second,"`
	Text     string     `json:"text"` // holds no illness and no address
	DueAt    time.Time  `json:"due_at"`
	Attempts int        `json:"attempts"`
	DoneAt   *time.Time `json:"done_at" nullable:"true"`
	FailedAt *time.Time `json:"failed_at" nullable:"true"` // given up
	Error    string     `json:"error,omitempty"`
	// Receipt is what the gateway told afterwards, ReceiptBy over which channel it had
	// gone, ReceiptAt when: it may come before the sending is done.
	Receipt   NoticeReceipt `json:"receipt,omitempty" enum:"delivered,answered,accepted,declined,no_answer,busy,failed,"`
	ReceiptBy Channel       `json:"receipt_by,omitempty" enum:"voice,sms,webhook,wecom,dingtalk,mail,"`
	ReceiptAt *time.Time    `json:"receipt_at,omitempty"`
}

// NoticeReceipt is what became of a notice at its receiver.
type NoticeReceipt string

// The receipts: delivered to the telephone; picked up; pressed 1, "I will see to
// it"; pressed 2, "I cannot"; not picked up; busy; not deliverable.
const (
	ReceiptDelivered NoticeReceipt = "delivered"
	ReceiptAnswered  NoticeReceipt = "answered"
	ReceiptAccepted  NoticeReceipt = "accepted"
	ReceiptDeclined  NoticeReceipt = "declined"
	ReceiptNoAnswer  NoticeReceipt = "no_answer"
	ReceiptBusy      NoticeReceipt = "busy"
	ReceiptFailed    NoticeReceipt = "failed"
)

// Case is what one decision of the desk loads, may change and writes back
// together: an incident with its orders, or an order that stands alone.
type Case struct {
	Incident *Incident // nil when the order stands alone
	Orders   []*Order  // all of the incident's, or the one
}

// Order returns the order named id, or nil.
func (c *Case) Order(id OrderID) *Order {
	for _, o := range c.Orders {
		if o.ID == id {
			return o
		}
	}
	return nil
}

// Page bounds a list: at most Limit rows (default 100, at most 500) after
// Cursor, which is opaque.
type Page struct {
	Limit  int
	Cursor string
}

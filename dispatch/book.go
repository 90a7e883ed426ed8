package dispatch

import (
	"context"
	"time"

	"yian/care"
)

// Book decides. Every method blocks until its transaction is on disk; decide
// runs inside it, must be quick, and is not called when there is nothing to decide.
type Book interface {
	// Raise is idempotent by device and call id: known is true for a repeat.
	Raise(ctx context.Context, call care.Call, decide func(*care.Case) (care.Change, error)) (c care.Case, known bool, err error)
	// OpenFor is idempotent by the alert: one that was in a case before returns it.
	OpenFor(ctx context.Context, a care.Alert, place care.Place, decide func(*care.Case) (care.Change, error)) (care.Case, error)
	ChangeIncident(ctx context.Context, id care.IncidentID, decide func(*care.Case) (care.Change, error)) (care.Case, error)
	ChangeOrder(ctx context.Context, id care.OrderID, decide func(*care.Case) (care.Change, error)) (care.Case, error)
	// NewOrder is idempotent by order id: known is true for a repeat.
	NewOrder(ctx context.Context, id care.OrderID, incident care.IncidentID, decide func(*care.Case) (care.Change, error)) (c care.Case, known bool, err error)
}

// Due lists what time has made due. All block on a read and change nothing.
type Due interface {
	DueIncidents(ctx context.Context, now time.Time, unattended bool) ([]care.IncidentID, error)
	// LateIncidents are those whose senior is to hear again of whoever is on the way.
	LateIncidents(ctx context.Context, now time.Time) ([]care.IncidentID, error)
	LapsedOrders(ctx context.Context, now time.Time) ([]care.OrderID, error)
	// WaitingAmong are those of ids that wait.
	WaitingAmong(ctx context.Context, ids []care.OrderID) ([]care.Order, error)
	// UnclaimedOrders are those that wait for a worker although they were due, or made
	// when they have no due time, at or before an instant; no emergencies.
	UnclaimedOrders(ctx context.Context, before time.Time) ([]care.OrderID, error)
	QueuedOrders(ctx context.Context) ([]care.Order, error)
	// WaitingOrders are the same with only what the queue is told of them.
	WaitingOrders(ctx context.Context) ([]care.Order, error)
	EldersWithOrders(ctx context.Context) ([]care.ElderID, error)
	// CalledOffOrders are those that no person called off and that are due later: of plans,
	// or all others.
	CalledOffOrders(ctx context.Context, planned bool, after time.Time, limit int) ([]care.Order, error)
}

// Outbox keeps whom to ring until they are. All block; all are idempotent.
type Outbox interface {
	DueNotices(ctx context.Context, now time.Time, limit int) ([]care.Notice, error)
	// ClaimNotice hides a due notice from other owners until until; one of them gets it.
	ClaimNotice(ctx context.Context, n care.Notice, now, until time.Time) (mine bool, err error)
	// SaveNotice keeps what became of an attempt; tried is nil when there was none.
	SaveNotice(ctx context.Context, n care.Notice, tried *care.ChannelTry, entries ...care.Entry) error
	AddNotice(ctx context.Context, n care.Notice, e care.Entry) error
	// Notice returns one; care.ErrNotFound when there is none.
	Notice(ctx context.Context, key string) (care.Notice, error)
	NoticesOf(ctx context.Context, id care.IncidentID) ([]care.Notice, error)
	// NoticeRef returns the one that a channel calls ref; care.ErrNotFound likewise.
	NoticeRef(ctx context.Context, channel care.Channel, ref string) (care.Notice, error)
	NoticeReceived(ctx context.Context, key string, over care.Channel, receipt care.NoticeReceipt, at time.Time, e care.Entry) error
}

// Shelf reads incidents and orders for whoever may see them.
type Shelf interface {
	Incident(ctx context.Context, sc care.Scope, id care.IncidentID) (care.Incident, error)
	Order(ctx context.Context, sc care.Scope, id care.OrderID) (care.Order, error)
	OpenOrdersOf(ctx context.Context, elder care.ElderID) ([]care.Order, error)
}

// People knows who lives where and whom to ring. All block on a read.
type People interface {
	Elder(ctx context.Context, sc care.Scope, id care.ElderID) (care.Elder, error)
	EldersOf(ctx context.Context, id care.HouseholdID) ([]care.Elder, error)
	Household(ctx context.Context, sc care.Scope, id care.HouseholdID) (care.Household, error)
}

// Posts knows who holds a post. All block on a read.
type Posts interface {
	Center(ctx context.Context, sc care.Scope, id care.CenterID) (care.Center, error)
	Region(ctx context.Context, id care.RegionID) (care.Region, error)
	StaffMember(ctx context.Context, id care.StaffID) (care.Staff, error)
	Holders(ctx context.Context, role care.Role) ([]care.Staff, error)
}

// Whereabouts says where an elder is to be at an instant from now on. Blocks on a
// read.
type Whereabouts interface {
	Expected(ctx context.Context, id care.ElderID, at time.Time) (care.WhereaboutsState, error)
}

// Queue holds copies: which orders wait and who is on duty. It may be wiped or
// away at any moment; every method then returns an error and nothing is lost.
// All block for at most a second and are idempotent.
type Queue interface {
	// Put makes an order ready to be taken.
	Put(ctx context.Context, o care.Order) error
	// Remove takes it away, whoever has it.
	Remove(ctx context.Context, id care.OrderID) error
	// Take hands out the order whose turn it is of those that a worker may do and
	// hides it from the others for a moment; "" when none waits.
	Take(ctx context.Context, region care.RegionID, skills []care.Service) (care.OrderID, error)
	// Whole reports whether the lists are those that Fill last made.
	Whole(ctx context.Context) (bool, error)
	// Fill replaces the lists.
	Fill(ctx context.Context, orders []care.Order) error
	// Lengths counts what waits, by service.
	Lengths(ctx context.Context) (map[care.Service]int, error)
}

// Notifier reaches one person over one channel, once. It does not retry: the due row
// does, over the next way.
type Notifier interface {
	// Send hands a notice to its channel and returns what that calls it, if anything.
	// It blocks for at most its own timeout. care.ErrInvalid: the channel will not have
	// this notice.
	Send(ctx context.Context, n care.Notice) (ref string, err error)
	// Ways are the channels that may carry a notice, the best first; none when nothing
	// is set up for it. It is quick.
	Ways(n care.Notice) []care.Channel
}

// Roads knows how many minutes a worker takes to an order; 0 is not known. It blocks on
// a read.
type Roads interface {
	Minutes(ctx context.Context, o care.Order, worker care.StaffID) (int, error)
}

// Messenger tells devices what became of their calls.
type Messenger interface {
	// Repeat tells a device again what became of a call that it repeated. It blocks
	// until on disk and is idempotent.
	Repeat(ctx context.Context, device care.DeviceID, call care.CallID) error
}

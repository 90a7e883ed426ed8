package care

import (
	"slices"
	"time"
)

// OrderAccount is the money that changed hands for one [Order] (收付): the elder's own part
// as it was collected and given back, and what was handed over to buy something with.
// It has the order's id. Every sum is integer fen.
type OrderAccount struct {
	OrderID    OrderID    `json:"order_id"`
	Number     string     `json:"number"` // the order's
	Service    Service    `json:"service" enum:"meal,bathing,cleaning,medical,emergency,appointment,shopping,companionship,visit,repair,drill"`
	ElderID    ElderID    `json:"elder_id" nullable:"true"`
	WorkerID   StaffID    `json:"worker_id"`
	ProviderID ProviderID `json:"provider_id,omitempty"` // whose worker took the first sum
	RegionID   RegionID   `json:"region_id"`
	CenterID   CenterID   `json:"center_id,omitempty"`
	// OwnFen is the own part as it was told when the order was made.
	OwnFen   int64     `json:"own_fen"`
	Receipts []Receipt `json:"receipts"`
	Refunds  []Refund  `json:"refunds"`
	Advances []Advance `json:"advances"`
	Trial    bool      `json:"trial,omitempty"`
	Version  int64     `json:"version"`
}

// Receipt is a sum that was paid towards the own part, with the number that whoever
// paid holds in hand (收据).
type Receipt struct {
	ID       string    `json:"id"`
	Number   string    `json:"number"` // given by the record, without a gap
	Fen      int64     `json:"fen"`
	How      PaidHow   `json:"how" enum:"cash,transfer,family"`
	Payer    string    `json:"payer,omitempty"` // who paid where it was not the elder
	At       time.Time `json:"at"`
	By       StaffID   `json:"by"`                 // who took it
	Provider string    `json:"provider,omitempty"` // its name on that day
}

// PaidHow is how a sum was paid.
type PaidHow string

// The ways: 现金, 转账, 家属付.
const (
	PaidCash     PaidHow = "cash"
	PaidTransfer PaidHow = "transfer"
	PaidByFamily PaidHow = "family"
)

// PaidHows lists every way.
var PaidHows = []PaidHow{PaidCash, PaidTransfer, PaidByFamily}

// Refund is a sum that was given back (退款), and who agreed to it: never the one who
// took it.
type Refund struct {
	ID       string    `json:"id"`
	Fen      int64     `json:"fen"`
	How      PaidHow   `json:"how" enum:"cash,transfer,family"`
	To       string    `json:"to"` // who got it
	Reason   string    `json:"reason"`
	AgreedBy StaffID   `json:"agreed_by"`
	At       time.Time `json:"at"`
}

// Advance is money to buy something with for the elder: handed over to the worker
// before (预支), or laid out by the worker (垫付).
type Advance struct {
	ID   string      `json:"id"`
	Kind AdvanceKind `json:"kind" enum:"ahead,laid_out"`
	Fen  int64       `json:"fen"`
	// From is who gave it; the name where it was not the elder.
	From     string `json:"from" enum:"elder,family,site,worker"`
	FromName string `json:"from_name,omitempty"`
	// Witness saw it handed over, and is no relative; nobody has to see a worker's own.
	Witness  string        `json:"witness,omitempty"`
	Relation string        `json:"relation,omitempty" enum:"neighbour,committee,staff,other,"`
	At       time.Time     `json:"at"`
	By       StaffID       `json:"by"`
	Moves    []AdvanceMove `json:"moves"`
}

// AdvanceKind is whose money is on the way.
type AdvanceKind string

// The kinds: 预支, of which spent and returned add up to the whole, and 垫付, which is
// returned to the worker.
const (
	AdvanceAhead   AdvanceKind = "ahead"
	AdvanceLaidOut AdvanceKind = "laid_out"
)

// AdvanceMove is a part of an [Advance] that was spent, as the receipt of the shop says,
// or returned.
type AdvanceMove struct {
	ID   string    `json:"id"`
	What string    `json:"what" enum:"spent,returned"`
	Fen  int64     `json:"fen"`
	To   string    `json:"to,omitempty"` // who got back the rest
	At   time.Time `json:"at"`
	By   StaffID   `json:"by"`
}

// SpentFen is what was paid for the elder; with ReturnedFen and OpenFen it adds up to the whole.
func (a *Advance) SpentFen() int64 { return a.moved("spent") }

// ReturnedFen is what was given back.
func (a *Advance) ReturnedFen() int64 { return a.moved("returned") }

// OpenFen is what nobody has accounted for yet.
func (a *Advance) OpenFen() int64 { return a.Fen - a.SpentFen() - a.ReturnedFen() }

func (a *Advance) moved(what string) (fen int64) {
	for _, m := range a.Moves {
		if m.What == what {
			fen += m.Fen
		}
	}
	return fen
}

// CollectedFen is what was paid towards the own part.
func (a *OrderAccount) CollectedFen() (fen int64) {
	for _, r := range a.Receipts {
		fen += r.Fen
	}
	return fen
}

// RefundedFen is what of it was given back.
func (a *OrderAccount) RefundedFen() (fen int64) {
	for _, r := range a.Refunds {
		fen += r.Fen
	}
	return fen
}

// NetFen is what is kept of what was collected.
func (a *OrderAccount) NetFen() int64 { return a.CollectedFen() - a.RefundedFen() }

// AdvancedFen is what was handed over or laid out.
func (a *OrderAccount) AdvancedFen() (fen int64) {
	for _, v := range a.Advances {
		fen += v.Fen
	}
	return fen
}

// OpenFen is what of the advances nobody has accounted for yet.
func (a *OrderAccount) OpenFen() (fen int64) {
	for i := range a.Advances {
		fen += a.Advances[i].OpenFen()
	}
	return fen
}

// OpenSince is since when something may be left to settle: the first advance that is
// open, or the last sum that was taken and kept. Nil: nothing.
func (a *OrderAccount) OpenSince() *time.Time {
	var since *time.Time
	for i := range a.Advances {
		if v := &a.Advances[i]; v.OpenFen() > 0 && (since == nil || v.At.Before(*since)) {
			since = &v.At
		}
	}
	if since == nil && a.NetFen() > 0 {
		since = &a.Receipts[len(a.Receipts)-1].At
	}
	return since
}

// RefundDueFen is what is to be given back: whatever was collected for an order that
// was not carried out.
func (a *OrderAccount) RefundDueFen(s OrderState) int64 {
	if s == OrderCancelled || s == OrderFailed {
		return a.NetFen()
	}
	return 0
}

// Staff are those who had a hand in it.
func (a *OrderAccount) Staff() []StaffID {
	all := []StaffID{a.WorkerID}
	for _, r := range a.Receipts {
		all = append(all, r.By)
	}
	for _, r := range a.Refunds {
		all = append(all, r.AgreedBy)
	}
	for _, v := range a.Advances {
		all = append(all, v.By)
		for _, m := range v.Moves {
			all = append(all, m.By)
		}
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(id StaffID) bool { return id == "" })
}

// VisibleTo reports whether sc may see a: by place, or the worker's own.
func (a *OrderAccount) VisibleTo(sc Scope) bool {
	if sc.Role == Worker {
		return a.WorkerID == sc.Staff
	}
	return sc.Sees(a.RegionID, a.CenterID)
}

// OpenAccount is an account with something left to settle, and how its order stands.
type OpenAccount struct {
	OrderAccount
	State OrderState `json:"state" enum:"requested,queued,assigned,accepted,on_the_way,arrived,completed,cancelled,failed"`
}

package api

import (
	"context"
	"slices"
	"time"

	"yian/care"
	money "yian/dispatch/accounts"
)

// AccountView is the money that changed hands for an order, with the sums and names that
// screens show.
type AccountView struct {
	care.OrderAccount
	CollectedFen int64 `json:"collected_fen"`
	RefundedFen  int64 `json:"refunded_fen"`
	LeftFen      int64 `json:"left_fen" doc:"what of the own part is left to collect"`
	OpenFen      int64 `json:"open_fen" doc:"what of the advances nobody has accounted for"`
	RefundDueFen int64 `json:"refund_due_fen" doc:"what is to be given back because the order was not carried out"`
	AdvancedFen  int64 `json:"advanced_fen"`
	LimitFen     int64 `json:"limit_fen" doc:"what may be advanced at the most"`
	// Names are of the staff in it, by id.
	Names     map[string]string `json:"names"`
	ElderName string            `json:"elder_name,omitempty"`
	// MayRefund says whether the reader may agree to a refund.
	MayRefund bool `json:"may_refund"`
}

// UnsettledItem is an account with something left to settle.
type UnsettledItem struct {
	money.Unsettled
	ElderName  string `json:"elder_name,omitempty"`
	WorkerName string `json:"worker_name,omitempty"`
	Township   string `json:"township,omitempty"`
	Village    string `json:"village,omitempty"`
}

var (
	// cashier is whoever may agree to a refund.
	cashier = roles(care.Supervisor, care.Manager, care.Admin)
	// books is whoever sees what is not settled.
	books = roles(care.Supervisor, care.Manager, care.Leader, care.Admin, care.Auditor)
)

// GivenBody is what is told of any sum. It is exported because huma looks into exported
// embedded structs only.
type GivenBody struct {
	Fen int64      `json:"fen" minimum:"1" maximum:"1000000"`
	At  *time.Time `json:"at,omitempty" doc:"when it was, where it is told later"`
}

func (b *GivenBody) given(key string) money.Given {
	return money.Given{Key: key, Fen: b.Fen, At: timeOf(b.At)}
}

// KeyedPath is an order in an address, and the key by which the same told twice is one.
type KeyedPath struct {
	OrderPath
	Key string `header:"Idempotency-Key" maxLength:"200"`
}

func (s *Server) accounts(r *routes) {
	add(r, orders, get("/orders/{id}/account", "get-account", "The money that changed hands for an order: own part, refunds, advances"),
		func(ctx context.Context, by care.Staff, in *OrderPath) (*out[AccountView], error) {
			return s.account(ctx, by, in.ID)
		})
	type payIn struct {
		KeyedPath
		Body struct {
			GivenBody
			How   string `json:"how" enum:"cash,transfer,family"`
			Payer string `json:"payer,omitempty" maxLength:"100" doc:"who paid where it was not the elder"`
		}
	}
	add(r, work, post("/orders/{id}/payments", "collect-payment", "A sum paid towards the own part; it gets a numbered receipt"),
		func(ctx context.Context, by care.Staff, in *payIn) (*out[AccountView], error) {
			_, err := s.deps.Accounts.Collect(ctx, by, in.ID, money.Payment{Given: in.Body.given(in.Key), How: care.PaidHow(in.Body.How), Payer: in.Body.Payer})
			return s.accountAfter(ctx, by, in.ID, err)
		})
	type refundIn struct {
		KeyedPath
		Body struct {
			GivenBody
			How    string `json:"how" enum:"cash,transfer,family"`
			To     string `json:"to" minLength:"1" maxLength:"100" doc:"who gets it"`
			Reason string `json:"reason" minLength:"1" maxLength:"500"`
		}
	}
	add(r, cashier, post("/orders/{id}/refunds", "agree-refund", "Give back what was collected; whoever enters it agrees to it, and did not take the money"),
		func(ctx context.Context, by care.Staff, in *refundIn) (*out[AccountView], error) {
			_, err := s.deps.Accounts.Refund(ctx, by, in.ID, money.Return{Given: in.Body.given(in.Key), How: care.PaidHow(in.Body.How), To: in.Body.To, Reason: in.Body.Reason})
			return s.accountAfter(ctx, by, in.ID, err)
		})
	type advanceIn struct {
		KeyedPath
		Body struct {
			GivenBody
			Kind     string `json:"kind" enum:"ahead,laid_out" doc:"ahead: handed to the worker before; laid_out: the worker's own"`
			From     string `json:"from,omitempty" enum:"elder,family,site"`
			FromName string `json:"from_name,omitempty" maxLength:"100"`
			Witness  string `json:"witness,omitempty" maxLength:"100"`
			Relation string `json:"relation,omitempty" enum:"neighbour,committee,staff,other"`
		}
	}
	add(r, work, post("/orders/{id}/advances", "hand-over-advance", "Money to buy something with, within the limit of the catalogue; a relative never witnesses alone"),
		func(ctx context.Context, by care.Staff, in *advanceIn) (*out[AccountView], error) {
			b := in.Body
			_, err := s.deps.Accounts.HandOver(ctx, by, in.ID, money.HandedOver{Given: b.given(in.Key), Kind: care.AdvanceKind(b.Kind), From: b.From, FromName: b.FromName,
				Witness: b.Witness, Relation: b.Relation})
			return s.accountAfter(ctx, by, in.ID, err)
		})
	type moveIn struct {
		KeyedPath
		Body struct {
			GivenBody
			What    string `json:"what" enum:"spent,returned"`
			To      string `json:"to,omitempty" maxLength:"100" doc:"who got it back"`
			Advance string `json:"advance_id,omitempty" maxLength:"40" doc:"absent: the oldest that has room for it"`
		}
	}
	add(r, work, post("/orders/{id}/advance-moves", "account-for-advance", "A part of an advance that was spent, by the shop's receipt, or returned"),
		func(ctx context.Context, by care.Staff, in *moveIn) (*out[AccountView], error) {
			b := in.Body
			_, err := s.deps.Accounts.AccountFor(ctx, by, in.ID, money.Accounted{Given: b.given(in.Key), What: b.What, To: b.To, Advance: b.Advance})
			return s.accountAfter(ctx, by, in.ID, err)
		})
	add(r, books, get("/unsettled-accounts", "list-unsettled-accounts", "Advances that nobody has accounted for and refunds that are due, the longest open first"),
		func(ctx context.Context, by care.Staff, _ *struct{}) (*out[List[UnsettledItem]], error) {
			found, err := s.deps.Accounts.Unsettled(ctx, by)
			if err != nil {
				return nil, err
			}
			items, err := s.views.unsettled(ctx, by, found)
			return list(items, ""), err
		})
}

func (s *Server) accountAfter(ctx context.Context, by care.Staff, id care.OrderID, err error) (*out[AccountView], error) {
	if err != nil {
		return nil, err
	}
	return s.account(ctx, by, id)
}

func (s *Server) account(ctx context.Context, by care.Staff, id care.OrderID) (*out[AccountView], error) {
	a, o, err := s.deps.Accounts.Account(ctx, by, id)
	if err != nil {
		return nil, err
	}
	s.deps.Registry.Viewed(by.ID, "account", string(id))
	f, err := s.deps.Visits.Offering(ctx, &o)
	if err != nil {
		return nil, err
	}
	v := AccountView{OrderAccount: a, CollectedFen: a.CollectedFen(), RefundedFen: a.RefundedFen(), LeftFen: a.OwnFen - a.NetFen(), OpenFen: a.OpenFen(),
		RefundDueFen: a.RefundDueFen(o.State), AdvancedFen: a.AdvancedFen(), LimitFen: f.AdvanceFen, Names: map[string]string{}, MayRefund: slices.Contains(cashier.roles, by.Role)}
	if o.State == care.OrderCancelled || o.State == care.OrderFailed {
		v.LeftFen = 0
	}
	people, err := s.deps.Shelf.ElderCards(ctx, []care.ElderID{a.ElderID})
	if err != nil {
		return nil, err
	}
	v.ElderName = people[a.ElderID].Name
	for _, id := range a.Staff() {
		v.Names[string(id)] = s.views.staffName(ctx, id)
	}
	return &out[AccountView]{Body: v}, nil
}

func (v *views) unsettled(ctx context.Context, by care.Staff, list []money.Unsettled) ([]UnsettledItem, error) {
	var elders []care.ElderID
	for _, u := range list {
		if u.ElderID != "" {
			elders = append(elders, u.ElderID)
		}
	}
	people, err := v.deps.Shelf.ElderCards(ctx, distinct(elders))
	if err != nil {
		return nil, err
	}
	items := make([]UnsettledItem, len(list))
	for i, u := range list {
		items[i] = UnsettledItem{Unsettled: u, ElderName: people[u.ElderID].Name, WorkerName: v.staffName(ctx, u.WorkerID)}
		items[i].Township, items[i].Village = v.places(ctx, u.RegionID)
		v.deps.Registry.Viewed(by.ID, "account", string(u.OrderID))
	}
	return items, nil
}

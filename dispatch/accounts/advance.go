package accounts

import (
	"context"
	"slices"
	"time"

	"yian/care"
)

// HandedOver is money to buy something with, as it changed hands.
type HandedOver struct {
	Given
	Kind care.AdvanceKind
	// From is elder, family or site; nobody is named where the worker lays it out.
	From, FromName string
	// Witness saw it; a relative never does so alone.
	Witness, Relation string
}

var (
	givers    = []string{"elder", "family", "site"}
	witnesses = []string{"neighbour", "committee", "staff", "other"}
)

// HandOver notes an advance. All advances of an order together stay within the limit of
// the catalogue. Idempotent by its key; blocks until on disk.
func (r *Accounts) HandOver(ctx context.Context, by care.Staff, id care.OrderID, h HandedOver) (care.OrderAccount, error) {
	o, err := r.mine(ctx, by, id)
	if err != nil {
		return care.OrderAccount{}, err
	}
	if err := checkHandedOver(&h); err != nil {
		return care.OrderAccount{}, err
	}
	f, err := r.deps.Limits.Offering(ctx, &o)
	if err != nil {
		return care.OrderAccount{}, err
	}
	return r.change(ctx, by, &o, h.Given, "advanced", func(a *care.OrderAccount, id string, at time.Time) (string, bool, error) {
		left := f.AdvanceFen - a.AdvancedFen()
		switch {
		case slices.ContainsFunc(a.Advances, func(k care.Advance) bool { return k.ID == id }):
			return "", true, nil
		case o.WorkerID == "":
			return "", false, care.Conflict("visit.nobody", "这张工单还没有人去")
		case f.AdvanceFen <= 0:
			return "", false, care.Conflict("advance.none", "这一项服务不能预支，也不能垫付")
		case h.Fen > left:
			return "", false, care.Conflict("advance.limit", "超过上限 "+yuan(f.AdvanceFen)+" 元，最多还能 "+yuan(max(left, 0))+" 元")
		case h.Kind == care.AdvanceAhead && o.State.Over():
			return "", false, care.Conflict("advance.over", "这一单已经结束，不能再预支")
		}
		a.Advances = append(a.Advances, care.Advance{ID: id, Kind: h.Kind, Fen: h.Fen, From: h.From, FromName: h.FromName, Witness: h.Witness, Relation: h.Relation,
			At: at, By: by.ID, Moves: []care.AdvanceMove{}})
		return string(h.Kind), false, nil
	})
}

func checkHandedOver(h *HandedOver) error {
	if h.Kind == care.AdvanceLaidOut {
		h.From, h.FromName, h.Witness, h.Relation = "worker", "", "", ""
		return nil
	}
	named, seen := name(&h.FromName), name(&h.Witness)
	switch {
	case h.Kind != care.AdvanceAhead:
		return care.Invalid("body.kind", "advance.kind", "请选择预支或垫付")
	case !slices.Contains(givers, h.From) || h.From != "elder" && !named:
		return care.Invalid("body.from", "advance.from", "请写明钱是谁给的")
	case !seen || !slices.Contains(witnesses, h.Relation):
		return care.Invalid("body.witness", "advance.witness", "请写明见证人的姓名和与老人的关系，亲属不能作唯一见证人")
	}
	return nil
}

// Accounted is a part of an advance that was spent or returned.
type Accounted struct {
	Given
	What string // spent, returned
	// To is who got it back.
	To string
	// Advance names one; "": the oldest that is open and has room for it.
	Advance string
}

// AccountFor notes a part of an advance: what was spent of it, by the shop's receipt, or
// returned. Never more than is open. Idempotent by its key; blocks until on disk.
func (r *Accounts) AccountFor(ctx context.Context, by care.Staff, id care.OrderID, m Accounted) (care.OrderAccount, error) {
	o, err := r.mine(ctx, by, id)
	if err != nil {
		return care.OrderAccount{}, err
	}
	named := name(&m.To)
	switch {
	case m.What != "spent" && m.What != "returned":
		return care.OrderAccount{}, care.Invalid("body.what", "advance.what", "请选择花了还是退回")
	case m.What == "returned" && !named:
		return care.OrderAccount{}, care.Invalid("body.to", "advance.to", "请写明退回给谁")
	}
	return r.change(ctx, by, &o, m.Given, "advance_"+m.What, func(a *care.OrderAccount, id string, at time.Time) (string, bool, error) {
		var into *care.Advance
		for i := range a.Advances {
			v := &a.Advances[i]
			if slices.ContainsFunc(v.Moves, func(k care.AdvanceMove) bool { return k.ID == id }) {
				return "", true, nil
			}
			// What a worker laid out is spent already.
			fits := m.Advance == v.ID || m.Advance == "" && m.Fen <= v.OpenFen()
			if into == nil && fits && (m.What == "returned" || v.Kind == care.AdvanceAhead) {
				into = v
			}
		}
		if into == nil || m.Fen > into.OpenFen() {
			return "", false, care.Conflict("advance.more_than_open", "超过没有结清的预支，没有结清的一共 "+yuan(a.OpenFen())+" 元")
		}
		into.Moves = append(into.Moves, care.AdvanceMove{ID: id, What: m.What, Fen: m.Fen, To: m.To, At: at, By: by.ID})
		return string(into.Kind), false, nil
	})
}

package accounts

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// Payment is a sum that was paid towards the own part.
type Payment struct {
	Given
	How care.PaidHow
	// Payer is who paid where it was not the elder.
	Payer string
}

// Collect notes a sum that was paid towards the own part, and gives it a receipt. Never
// more than the own part that was told before. Idempotent by its key; blocks until on
// disk.
func (r *Accounts) Collect(ctx context.Context, by care.Staff, id care.OrderID, p Payment) (care.OrderAccount, error) {
	o, err := r.mine(ctx, by, id)
	if err != nil {
		return care.OrderAccount{}, err
	}
	named := name(&p.Payer)
	if !slices.Contains(care.PaidHows, p.How) || p.How == care.PaidByFamily && !named {
		return care.OrderAccount{}, care.Invalid("body.how", "account.how", "请选择现金、转账或家属付；家属付请写明是谁")
	}
	provider, err := r.providerOf(ctx, &o)
	if err != nil {
		return care.OrderAccount{}, err
	}
	return r.change(ctx, by, &o, p.Given, "paid", func(a *care.OrderAccount, id string, at time.Time) (string, bool, error) {
		if slices.ContainsFunc(a.Receipts, func(k care.Receipt) bool { return k.ID == id }) {
			return "", true, nil
		}
		left := a.OwnFen - a.NetFen()
		switch {
		case o.State == care.OrderCancelled || o.State == care.OrderFailed:
			return "", false, care.Conflict("account.not_done", "这一单没有办成，不能收款")
		case a.OwnFen <= 0:
			return "", false, care.Conflict("account.no_own_part", "这一单没有个人自付，不能收款")
		case p.Fen > left:
			return "", false, care.Conflict("account.too_much", "超过个人自付，最多还能收 "+yuan(left)+" 元")
		}
		if a.ProviderID == "" {
			a.ProviderID = provider.ID
		}
		a.Receipts = append(a.Receipts, care.Receipt{ID: id, Fen: p.Fen, How: p.How, Payer: p.Payer, At: at, By: by.ID, Provider: provider.Name})
		return string(p.How), false, nil
	})
}

// providerOf is whose worker an order's is today; an empty one for nobody's.
func (r *Accounts) providerOf(ctx context.Context, o *care.Order) (care.Provider, error) {
	if o.WorkerID == "" {
		return care.Provider{}, nil
	}
	w, err := r.deps.Posts.StaffMember(ctx, o.WorkerID)
	if err != nil {
		return care.Provider{}, fmt.Errorf("accounts: worker: %w", err)
	}
	all, err := r.deps.Contracts.Providers(ctx)
	if err != nil {
		return care.Provider{}, fmt.Errorf("accounts: providers: %w", err)
	}
	now := r.now()
	for i := range all {
		if all[i].Sends(w, now) {
			return all[i], nil
		}
	}
	return care.Provider{}, nil
}

// Return is a sum that is given back.
type Return struct {
	Given
	How    care.PaidHow
	To     string
	Reason string
}

// agree are those who may agree to a refund.
var agree = []care.Role{care.Supervisor, care.Manager, care.Admin}

// Refund gives back what was collected, never more of it than is left. Whoever enters it
// agrees to it, and is neither who took the money nor who went there nor a relative.
// Idempotent by its key; blocks until on disk.
func (r *Accounts) Refund(ctx context.Context, by care.Staff, id care.OrderID, back Return) (care.OrderAccount, error) {
	o, err := r.mine(ctx, by, id)
	if err != nil {
		return care.OrderAccount{}, err
	}
	back.Reason = strings.TrimSpace(back.Reason)
	switch {
	case !slices.Contains(agree, by.Role):
		return care.OrderAccount{}, &care.Fault{Kind: care.ErrForbidden, Code: "account.refund", Detail: "退款由值班长、机构负责人或管理员同意"}
	case !slices.Contains(care.PaidHows, back.How):
		return care.OrderAccount{}, care.Invalid("body.how", "account.how", "请选择怎么退")
	case back.Reason == "" || !name(&back.To):
		return care.OrderAccount{}, care.Invalid("body.reason", "account.reason", "请写明退款的原因和退给谁")
	case by.ID == o.WorkerID, o.ElderID != "" && slices.Contains(by.Relatives, o.ElderID):
		return care.OrderAccount{}, care.Conflict("account.own_refund", "上门的人和老人的亲属不能同意退款，请由别人同意")
	}
	return r.change(ctx, by, &o, back.Given, "refunded", func(a *care.OrderAccount, id string, at time.Time) (string, bool, error) {
		switch {
		case slices.ContainsFunc(a.Refunds, func(k care.Refund) bool { return k.ID == id }):
			return "", true, nil
		case back.Fen > a.NetFen():
			return "", false, care.Conflict("account.more_than_paid", "退款不能超过已收，最多还能退 "+yuan(a.NetFen())+" 元")
		case slices.ContainsFunc(a.Receipts, func(k care.Receipt) bool { return k.By == by.ID }):
			return "", false, care.Conflict("account.own_refund", "收款的人不能同意退款，请由别人同意")
		}
		a.Refunds = append(a.Refunds, care.Refund{ID: id, Fen: back.Fen, How: back.How, To: back.To, Reason: back.Reason, AgreedBy: by.ID, At: at})
		return string(back.How), false, nil
	})
}

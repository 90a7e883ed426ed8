package accounts

import (
	"context"
	"fmt"
	"time"

	"yian/care"
)

// unsettledMost bounds the list.
const unsettledMost = 500

// Unsettled is an account of which something is left to settle.
type Unsettled struct {
	care.OpenAccount
	// OpenFen is what of its advances nobody has accounted for, RefundDueFen what is to be
	// given back because the order was not carried out.
	OpenFen      int64     `json:"open_fen"`
	RefundDueFen int64     `json:"refund_due_fen"`
	Since        time.Time `json:"since"`
	// Overdue is set a day after.
	Overdue bool `json:"overdue"`
}

// Unsettled lists what by sees that is left to settle, the longest open first.
func (r *Accounts) Unsettled(ctx context.Context, by care.Staff) ([]Unsettled, error) {
	open, err := r.deps.Shelf.OpenAccounts(ctx, by.Scope(), unsettledMost)
	if err != nil {
		return nil, fmt.Errorf("accounts: unsettled: %w", err)
	}
	now := r.now()
	out := []Unsettled{}
	for i := range open {
		u := Unsettled{OpenAccount: open[i], OpenFen: open[i].OpenFen(), RefundDueFen: open[i].RefundDueFen(open[i].State)}
		if since := open[i].OpenSince(); since != nil {
			u.Since = *since
		}
		if u.Overdue = now.Sub(u.Since) >= r.cfg.Within; u.OpenFen > 0 || u.RefundDueFen > 0 {
			out = append(out, u)
		}
	}
	return out, nil
}

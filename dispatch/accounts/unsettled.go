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
	return r.unsettled(ctx, by.Scope(), unsettledMost)
}

func (r *Accounts) unsettled(ctx context.Context, sc care.Scope, most int) ([]Unsettled, error) {
	open, err := r.deps.Shelf.OpenAccounts(ctx, sc, most)
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

// Age is for how long money is unsettled.
type Age string

// The ages: within a day, within a week, longer.
const (
	Day   Age = "day"
	Week  Age = "week"
	Older Age = "older"
)

// Ages lists them.
var Ages = []Age{Day, Week, Older}

// Sum is how much is unsettled, and in how many accounts; nobody's name.
type Sum struct {
	Accounts            int
	OpenFen, RefundsFen int64
}

// sumMost bounds what is summed up; what is longer open comes first.
const sumMost = 10_000

// Sums adds up what is left to settle everywhere, by age. It blocks on a read.
func (r *Accounts) Sums(ctx context.Context) (map[Age]Sum, error) {
	list, err := r.unsettled(ctx, care.Everything, sumMost)
	if err != nil {
		return nil, err
	}
	now, sums := r.now(), map[Age]Sum{}
	for i := range list {
		u := &list[i]
		age := Older
		switch open := now.Sub(u.Since); {
		case open < 24*time.Hour:
			age = Day
		case open < 7*24*time.Hour:
			age = Week
		}
		s := sums[age]
		s.Accounts, s.OpenFen, s.RefundsFen = s.Accounts+1, s.OpenFen+u.OpenFen, s.RefundsFen+u.RefundDueFen
		sums[age] = s
	}
	return sums, nil
}

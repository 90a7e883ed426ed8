package visits

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// Statement is what a provider is owed for the visits of a month (结算单).
type Statement struct {
	Provider care.Provider `json:"provider"`
	Month    string        `json:"month"` // 2006-01, the county's
	Lines    []Line        `json:"lines"`
	// Done is how many visits were carried out, Graded of how many the grade is final,
	// Paid how many are paid for.
	Done   int `json:"done"`
	Graded int `json:"graded"`
	Paid   int `json:"paid"`
	// Grades counts the visits of each grade.
	Grades map[care.VisitGrade]int `json:"grades"`
	// Of what is paid for: the whole, from the subsidy, and the elders' own part.
	PriceFen   int64 `json:"price_fen"`
	SubsidyFen int64 `json:"subsidy_fen"`
	OwnFen     int64 `json:"own_fen"`
	// Of all that was carried out: what was collected of the own part, what of it was given
	// back, and what is left to collect.
	CollectedFen int64 `json:"collected_fen"`
	RefundedFen  int64 `json:"refunded_fen"`
	LeftFen      int64 `json:"left_fen"`
	// Weak is how many have a weak grade that is final, Drawn of how many of these somebody
	// is asked.
	Weak  int `json:"weak"`
	Drawn int `json:"drawn"`
	// HeldFen is what waits until somebody has looked.
	HeldFen int64 `json:"held_fen"`
	// Trial is how many were before the go-live: they are in no figure.
	Trial  int              `json:"trial"`
	Policy care.VisitPolicy `json:"policy"`
}

// Line is one visit of a statement.
type Line struct {
	care.Visit
	OwnFen       int64 `json:"own_fen"`
	CollectedFen int64 `json:"collected_fen"`
	RefundedFen  int64 `json:"refunded_fen"`
	Paid         bool  `json:"paid"`
	// Held is why it is not: a code; empty when it is.
	Held string `json:"held,omitempty" enum:"grade,not_final,trial,"`
}

// monthOf returns the ends of the county's month.
func monthOf(month string) (from, to time.Time, err error) {
	from, err = time.ParseInLocation("2006-01", month, care.Shanghai)
	if err != nil {
		return from, to, care.Invalid("query.month", "month.invalid", "月份应写成 2026-11 的样子")
	}
	return from, from.AddDate(0, 1, 0), nil
}

// Statement lists what a provider is owed for a month. It decides nothing: the same
// record gives the same statement.
func (r *Visits) Statement(ctx context.Context, by care.Staff, id care.ProviderID, month string) (Statement, error) {
	from, to, err := monthOf(month)
	if err != nil {
		return Statement{}, err
	}
	p, err := r.provider(ctx, by, id)
	if err != nil {
		return Statement{}, err
	}
	list, err := r.deps.Shelf.DoneVisits(ctx, id, from, to)
	if err != nil {
		return Statement{}, fmt.Errorf("visits: statement: %w", err)
	}
	policies, err := r.deps.Contracts.VisitPolicies(ctx)
	if err != nil {
		return Statement{}, fmt.Errorf("visits: statement: %w", err)
	}
	accounts, err := r.accountsOf(ctx, list)
	if err != nil {
		return Statement{}, err
	}
	s := Statement{Provider: p, Month: month, Lines: []Line{}, Grades: map[care.VisitGrade]int{}, Policy: care.PolicyOn(policies, to.Add(-time.Second))}
	for _, v := range list {
		s.count(v, accounts[v.ID], care.PolicyOn(policies, *v.EndAt))
	}
	return s, nil
}

// accountsOf are the accounts of visits, by order.
func (r *Visits) accountsOf(ctx context.Context, list []care.Visit) (map[care.OrderID]care.OrderAccount, error) {
	if r.deps.Accounts == nil {
		return nil, nil
	}
	ids := make([]care.OrderID, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	accounts, err := r.deps.Accounts.AccountsOf(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("visits: statement: %w", err)
	}
	return accounts, nil
}

func (s *Statement) count(v care.Visit, a care.OrderAccount, policy care.VisitPolicy) {
	l := Line{Visit: v, OwnFen: v.PriceFen - v.SubsidyFen, CollectedFen: a.CollectedFen(), RefundedFen: a.RefundedFen()}
	defer func() { s.Lines = append(s.Lines, l) }()
	if v.Trial {
		l.Held = "trial"
		s.Trial++
		return
	}
	s.Done++
	s.Grades[v.Grade]++
	s.CollectedFen, s.RefundedFen = s.CollectedFen+l.CollectedFen, s.RefundedFen+l.RefundedFen
	s.LeftFen += l.OwnFen - l.CollectedFen + l.RefundedFen
	if v.Final {
		s.Graded++
	}
	if v.Final && v.Grade == care.GradeWeak {
		if s.Weak++; v.Lot == care.LotDrawn || v.FollowedUp {
			s.Drawn++
		}
	}
	switch {
	case len(policy.Unpaid) > 0 && !v.Final:
		l.Held = "not_final"
	case slices.Contains(policy.Unpaid, v.Grade):
		l.Held = "grade"
	default:
		l.Paid = true
		s.Paid++
		s.PriceFen, s.SubsidyFen, s.OwnFen = s.PriceFen+v.PriceFen, s.SubsidyFen+v.SubsidyFen, s.OwnFen+l.OwnFen
		return
	}
	s.HeldFen += v.PriceFen
}

// provider is one whose statements by may see.
func (r *Visits) provider(ctx context.Context, by care.Staff, id care.ProviderID) (care.Provider, error) {
	all, err := r.Providers(ctx, by)
	if err != nil {
		return care.Provider{}, err
	}
	for _, p := range all {
		if p.ID == id {
			return p, nil
		}
	}
	return care.Provider{}, care.NotFound("provider")
}

// Providers lists those whose statements by may see.
func (r *Visits) Providers(ctx context.Context, by care.Staff) ([]care.Provider, error) {
	all, err := r.deps.Contracts.Providers(ctx)
	if err != nil {
		return nil, fmt.Errorf("visits: providers: %w", err)
	}
	sc := by.Scope()
	return slices.DeleteFunc(all, func(p care.Provider) bool { return !p.VisibleTo(sc) }), nil
}

// SaveProvider adds a provider, or changes the one of its version.
func (r *Visits) SaveProvider(ctx context.Context, by care.Staff, p care.Provider) (care.Provider, error) {
	if p.Name = strings.TrimSpace(p.Name); p.Name == "" {
		return p, care.Invalid("body.name", "provider.name", "请填写承接单位的名称")
	}
	for field, day := range map[string]string{"body.from": p.From, "body.until": p.Until} {
		if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
			return p, care.Invalid(field, "day.invalid", "日期应写成 2026-11-26 的样子")
		}
	}
	all, err := r.deps.Contracts.Providers(ctx)
	if err != nil {
		return p, fmt.Errorf("visits: providers: %w", err)
	}
	for _, other := range all {
		if other.ID != p.ID && (anyOf(other.WorkerIDs, p.WorkerIDs) || anyOf(other.CenterIDs, p.CenterIDs)) {
			return p, care.Conflict("provider.both", "有服务人员或站点已经归 "+other.Name+"，请先从那里移出")
		}
	}
	now := r.now()
	p, err = r.deps.Contracts.SaveProvider(ctx, p, care.Entry{At: now, By: by.ID, What: "provider.saved", Noun: "provider", Subject: string(p.ID)})
	if err != nil {
		return p, fmt.Errorf("visits: provider: %w", err)
	}
	return p, nil
}

func anyOf[T comparable](a, b []T) bool {
	return slices.ContainsFunc(a, func(v T) bool { return slices.Contains(b, v) })
}

// providerOf is whose worker it was on the day of the visit, "" for nobody's.
func providerOf(all []care.Provider, worker care.Staff, v *care.Visit) care.ProviderID {
	when := v.UploadedAt
	if v.EndAt != nil {
		when = *v.EndAt
	}
	for i := range all {
		if all[i].Sends(worker, when) {
			return all[i].ID
		}
	}
	return ""
}

// Policies lists the rows that say what is paid for, oldest first.
func (r *Visits) Policies(ctx context.Context) ([]care.VisitPolicy, error) {
	return r.deps.Contracts.VisitPolicies(ctx)
}

// SavePolicy keeps the row of a day.
func (r *Visits) SavePolicy(ctx context.Context, by care.Staff, p care.VisitPolicy) (care.VisitPolicy, error) {
	if _, err := time.Parse(time.DateOnly, p.From); err != nil {
		return p, care.Invalid("body.from", "day.invalid", "日期应写成 2026-11-26 的样子")
	}
	if n := p.WeakPercent; n != nil && (*n < 0 || *n > 100) {
		return p, care.Invalid("body.weak_percent", "visit_policy.share", "抽查比例应是 0 到 100")
	}
	p.By, p.At = by.ID, r.now()
	err := r.deps.Contracts.SaveVisitPolicy(ctx, p, care.Entry{At: p.At, By: by.ID, What: "visit_policy.saved", Noun: "visit_policy", Subject: p.From})
	return p, err
}

// Visit returns one that by may see.
func (r *Visits) Visit(ctx context.Context, by care.Staff, id care.OrderID) (care.Visit, error) {
	return r.deps.Shelf.Visit(ctx, by.Scope(), id)
}

// List lists visits that ended, newest first.
func (r *Visits) List(ctx context.Context, by care.Staff, q care.VisitQuery) ([]care.Visit, string, error) {
	return r.deps.Shelf.Visits(ctx, by.Scope(), q)
}

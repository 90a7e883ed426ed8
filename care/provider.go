package care

import (
	"slices"
	"time"
)

// ProviderID names a [Provider].
type ProviderID string

// Provider is an organisation whose workers carry out orders under a contract
// (承接单位).
type Provider struct {
	ID   ProviderID `json:"id"`
	Name string     `json:"name"`
	// Contract is its number; From and Until are the first and the last day on which
	// it holds, 2006-01-02, Until empty while it is open.
	Contract string `json:"contract,omitempty"`
	From     string `json:"from,omitempty"`
	Until    string `json:"until,omitempty"`
	// CenterIDs are sites all of whose workers it sends, WorkerIDs further workers,
	// ManagerIDs who may see its statements.
	CenterIDs  []CenterID `json:"center_ids"`
	WorkerIDs  []StaffID  `json:"worker_ids"`
	ManagerIDs []StaffID  `json:"manager_ids"`
	Version    int64      `json:"version"`
}

// Sends reports whether w is one of p's workers on the day of at.
func (p *Provider) Sends(w Staff, at time.Time) bool {
	day := at.In(Shanghai).Format(time.DateOnly)
	if p.From != "" && day < p.From || p.Until != "" && day > p.Until {
		return false
	}
	return slices.Contains(p.WorkerIDs, w.ID) || w.CenterID != "" && slices.Contains(p.CenterIDs, w.CenterID)
}

// VisibleTo reports whether sc may see what p is owed: the bureau sees all, a manager
// the own provider.
func (p *Provider) VisibleTo(sc Scope) bool {
	switch sc.Role {
	case Leader, Admin, Auditor:
		return sc.Region == "" && sc.Center == ""
	case Manager:
		return slices.Contains(p.ManagerIDs, sc.Staff)
	}
	return false
}

// VisitPolicy says from a day on which grades of visits are not paid for until
// somebody has looked at them, and how many of the weak ones are asked about
// (政策参数).
type VisitPolicy struct {
	From   string       `json:"from"` // 2006-01-02, that day included
	Unpaid []VisitGrade `json:"unpaid"`
	// WeakPercent is the share of weak visits after which somebody is called; null: 20.
	WeakPercent *int      `json:"weak_percent,omitempty" nullable:"true"`
	Basis       string    `json:"basis,omitempty"` // the document that says so
	By          StaffID   `json:"by"`
	At          time.Time `json:"at"`
}

// weakPercent is one in five.
const weakPercent = 20

// AskPercent is the share of weak visits that are asked about: all of them where they
// are not paid for before somebody has looked.
func (p *VisitPolicy) AskPercent() int {
	switch {
	case slices.Contains(p.Unpaid, GradeWeak):
		return 100
	case p.WeakPercent == nil:
		return weakPercent
	}
	return *p.WeakPercent
}

// PolicyOn returns the row that holds on the county's day of at; list is oldest
// first. Without any every visit is paid.
func PolicyOn(list []VisitPolicy, at time.Time) VisitPolicy {
	day := at.In(Shanghai).Format(time.DateOnly)
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].From <= day {
			return list[i]
		}
	}
	return VisitPolicy{}
}

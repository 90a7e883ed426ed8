package supervision

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// ProofMonth is how the presses of a month came through the chain.
type ProofMonth struct {
	Month    string       `json:"month"`
	AsOf     time.Time    `json:"as_of"`
	Total    ProofCount   `json:"total"`
	Models   []ProofCount `json:"models"`
	Villages []ProofCount `json:"villages"`
}

// ProofCount counts presses of one model or village.
type ProofCount struct {
	Key     string `json:"key"` // the model, or the region
	Presses int    `json:"presses"`
	Proven  int    `json:"proven"` // confirmed by the device
	First   int    `json:"first"`  // at the first answer
	Homes   int    `json:"homes"`  // with a proven press
	homes   map[care.HouseholdID]bool
}

func (c *ProofCount) add(p *care.Proof) {
	c.Presses++
	if p.First {
		c.First++
	}
	if p.ConfirmedAt == nil {
		return
	}
	c.Proven++
	if c.homes == nil {
		c.homes = map[care.HouseholdID]bool{}
	}
	c.homes[p.Household] = true
	c.Homes = len(c.homes)
}

// Proofs lists the presses of a month, newest first, and the next cursor. It blocks
// on the record.
func (l *Ledger) Proofs(ctx context.Context, sc care.Scope, month string, region care.RegionID, home care.HouseholdID, p care.Page) ([]care.Proof, string, error) {
	from, to, err := l.bounds(month)
	if err != nil {
		return nil, "", err
	}
	return l.deps.Proofs.Proofs(ctx, sc, care.ProofQuery{From: from, To: to, Region: region, Household: home}, p)
}

// EveryProof returns all presses of a month, oldest first. It blocks on the record.
func (l *Ledger) EveryProof(ctx context.Context, sc care.Scope, month string, region care.RegionID) ([]care.Proof, error) {
	from, to, err := l.bounds(month)
	if err != nil {
		return nil, err
	}
	var all []care.Proof
	err = l.deps.Proofs.EachProof(ctx, sc, care.ProofQuery{From: from, To: to, Region: region}, func(p care.Proof) { all = append(all, p) })
	return all, err
}

// ProofMonth counts the presses of a month. It blocks on the record.
func (l *Ledger) ProofMonth(ctx context.Context, sc care.Scope, month string, region care.RegionID) (ProofMonth, error) {
	from, to, err := l.bounds(month)
	if err != nil {
		return ProofMonth{}, err
	}
	m := ProofMonth{Month: from.Format("2006-01"), AsOf: to.UTC()}
	models, villages := map[string]*ProofCount{}, map[string]*ProofCount{}
	count := func(by map[string]*ProofCount, key string, p *care.Proof) {
		if by[key] == nil {
			by[key] = &ProofCount{Key: key}
		}
		by[key].add(p)
	}
	err = l.deps.Proofs.EachProof(ctx, sc, care.ProofQuery{From: from, To: to, Region: region}, func(p care.Proof) {
		m.Total.add(&p)
		count(models, p.Model, &p)
		count(villages, string(p.Region), &p)
	})
	if err != nil {
		return m, fmt.Errorf("supervision: proofs: %w", err)
	}
	m.Models, m.Villages = sorted(models), sorted(villages)
	return m, nil
}

// sorted puts those first that fail most often.
func sorted(by map[string]*ProofCount) []ProofCount {
	list := make([]ProofCount, 0, len(by))
	for _, c := range by {
		list = append(list, *c)
	}
	slices.SortFunc(list, func(a, b ProofCount) int {
		return cmp.Or(cmp.Compare(b.Presses-b.First, a.Presses-a.First), strings.Compare(a.Key, b.Key))
	})
	return list
}

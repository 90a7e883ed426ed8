package assign

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"yian/care"
)

// Shelf reads orders and what workers did. Both block on a read.
type Shelf interface {
	Order(ctx context.Context, sc care.Scope, id care.OrderID) (care.Order, error)
	WorkerFacts(ctx context.Context, q care.FactsQuery) (map[care.StaffID]care.WorkerFacts, error)
}

// People knows who lives where. Both block on a read.
type People interface {
	Elder(ctx context.Context, sc care.Scope, id care.ElderID) (care.Elder, error)
	Household(ctx context.Context, sc care.Scope, id care.HouseholdID) (care.Household, error)
}

// Crew lists the workers, without those who are disabled. It blocks on a read.
type Crew interface {
	Workers(ctx context.Context) ([]care.Staff, error)
}

// Sites lists sites, of which stations and guidance centres stand for their village
// and township. It blocks on a read.
type Sites interface {
	Centers(ctx context.Context, sc care.Scope, kind care.CenterKind, p care.Page) ([]care.Center, string, error)
}

// Catalogue knows what a service needs. It blocks on a read.
type Catalogue interface {
	// Offering is [care.ErrNotFound] for a row that is not there.
	Offering(ctx context.Context, id care.OfferingID) (care.Offering, error)
}

// Deps are what recommendations are made of. All but Now are required.
type Deps struct {
	Shelf     Shelf
	People    People
	Crew      Crew
	Sites     Sites
	Catalogue Catalogue
	Now       func() time.Time
}

// Policy is what the county decided.
type Policy struct {
	// Kin lets relatives be sent for planned work. In an emergency whoever is near goes.
	Kin bool
}

// Assigner recommends. It is safe for concurrent use.
type Assigner struct {
	deps   Deps
	policy Policy

	mu    sync.Mutex // guards sites, bases and read
	sites []care.Center
	bases map[care.RegionID]care.Location
	read  time.Time
}

// New returns an assigner. Nothing is read yet.
func New(policy Policy, deps Deps) (*Assigner, error) {
	if deps.Shelf == nil || deps.People == nil || deps.Crew == nil || deps.Sites == nil || deps.Catalogue == nil {
		return nil, fmt.Errorf("assign: a dependency is missing: %w", care.ErrInvalid)
	}
	if deps.Now == nil {
		deps.Now = time.Now
	}
	return &Assigner{deps: deps, policy: policy}, nil
}

// Advice is whom an order could go to.
type Advice struct {
	// Candidates are in the order in which to ask them; who must not go comes last.
	Candidates []care.Candidate
	// NeedsSecond is true when nobody may go alone.
	NeedsSecond bool
}

// seen is how far back visits to an elder count as knowing each other.
const seen = 90 * 24 * time.Hour

// Candidates weighs everybody whom by may send for an order that by sees. It blocks
// on reads.
func (a *Assigner) Candidates(ctx context.Context, by care.Staff, id care.OrderID) (Advice, error) {
	o, err := a.deps.Shelf.Order(ctx, by.Scope(), id)
	if err != nil {
		return Advice{}, err
	}
	return a.Weigh(ctx, by, o)
}

// Weigh weighs everybody whom by may send for an order, which need not be made yet.
// It blocks on reads.
func (a *Assigner) Weigh(ctx context.Context, by care.Staff, o care.Order) (Advice, error) {
	e, err := a.errand(ctx, o)
	if err != nil {
		return Advice{}, err
	}
	hands, err := a.hands(ctx, by, e.at, o.ElderID)
	if err != nil {
		return Advice{}, err
	}
	out := Advice{Candidates: make([]care.Candidate, len(hands)), NeedsSecond: e.offering.TwoPersons}
	for i := range hands {
		out.Candidates[i] = a.policy.weigh(e, &hands[i])
	}
	slices.SortFunc(out.Candidates, before)
	return out, nil
}

// WeighAll weighs the workers named for each of many orders of one day, as if each were
// alone. Orders that cannot be read about are left out. It blocks on reads.
func (a *Assigner) WeighAll(ctx context.Context, by care.Staff, orders []care.Order, workers []care.StaffID, day time.Time) (map[care.OrderID][]care.Candidate, error) {
	hands, err := a.hands(ctx, by, day, "")
	if err != nil {
		return nil, err
	}
	hands = slices.DeleteFunc(hands, func(h hand) bool { return !slices.Contains(workers, h.staff.ID) })
	out := make(map[care.OrderID][]care.Candidate, len(orders))
	for _, o := range orders {
		e, err := a.errand(ctx, o)
		if errors.Is(err, care.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		list := make([]care.Candidate, len(hands))
		for i := range hands {
			list[i] = a.policy.weigh(e, &hands[i])
		}
		slices.SortFunc(list, before)
		out[o.ID] = list
	}
	return out, nil
}

// Stops returns why an order must not go to a worker; nothing: it may. It blocks on
// reads.
func (a *Assigner) Stops(ctx context.Context, o care.Order, w care.Staff) ([]care.Argument, error) {
	e, err := a.errand(ctx, o)
	if err != nil {
		return nil, err
	}
	return a.policy.stops(e, &w), nil
}

// farthest is how many minutes away somebody may be to be asked without a person's
// decision.
const farthest = 45

// Next returns whom to ask next for an emergency that others let go, or "" when nobody
// is left who is near enough. It blocks on reads.
func (a *Assigner) Next(ctx context.Context, o care.Order) (care.StaffID, error) {
	advice, err := a.Weigh(ctx, care.Staff{ID: care.System, Role: care.Admin}, o)
	if err != nil {
		return "", err
	}
	for _, c := range advice.Candidates {
		if c.Fit() && c.WorkerID != o.WorkerID && c.Minutes != nil && *c.Minutes <= farthest {
			return c.WorkerID, nil
		}
	}
	return "", nil
}

// Bases returns where workers usually set out from, as far as that is known. It blocks
// on a read.
func (a *Assigner) Bases(ctx context.Context, workers []care.Staff) (map[care.StaffID]care.Location, error) {
	bases, err := a.zones(ctx)
	if err != nil {
		return nil, err
	}
	out := map[care.StaffID]care.Location{}
	for i := range workers {
		if at := baseOf(&workers[i], bases); at != nil {
			out[workers[i].ID] = *at
		}
	}
	return out, nil
}

// errand reads what there is to know about an order.
func (a *Assigner) errand(ctx context.Context, o care.Order) (*errand, error) {
	now := a.deps.Now()
	if o.Spot != nil { // whose zone it is in counts, not whose home
		if near, found, err := a.Nearest(ctx, *o.Spot); err != nil {
			return nil, err
		} else if found {
			o.RegionID = near.Center.RegionID
		}
	}
	e := &errand{order: &o, now: now, at: now}
	if o.DueAt != nil && o.DueAt.After(now) {
		e.at = *o.DueAt
	}
	if o.ElderID != "" {
		elder, err := a.deps.People.Elder(ctx, care.Everything, o.ElderID)
		if err != nil && !errors.Is(err, care.ErrNotFound) {
			return nil, fmt.Errorf("assign: elder: %w", err)
		}
		e.elder = elder
	}
	if o.OfferingID != "" {
		row, err := a.deps.Catalogue.Offering(ctx, o.OfferingID)
		if err != nil && !errors.Is(err, care.ErrNotFound) {
			return nil, fmt.Errorf("assign: offering: %w", err)
		}
		e.offering = row
	}
	var err error
	e.place, err = a.place(ctx, o)
	return e, err
}

// place is where an order is to be carried out: where the elder is, else the home, else
// the village.
func (a *Assigner) place(ctx context.Context, o care.Order) (*care.Location, error) {
	if o.Spot != nil {
		return o.Spot, nil
	}
	if o.HouseholdID != "" {
		h, err := a.deps.People.Household(ctx, care.Everything, o.HouseholdID)
		if err != nil && !errors.Is(err, care.ErrNotFound) {
			return nil, fmt.Errorf("assign: household: %w", err)
		}
		if h.Lat != nil && h.Lon != nil {
			return &care.Location{Lat: *h.Lat, Lon: *h.Lon}, nil
		}
	}
	bases, err := a.zones(ctx)
	if err != nil {
		return nil, err
	}
	if at, ok := bases[o.RegionID]; ok && o.RegionID != "" {
		return &at, nil
	}
	return nil, nil
}

// Place is where an order is to be carried out, or nil when nobody knows. It blocks on
// reads.
func (a *Assigner) Place(ctx context.Context, o care.Order) (*care.Location, error) {
	return a.place(ctx, o)
}

// hands reads the workers whom by may send, with what they did and where they are.
func (a *Assigner) hands(ctx context.Context, by care.Staff, at time.Time, elder care.ElderID) ([]hand, error) {
	staff, err := a.deps.Crew.Workers(ctx)
	if err != nil {
		return nil, fmt.Errorf("assign: workers: %w", err)
	}
	y, m, d := at.In(care.Shanghai).Date()
	from := time.Date(y, m, d, 0, 0, 0, 0, care.Shanghai)
	facts, err := a.deps.Shelf.WorkerFacts(ctx, care.FactsQuery{From: from, To: from.AddDate(0, 0, 1), Elder: elder, Since: a.deps.Now().Add(-seen)})
	if err != nil {
		return nil, fmt.Errorf("assign: facts: %w", err)
	}
	bases, err := a.zones(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]hand, 0, len(staff))
	for _, w := range staff {
		// A site sends its own people and the county's.
		if by.CenterID != "" && w.CenterID != "" && w.CenterID != by.CenterID {
			continue
		}
		out = append(out, hand{staff: w, facts: facts[w.ID], base: baseOf(&w, bases)})
	}
	return out, nil
}

// before orders candidates: whoever may go first, then by points, then by the way, then
// by name of use, so that the same facts always give the same order.
func before(a, b care.Candidate) int {
	if a.Fit() != b.Fit() {
		if a.Fit() {
			return -1
		}
		return 1
	}
	far := func(c care.Candidate) int {
		if c.Minutes == nil {
			return 1 << 20
		}
		return *c.Minutes
	}
	return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(far(a), far(b)), cmp.Compare(a.WorkerID, b.WorkerID))
}

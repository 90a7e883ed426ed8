package rounds

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"yian/care"
)

// Shelf reads the orders of a day. It blocks on a read.
type Shelf interface {
	// DayOrders lists what is to be done between two instants and is not over: what is
	// due then, and with waiting also what waits without a time.
	DayOrders(ctx context.Context, sc care.Scope, from, to time.Time, waiting bool) ([]care.Order, error)
}

// Book keeps rounds. All block; ChangeRound returns once it is on disk.
type Book interface {
	Round(ctx context.Context, sc care.Scope, id care.RoundID) (care.Round, error)
	Rounds(ctx context.Context, sc care.Scope, q care.RoundQuery) ([]care.Round, string, error)
	// ChangeRound hands decide nil for a round that is not there yet.
	ChangeRound(ctx context.Context, id care.RoundID, decide func(*care.Round) (*care.Round, care.Entry, error)) (care.Round, error)
}

// Judge says whom an order could go to and where things are. All block on reads.
type Judge interface {
	WeighAll(ctx context.Context, by care.Staff, orders []care.Order, workers []care.StaffID, day time.Time) (map[care.OrderID][]care.Candidate, error)
	Place(ctx context.Context, o care.Order) (*care.Location, error)
	Bases(ctx context.Context, workers []care.Staff) (map[care.StaffID]care.Location, error)
}

// Crew lists the workers, without those who are disabled. It blocks on a read.
type Crew interface {
	Workers(ctx context.Context) ([]care.Staff, error)
}

// Catalogue knows how long a service takes and whether two go. It blocks on a read.
type Catalogue interface {
	Offering(ctx context.Context, id care.OfferingID) (care.Offering, error)
}

// Whereabouts says where an elder is to be at an instant. It blocks on a read.
type Whereabouts interface {
	Expected(ctx context.Context, id care.ElderID, at time.Time) (care.WhereaboutsState, error)
}

// Sender sends an order to a worker. It blocks until on disk and is idempotent.
type Sender interface {
	// SendTo leaves the worker time to accept until acceptBy, and never less than usual;
	// planned is when the worker is to be there.
	SendTo(ctx context.Context, by care.Staff, id care.OrderID, worker, second care.StaffID, acceptBy, planned time.Time) (care.Order, error)
}

// Deps are what rounds are made of. All but Now are required.
type Deps struct {
	Shelf       Shelf
	Book        Book
	Judge       Judge
	Crew        Crew
	Catalogue   Catalogue
	Whereabouts Whereabouts
	Sender      Sender
	Now         func() time.Time
}

// Planner makes rounds. It is safe for concurrent use.
type Planner struct{ deps Deps }

// New returns a planner.
func New(deps Deps) (*Planner, error) {
	if deps.Shelf == nil || deps.Book == nil || deps.Judge == nil || deps.Crew == nil || deps.Catalogue == nil || deps.Whereabouts == nil || deps.Sender == nil {
		return nil, fmt.Errorf("rounds: a dependency is missing: %w", care.ErrInvalid)
	}
	if deps.Now == nil {
		deps.Now = time.Now
	}
	return &Planner{deps}, nil
}

// Wanted is what to lay out.
type Wanted struct {
	Day    string // 2006-01-02
	Region care.RegionID
	// Workers are who is on the road; none: whoever works in the region.
	Workers []care.StaffID
}

// Plan lays a day out and keeps it as a draft. It blocks for about a second.
func (p *Planner) Plan(ctx context.Context, by care.Staff, want Wanted) (care.Round, error) {
	d, err := p.read(ctx, by, want)
	if err != nil {
		return care.Round{}, err
	}
	d.pair()
	r := d.round(d.problem.solve(d.plan))
	r.ID, r.By, r.CreatedAt = care.RoundID(uuid.Must(uuid.NewV7()).String()), by.ID, p.now()
	return p.keep(ctx, by, r, "planned")
}

// keep writes a round as it is now.
func (p *Planner) keep(ctx context.Context, by care.Staff, r care.Round, verb string) (care.Round, error) {
	out, err := p.deps.Book.ChangeRound(ctx, r.ID, func(was *care.Round) (*care.Round, care.Entry, error) {
		if was != nil {
			if was.Version != r.Version || was.State != care.RoundDraft {
				return nil, care.Entry{}, care.Conflict("round.changed", "这份排班已经被别人改过或派出，请刷新")
			}
		}
		return &r, p.entry(by, &r, verb), nil
	})
	if err != nil {
		return care.Round{}, fmt.Errorf("rounds: keep: %w", err)
	}
	return out, nil
}

func (p *Planner) entry(by care.Staff, r *care.Round, verb string) care.Entry {
	return care.Entry{At: p.now(), By: by.ID, What: "round." + verb, Noun: "round", Subject: string(r.ID), RegionID: r.RegionID, CenterID: r.CenterID, Note: r.Day}
}

// Round returns one that sc sees.
func (p *Planner) Round(ctx context.Context, sc care.Scope, id care.RoundID) (care.Round, error) {
	return p.deps.Book.Round(ctx, sc, id)
}

// Rounds lists them, the newest first.
func (p *Planner) Rounds(ctx context.Context, sc care.Scope, q care.RoundQuery) ([]care.Round, string, error) {
	return p.deps.Book.Rounds(ctx, sc, q)
}

// draft returns a round that can still be changed.
func (p *Planner) draft(ctx context.Context, by care.Staff, id care.RoundID) (care.Round, error) {
	r, err := p.deps.Book.Round(ctx, by.Scope(), id)
	if err == nil && r.State != care.RoundDraft {
		err = care.Conflict("round.sent", "这份排班已经派出或作废，不能再改")
	}
	return r, err
}

// Move gives one order of a draft to another worker, where it fits best in the day, or
// takes it out ("" for worker). Where two must go, second goes along; "" is whoever of the
// round can be there at the same time.
func (p *Planner) Move(ctx context.Context, by care.Staff, id care.RoundID, order care.OrderID, worker, second care.StaffID) (care.Round, error) {
	r, err := p.draft(ctx, by, id)
	if err != nil {
		return care.Round{}, err
	}
	d, err := p.read(ctx, by, Wanted{Day: r.Day, Region: r.RegionID, Workers: on(&r, worker, second)})
	if err != nil {
		return care.Round{}, err
	}
	d.restore(&r, order)
	if err := d.move(order, worker, second); err != nil {
		return care.Round{}, err
	}
	next := d.round(d.plan)
	next.ID, next.By, next.CreatedAt, next.Version = r.ID, r.By, r.CreatedAt, r.Version
	return p.keep(ctx, by, next, "changed")
}

// on are the workers of a round and some more.
func on(r *care.Round, more ...care.StaffID) []care.StaffID {
	var out []care.StaffID
	for _, route := range r.Routes {
		out = append(out, route.WorkerID)
	}
	for _, id := range more {
		if id != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// Drop ends a draft that is not wanted.
func (p *Planner) Drop(ctx context.Context, by care.Staff, id care.RoundID) (care.Round, error) {
	r, err := p.draft(ctx, by, id)
	if err != nil {
		return care.Round{}, err
	}
	r.State = care.RoundDropped
	return p.keep(ctx, by, r, "dropped")
}

// ahead is how long before a stop its worker must have accepted.
const ahead = 30 * time.Minute

// Send sends every order of a draft to its worker. One that cannot be sent any more,
// because somebody took it or a certificate ended, keeps its reason and stops none of
// the others. What a broken send left is sent by the next.
func (p *Planner) Send(ctx context.Context, by care.Staff, id care.RoundID) (care.Round, error) {
	r, err := p.draft(ctx, by, id)
	if err != nil {
		return care.Round{}, err
	}
	for i := range r.Routes {
		for k := range r.Routes[i].Stops {
			if err := p.sendStop(ctx, by, r.Routes[i].WorkerID, &r.Routes[i].Stops[k]); err != nil {
				return care.Round{}, err
			}
		}
	}
	at := p.now()
	r.State, r.SentBy, r.SentAt = care.RoundSent, by.ID, &at
	return p.keep(ctx, by, r, "sent")
}

// sendStop is an error only when the record cannot be written: then all stops here.
func (p *Planner) sendStop(ctx context.Context, by care.Staff, worker care.StaffID, stop *care.RouteStop) error {
	if stop.Fixed || stop.With != "" {
		return nil
	}
	_, err := p.deps.Sender.SendTo(ctx, by, stop.OrderID, worker, stop.SecondID, stop.ArriveAt.Add(-ahead), stop.ArriveAt)
	if err == nil {
		stop.Refused = ""
		return nil
	}
	code, final := refusal(err)
	if !final {
		return err
	}
	stop.Refused = code
	return nil
}

func (p *Planner) now() time.Time { return p.deps.Now().UTC().Truncate(time.Millisecond) }

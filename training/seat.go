package training

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"yian/care"
)

// Book keeps runs. All block; what writes returns once it is on disk.
type Book interface {
	// NewTrainingRun is a conflict while another run of the same case or of the same
	// trainee goes on.
	NewTrainingRun(ctx context.Context, r care.TrainingRun, e care.Entry) error
	// ChangeTrainingRun writes what decide changed, with the entries that it returns.
	ChangeTrainingRun(ctx context.Context, id care.TrainingRunID, decide func(*care.TrainingRun) ([]care.Entry, error)) (care.TrainingRun, error)
	TrainingRun(ctx context.Context, id care.TrainingRunID) (care.TrainingRun, error)
	TrainingRuns(ctx context.Context, q care.TrainingQuery) ([]care.TrainingRun, string, error)
}

// Shelf reads what the desk has made of a case. All block on a read.
type Shelf interface {
	Incidents(ctx context.Context, sc care.Scope, q care.IncidentQuery) ([]care.Incident, string, error)
	Incident(ctx context.Context, sc care.Scope, id care.IncidentID) (care.Incident, error)
	Timeline(ctx context.Context, noun, subject string) ([]care.Entry, error)
	Orders(ctx context.Context, sc care.Scope, q care.OrderQuery) ([]care.Order, string, error)
	OrdersOf(ctx context.Context, id care.IncidentID) ([]care.Order, error)
	PhoneCalls(ctx context.Context, sc care.Scope, q care.PhoneQuery) ([]care.PhoneCall, string, error)
	Tickets(ctx context.Context, sc care.Scope, q care.TicketQuery) ([]care.Ticket, string, error)
}

// Desk is where a case is handled: the sample workers act at it, and what a trainee
// leaves behind is put away. All block until on disk.
type Desk interface {
	Accept(ctx context.Context, by care.Staff, id care.OrderID, etaSeconds int) (care.Order, error)
	Depart(ctx context.Context, by care.Staff, id care.OrderID) (care.Order, error)
	Arrive(ctx context.Context, by care.Staff, id care.OrderID, spot *care.Location) (care.Order, error)
	Answer(ctx context.Context, by care.Staff, id care.IncidentID) (care.Incident, error)
	Contact(ctx context.Context, by care.Staff, id care.IncidentID, how, who, note string) (care.Incident, error)
	Close(ctx context.Context, by care.Staff, id care.IncidentID, outcome care.Outcome, note string) (care.Incident, error)
}

// Told is what a telephone system tells of a call.
type Told struct {
	ID    string
	State care.PhoneState
	From  string
	At    time.Time
	Seat  string
}

// World is what happens outside the desk.
type World interface {
	// Press lets a device call, as if it had been pressed at an instant. It does not
	// wait for the platform.
	Press(ctx context.Context, device care.DeviceID, kind care.CallKind, pressed time.Time) error
	// Ring tells the platform of a telephone call; idempotent by id and state.
	Ring(ctx context.Context, told Told) error
	// Knock has a worker find a door closed. Idempotent by key.
	Knock(ctx context.Context, elder care.ElderID, key string) error
}

// Staff knows who works here. It blocks on a read.
type Staff interface {
	StaffMember(ctx context.Context, id care.StaffID) (care.Staff, error)
}

// Deps are what a seat asks of others. All are required but Telephone, Now and Log.
type Deps struct {
	Book  Book
	Shelf Shelf
	Desk  Desk
	World World
	Staff Staff
	// Telephone is plugged into this seat; nil: nothing is carried.
	Telephone *Telephone
	Now       func() time.Time
	Log       *slog.Logger
}

// Seat is the training seat. It is safe for concurrent use.
type Seat struct {
	deps  Deps
	cases []Case

	mu sync.Mutex // one thing after the other: guards what is played

	line    sync.Mutex // guards carried
	carried []care.Notice
}

// longest is how long a run may take: what lies longer is scored as it is.
const longest = 30 * time.Minute

// New returns a seat with its cases. Nothing is played yet.
func New(deps Deps) (*Seat, error) {
	if deps.Book == nil || deps.Shelf == nil || deps.Desk == nil || deps.World == nil || deps.Staff == nil {
		return nil, fmt.Errorf("training: a dependency is missing: %w", care.ErrInvalid)
	}
	if deps.Now == nil {
		deps.Now = time.Now
	}
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	deps.Log = deps.Log.With("room", "training")
	cases, err := Cases()
	if err != nil {
		return nil, err
	}
	s := &Seat{deps: deps, cases: cases}
	if deps.Telephone != nil {
		deps.Telephone.plug(s)
	}
	return s, nil
}

// Run plays until ctx ends.
func (s *Seat) Run(ctx context.Context) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		if err := s.Step(ctx); err != nil && ctx.Err() == nil {
			s.deps.Log.Warn("not everything was played, will try again", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Cases returns the cases in their order.
func (s *Seat) Cases() []Case { return s.cases }

// Case returns one.
func (s *Seat) Case(id string) (*Case, error) {
	i := slices.IndexFunc(s.cases, func(c Case) bool { return c.ID == id })
	if i < 0 {
		return nil, care.NotFound("training_case")
	}
	return &s.cases[i], nil
}

// Start begins a case: somebody presses or rings now. It blocks until on disk.
func (s *Seat) Start(ctx context.Context, by care.Staff, id string) (care.TrainingRun, error) {
	c, err := s.Case(id)
	if err != nil {
		return care.TrainingRun{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	r := care.TrainingRun{ID: care.TrainingRunID(uuid.Must(uuid.NewV7()).String()), Case: c.ID, Staff: by.ID, State: care.TrainingRunning, BeganAt: now,
		Incidents: []care.IncidentID{}, Heard: []care.TrainingHeard{}, Played: map[string]time.Time{}}
	if c.Opens.Phone != "" {
		r.Phone, r.Rings, r.Number = "training/"+string(r.ID), true, stranger(r.ID)
	}
	if err := s.deps.Book.NewTrainingRun(ctx, r, entry(&r, now, by.ID, "began")); err != nil {
		return care.TrainingRun{}, fmt.Errorf("training: start: %w", err)
	}
	if err := s.open(ctx, c, &r); err != nil {
		_, end := s.end(ctx, r.ID, by.ID, care.TrainingAbandoned, nil)
		return care.TrainingRun{}, fmt.Errorf("training: start: %w", errors.Join(err, end))
	}
	return r, nil
}

// open lets the case begin.
func (s *Seat) open(ctx context.Context, c *Case, r *care.TrainingRun) error {
	switch {
	case c.Opens.Door:
		return s.deps.World.Knock(ctx, c.ElderID(0, 0), string(r.ID))
	case r.Phone != "":
		return s.deps.World.Ring(ctx, Told{ID: r.Phone, State: care.PhoneRinging, From: c.NumberIn(r, c.Opens.Phone), At: r.BeganAt})
	}
	return s.deps.World.Press(ctx, c.DeviceID(0, c.Opens.Press), c.Opens.Kind, r.BeganAt.Add(-c.Opens.Late))
}

// Running returns the run that a trainee is in, or nil.
func (s *Seat) Running(ctx context.Context, by care.Staff) (*care.TrainingRun, error) {
	list, _, err := s.deps.Book.TrainingRuns(ctx, care.TrainingQuery{Staff: by.ID, States: []care.TrainingRunState{care.TrainingRunning}, Page: care.Page{Limit: 1}})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// Runs lists runs, the newest first: a supervisor sees everybody's, others their own.
func (s *Seat) Runs(ctx context.Context, by care.Staff, q care.TrainingQuery) ([]care.TrainingRun, string, error) {
	if !SeesAll(by) {
		q.Staff = by.ID
	}
	return s.deps.Book.TrainingRuns(ctx, q)
}

// RunOf returns one run that somebody may see.
func (s *Seat) RunOf(ctx context.Context, by care.Staff, id care.TrainingRunID) (care.TrainingRun, error) {
	r, err := s.deps.Book.TrainingRun(ctx, id)
	if err == nil && r.Staff != by.ID && !SeesAll(by) {
		err = care.NotFound("training_run")
	}
	if err != nil {
		return care.TrainingRun{}, err
	}
	return r, nil
}

// Best returns somebody's best score in each case, and how often it was scored.
func (s *Seat) Best(ctx context.Context, by care.Staff) (best, runs map[string]int, err error) {
	best, runs = map[string]int{}, map[string]int{}
	q := care.TrainingQuery{Staff: by.ID, States: []care.TrainingRunState{care.TrainingScored}, Page: care.Page{Limit: 500}}
	for {
		list, next, err := s.deps.Book.TrainingRuns(ctx, q)
		if err != nil {
			return nil, nil, err
		}
		for _, r := range list {
			runs[r.Case]++
			if r.Sheet != nil {
				best[r.Case] = max(best[r.Case], r.Sheet.Points)
			}
		}
		if q.Page.Cursor = next; next == "" {
			return best, runs, nil
		}
	}
}

// SeesAll reports whether somebody may see how others did.
func SeesAll(by care.Staff) bool { return by.Role == care.Supervisor || by.Role == care.Admin }

// running returns the trainee's run with its case.
func (s *Seat) running(ctx context.Context, by care.Staff) (*Case, care.TrainingRun, error) {
	r, err := s.Running(ctx, by)
	if err != nil {
		return nil, care.TrainingRun{}, err
	}
	if r == nil {
		return nil, care.TrainingRun{}, care.Conflict("training.none", "您现在没有在练的案例：请先选一个开始")
	}
	c, err := s.Case(r.Case)
	return c, *r, err
}

// Try is a trainee trying to reach a part, or a number: what is heard is added to the
// run.
func (s *Seat) Try(ctx context.Context, by care.Staff, part, number string) (care.TrainingRun, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, r, err := s.running(ctx, by)
	if err != nil {
		return r, err
	}
	if part == "" {
		part = c.part(&r, number)
	}
	heard := s.says(c, &r, part, s.now())
	return s.hear(ctx, r.ID, heard)
}

// PickUp answers the telephone by which a case began, at a seat of the desk.
func (s *Seat) PickUp(ctx context.Context, by care.Staff, seat string) (care.TrainingRun, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, r, err := s.running(ctx, by)
	if err != nil {
		return r, err
	}
	if !r.Rings {
		return r, care.Conflict("training.no_call", "现在没有电话在响")
	}
	now := s.now()
	if err := s.deps.World.Ring(ctx, Told{ID: r.Phone, State: care.PhoneAnswered, From: c.NumberIn(&r, c.Opens.Phone), At: now, Seat: seat}); err != nil {
		return r, fmt.Errorf("training: pick up: %w", err)
	}
	heard := s.says(c, &r, c.Opens.Phone, now)
	return s.deps.Book.ChangeTrainingRun(ctx, r.ID, func(r *care.TrainingRun) ([]care.Entry, error) {
		r.Rings = false
		r.Heard = append(r.Heard, heard)
		return nil, nil
	})
}

// Finish hands in: what was done until now is scored.
func (s *Seat) Finish(ctx context.Context, by care.Staff) (care.TrainingRun, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, r, err := s.running(ctx, by)
	if err != nil {
		return r, err
	}
	return s.score(ctx, c, r)
}

// Abandon ends a run without a score.
func (s *Seat) Abandon(ctx context.Context, by care.Staff) (care.TrainingRun, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, r, err := s.running(ctx, by)
	if err != nil {
		return r, err
	}
	record, err := s.record(ctx, r)
	if err != nil {
		return r, err
	}
	if err := s.putAway(ctx, record); err != nil {
		return r, err
	}
	return s.end(ctx, r.ID, by.ID, care.TrainingAbandoned, nil)
}

// score judges a run, ends it and puts away what it left.
func (s *Seat) score(ctx context.Context, c *Case, r care.TrainingRun) (care.TrainingRun, error) {
	record, err := s.record(ctx, r)
	if err != nil {
		return r, err
	}
	sheet := Judge(c, record)
	if err := s.putAway(ctx, record); err != nil {
		return r, err
	}
	return s.end(ctx, r.ID, r.Staff, care.TrainingScored, &sheet)
}

func (s *Seat) end(ctx context.Context, id care.TrainingRunID, by care.StaffID, state care.TrainingRunState, sheet *care.TrainingSheet) (care.TrainingRun, error) {
	now := s.now()
	r, err := s.deps.Book.ChangeTrainingRun(ctx, id, func(r *care.TrainingRun) ([]care.Entry, error) {
		if r.State != care.TrainingRunning {
			return nil, nil
		}
		r.State, r.EndedAt, r.Sheet, r.Rings = state, &now, sheet, false
		return []care.Entry{entry(r, now, by, string(state))}, nil
	})
	if err != nil {
		return r, fmt.Errorf("training: end: %w", err)
	}
	return r, nil
}

// putAway closes as a drill whatever a run leaves open, so that the next trainee finds
// the homes quiet.
func (s *Seat) putAway(ctx context.Context, record *Record) error {
	for _, seen := range record.Seen {
		if seen.ID == "" || seen.State == care.IncidentClosed {
			continue
		}
		// A press after the answer is its owner's to take, for a while.
		trainer := care.Staff{ID: cmp.Or(seen.AnsweredBy, care.System), Role: care.Admin}
		if seen.Ringing {
			if _, err := s.deps.Desk.Answer(ctx, trainer, seen.ID); err != nil && !errors.Is(err, care.ErrConflict) {
				return fmt.Errorf("training: put away: %w", err)
			}
		}
		if _, err := s.deps.Desk.Contact(ctx, trainer, seen.ID, "handed_over", "训练席", "练习结束，收回"); err != nil {
			return fmt.Errorf("training: put away: %w", err)
		}
		if _, err := s.deps.Desk.Close(ctx, trainer, seen.ID, "drill", "练习结束，收回"); err != nil {
			return fmt.Errorf("training: put away: %w", err)
		}
	}
	return nil
}

// hear adds a line to a run.
func (s *Seat) hear(ctx context.Context, id care.TrainingRunID, heard ...care.TrainingHeard) (care.TrainingRun, error) {
	return s.deps.Book.ChangeTrainingRun(ctx, id, func(r *care.TrainingRun) ([]care.Entry, error) {
		r.Heard = append(r.Heard, heard...)
		return nil, nil
	})
}

func (s *Seat) now() time.Time { return s.deps.Now().UTC().Truncate(time.Millisecond) }

// entry is a line of the journal about a run.
func entry(r *care.TrainingRun, now time.Time, by care.StaffID, verb string) care.Entry {
	return care.Entry{At: now, By: by, What: "training." + verb, Noun: "training", Subject: string(r.ID), Note: r.Case}
}

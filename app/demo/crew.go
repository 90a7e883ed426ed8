package demo

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"yian/care"
	"yian/dispatch"
	"yian/dispatch/accounts"
	"yian/dispatch/assign"
	"yian/dispatch/messenger"
	"yian/dispatch/visits"
	"yian/registry"
)

// crewOperator is the account that the crew answers with; a person signs in as
// operator.
const crewOperator care.StaffID = "operator2"

// crewSeat is where it sits.
const crewSeat = "演示席"

// personWorker is left to a person with a phone: the crew never acts for it.
const personWorker care.StaffID = "worker"

// Book is what the crew looks at.
type Book interface {
	Incidents(ctx context.Context, sc care.Scope, q care.IncidentQuery) ([]care.Incident, string, error)
	Orders(ctx context.Context, sc care.Scope, q care.OrderQuery) ([]care.Order, string, error)
	PhoneCalls(ctx context.Context, sc care.Scope, q care.PhoneQuery) ([]care.PhoneCall, string, error)
}

// CrewDeps are what the crew works with.
type CrewDeps struct {
	Desk      *dispatch.Desk
	Book      Book
	Registry  *registry.Registry
	Assigner  *assign.Assigner
	Messenger *messenger.Messenger
	County    County
	Visits    *visits.Visits     // nil: nobody tells of visits
	Accounts  *accounts.Accounts // nil: nobody tells of money
	Speed     float64
	Seed      uint64
	Log       *slog.Logger
}

// Crew is the demo's staff: an operator who answers while no person is on duty,
// and workers who accept, go and carry out. It acts through the desk like
// anybody, so that whatever it does a person could have done.
type Crew struct {
	deps   CrewDeps
	on     atomic.Bool
	people map[care.StaffID]care.Staff
	wishes time.Time // when the next wish comes in
	wish   int
	call   *ringing // the wish that is on the telephone now
}

// NewCrew returns a crew that rests until [Crew.Act].
func NewCrew(deps CrewDeps) *Crew {
	c := &Crew{deps: deps, people: map[care.StaffID]care.Staff{}}
	if c.deps.Speed <= 0 {
		c.deps.Speed = 1
	}
	for _, s := range deps.County.Staff {
		c.people[s.ID] = s
	}
	return c
}

// Act lets the crew work, or rest so that a person does everything.
func (c *Crew) Act(on bool) { c.on.Store(on) }

// Run works until ctx ends.
func (c *Crew) Run(ctx context.Context) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case now := <-tick.C:
			if err := c.step(ctx, now); err != nil && ctx.Err() == nil && !errors.Is(err, care.ErrConflict) {
				c.deps.Log.Warn("demo staff could not act", "room", "demo", "err", err)
			}
		}
	}
}

func (c *Crew) step(ctx context.Context, now time.Time) error {
	if !c.on.Load() {
		c.deps.Desk.Leave(ctx, crewOperator)
		return nil
	}
	return errors.Join(c.answer(ctx, now), c.work(ctx, now), c.telephone(ctx, now), c.callBack(ctx, now))
}

// share is a number from 0 to 1 that is always the same for an id, so that a run
// can be repeated.
func (c *Crew) share(id, what string) float64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d/%s/%s", c.deps.Seed, id, what)
	return float64(h.Sum64()>>11) / (1 << 53)
}

// waited reports whether between least and most have passed since, as long as
// this id takes for it. Roads and visits are compressed like the homes' habits.
func (c *Crew) waited(id, what string, since *time.Time, now time.Time, least, most time.Duration) bool {
	if since == nil {
		return false
	}
	return now.Sub(*since) >= least+time.Duration(c.share(id, what)*float64(most-least))
}

func (c *Crew) road(d time.Duration) time.Duration {
	return max(time.Duration(float64(d)/c.deps.Speed), 2*time.Second)
}

// attended reports whether a person sits at the desk.
func (c *Crew) attended() bool {
	return slices.ContainsFunc(c.deps.Desk.Duty(), func(o dispatch.OnDuty) bool { return o.ID != crewOperator })
}

// answer sits at the desk while no person does.
func (c *Crew) answer(ctx context.Context, now time.Time) error {
	operator := c.people[crewOperator]
	person := c.attended()
	if person {
		c.deps.Desk.Leave(ctx, crewOperator)
	} else {
		c.deps.Desk.Beat(ctx, operator, crewSeat)
		if w := c.deps.Desk.WakeOf(crewOperator); w != nil && !now.Before(w.At) { // the crew does not sleep
			if err := c.deps.Desk.Awake(ctx, operator); err != nil {
				return err
			}
		}
	}
	open, _, err := c.deps.Book.Incidents(ctx, care.Everything, care.IncidentQuery{Page: care.Page{Limit: 200},
		States: []care.IncidentState{care.IncidentOpen, care.IncidentAnswered, care.IncidentDispatched, care.IncidentArrived}})
	if err != nil {
		return err
	}
	var errs error
	for _, in := range open {
		if in.Ringing && !person && (in.State == care.IncidentOpen || in.AnsweredBy == crewOperator) {
			if c.waited(string(in.ID), "answer", in.RingingAt, now, 3*time.Second, 12*time.Second) {
				_, err = c.deps.Desk.Answer(ctx, operator, in.ID)
			}
		} else if in.AnsweredBy == crewOperator && !in.Ringing {
			err = c.handle(ctx, operator, in, now)
		}
		errs = errors.Join(errs, err)
		err = nil
	}
	return errs
}

// handle talks to the elder or sends somebody, and closes when it is done.
func (c *Crew) handle(ctx context.Context, operator care.Staff, in care.Incident, now time.Time) error {
	id := string(in.ID)
	desk := c.deps.Desk
	if in.Refused.Owed() || in.Unsafe() {
		return c.scene(ctx, operator, in, now)
	}
	if in.Contact != nil {
		at := in.Contact.At
		if in.State == care.IncidentArrived && c.busy(ctx, in.ID) || !c.waited(id, "close", &at, now, 8*time.Second, 25*time.Second) {
			return nil
		}
		_, err := desk.Close(ctx, operator, in.ID, c.outcome(in), "样例处置")
		return err
	}
	// After somebody was there a new press is talked about, not gone to once more.
	been := in.State == care.IncidentArrived && !c.busy(ctx, in.ID)
	if in.State != care.IncidentAnswered && !been || !c.waited(id, "talk", in.AnsweredAt, now, 6*time.Second, 20*time.Second) {
		return nil
	}
	if (c.goes(in) || c.speechless(ctx, in)) && !been {
		if c.busy(ctx, in.ID) {
			return nil
		}
		order, err := desk.MakeOrder(ctx, operator, dispatch.NewOrder{Service: care.Emergency, Elder: in.ElderID, Incident: in.ID, Note: "请尽快上门查看", Key: "crew/" + id})
		if err != nil {
			return err
		}
		worker, found := c.free(ctx, order)
		if !found || order.State != care.OrderQueued {
			return nil
		}
		_, err = desk.Assign(ctx, operator, order.ID, worker)
		return err
	}
	if _, err := desk.Attempt(ctx, operator, in.ID, "call", "answered"); err != nil {
		return err
	}
	_, err := desk.Contact(ctx, operator, in.ID, "heard", "", "老人接了电话（样例）")
	return err
}

// goes says whether somebody has to go, rather than a talk being enough.
func (c *Crew) goes(in care.Incident) bool {
	if in.ElderID == "" && in.HouseholdID == "" {
		return false
	}
	share := 0.3
	if in.Kind == string(care.Fall) || in.Kind == string(care.Smoke) || in.Kind == string(care.Gas) {
		share = 0.85
	}
	return c.share(string(in.ID), "goes") < share
}

// speechless says whether the file tells the desk to send somebody at once.
func (c *Crew) speechless(ctx context.Context, in care.Incident) bool {
	if in.ElderID == "" {
		return false
	}
	e, err := c.deps.Registry.Elder(ctx, care.Everything, in.ElderID)
	return err == nil && e.Reach == care.ReachSend
}

func (c *Crew) outcome(in care.Incident) care.Outcome {
	if c.goes(in) {
		switch care.CallKind(in.Kind) {
		case care.Fall:
			return "emergency_fall"
		case care.Smoke, care.Gas:
			return "device_fault"
		}
		return "emergency_illness"
	}
	return []care.Outcome{care.OutcomeByMistake, "help", "help", care.OutcomeChild, care.OutcomeByMistake}[int(c.share(string(in.ID), "outcome")*5)]
}

// busy reports whether an order of the incident is still under way.
func (c *Crew) busy(ctx context.Context, id care.IncidentID) bool {
	orders, _, err := c.deps.Book.Orders(ctx, care.Everything, care.OrderQuery{Incident: id, Page: care.Page{Limit: 20}})
	return err != nil || slices.ContainsFunc(orders, func(o care.Order) bool { return !o.State.Over() })
}

// openStates are those in which something is left to do.
var openStates = []care.OrderState{care.OrderQueued, care.OrderAssigned, care.OrderAccepted, care.OrderOnTheWay, care.OrderArrived}

// work lets the workers take their next step.
func (c *Crew) work(ctx context.Context, now time.Time) error {
	orders, _, err := c.deps.Book.Orders(ctx, care.Everything, care.OrderQuery{States: openStates, Page: care.Page{Limit: 500}})
	if err != nil {
		return err
	}
	var errs error
	for _, o := range orders {
		errs = errors.Join(errs, c.stepOrder(ctx, o, now))
	}
	return errs
}

func (c *Crew) stepOrder(ctx context.Context, o care.Order, now time.Time) error {
	id, desk := string(o.ID), c.deps.Desk
	worker, known := c.people[o.WorkerID]
	if o.State != care.OrderQueued && (!known || o.WorkerID == personWorker) {
		return nil
	}
	// What a plan made for later waits until it is nearly time.
	if o.Source == "plan" && o.DueAt != nil && now.Before(o.DueAt.Add(-c.road(40*time.Minute))) {
		return nil
	}
	var err error
	switch o.State {
	case care.OrderQueued:
		if early(o, now) {
			return nil
		}
		// Left for a person for a while, unless it is an emergency.
		least := 40 * time.Second
		if o.Service == care.Emergency {
			least = 15 * time.Second
		} else if person := c.people[personWorker]; person.RegionID.Contains(o.RegionID) {
			least = 20 * time.Minute // what waits where the person works is the person's to take
		}
		if c.waited(id, "claim", &o.CreatedAt, now, least, 3*least) {
			err = c.claim(ctx, o)
		}
	case care.OrderAssigned:
		since := now
		if o.AcceptBy != nil {
			since = o.AcceptBy.Add(-time.Minute)
		}
		if o.Service == care.Emergency && worker.PhoneKind == care.PlainPhone {
			return nil // the gateway rings, and the key that is pressed decides
		}
		if o.Service != care.Emergency || c.waited(id, "accept", &since, now, 3*time.Second, 12*time.Second) {
			_, err = desk.Accept(ctx, worker, o.ID, 60*(4+int(c.share(id, "eta")*12)))
		}
	case care.OrderAccepted:
		if !early(o, now) && c.waited(id, "depart", o.AcceptedAt, now, c.road(10*time.Second), c.road(2*time.Minute)) {
			_, err = desk.Depart(ctx, worker, o.ID)
		}
	case care.OrderOnTheWay:
		if c.waited(id, "arrive", o.DepartedAt, now, c.road(2*time.Minute), c.road(9*time.Minute)) {
			if _, err = desk.Arrive(ctx, worker, o.ID, nil); err == nil {
				err = c.tellArrival(ctx, worker, o, now)
			}
		}
	case care.OrderArrived:
		least, most := c.stay(ctx, o)
		if c.waited(id, "complete", o.ArrivedAt, now, c.road(least), c.road(most)) {
			if err = c.tellWork(ctx, worker, o, now); err != nil {
				break
			}
			if _, err = desk.Complete(ctx, worker, o.ID, "已完成（样例）"); err == nil && c.deps.Visits != nil {
				_, err = c.deps.Visits.Ended(ctx, worker, o.ID, visits.Told{At: now})
			}
		}
	}
	return err
}

// able are the workers of an order's township who may take it, as they would be
// recommended, without the one who is left to a person.
func (c *Crew) able(ctx context.Context, o care.Order) (list []care.StaffID, two bool, err error) {
	advice, err := c.deps.Assigner.Weigh(ctx, author, o)
	for _, w := range advice.Candidates {
		if w.Fit() && w.WorkerID != personWorker && c.people[w.WorkerID].RegionID.Contains(o.RegionID) {
			list = append(list, w.WorkerID)
		}
	}
	return list, advice.NeedsSecond, err
}

// free picks who would be recommended first, where one may go alone.
func (c *Crew) free(ctx context.Context, o care.Order) (care.StaffID, bool) {
	list, two, err := c.able(ctx, o)
	if err != nil || two || len(list) == 0 {
		return "", false
	}
	return list[0], true
}

// claim lets that worker take an order; where nobody may go alone the crew's operator
// sends two.
func (c *Crew) claim(ctx context.Context, o care.Order) error {
	list, two, err := c.able(ctx, o)
	switch {
	case err != nil:
	case two && len(list) > 1:
		_, err = c.deps.Desk.SendTo(ctx, c.people[crewOperator], o.ID, list[0], list[1], time.Time{}, time.Time{})
	case !two && len(list) > 0:
		_, err = c.deps.Desk.Accept(ctx, c.people[list[0]], o.ID, 60*(5+int(c.share(string(o.ID), "eta")*20)))
	}
	return err
}

// early reports whether an order is for much later: it is left to be laid out with the
// day's others, and nobody sets out for it yet.
func early(o care.Order, now time.Time) bool {
	return o.DueAt != nil && o.DueAt.Sub(now) > 45*time.Minute
}

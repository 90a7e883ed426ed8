package dispatch

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// NewOrder is what is needed to make an [care.Order].
type NewOrder struct {
	Service  care.Service
	Elder    care.ElderID
	Incident care.IncidentID
	DueAt    *time.Time
	Note     string
	Source   string
	// Worker is who is sent at once; "" leaves it in the queue.
	Worker care.StaffID
	// Key makes the order idempotent: the same key of the same author is one order.
	Key string
}

// elderly are services that are about the elder in person, so that an absent
// elder needs none.
var elderly = []care.Service{care.Meal, care.Bathing, care.Cleaning, care.Medical, care.Companionship, care.VisitService}

// MakeOrder is the one maker of orders: for operators, home panels, alerts and
// plans alike. The order waits in the queue, or as a request to be decided on
// when the elder is away. It blocks until on disk.
func (d *Desk) MakeOrder(ctx context.Context, by care.Staff, want NewOrder) (care.Order, error) {
	if _, known := care.ParseService(string(want.Service)); !known {
		return care.Order{}, care.Invalid("body.service", "service.unknown", "没有这种服务")
	}
	if want.Elder == "" && want.Incident == "" {
		return care.Order{}, care.Invalid("body.elder_id", "order.for_whom", "请选择服务对象")
	}
	var elder care.Elder
	if want.Elder != "" {
		var err error
		if elder, err = d.deps.People.Elder(ctx, by.Scope(), want.Elder); err != nil {
			return care.Order{}, err
		}
	}
	if want.Worker != "" { // before anything is made: a name mistyped leaves no order behind
		w, err := d.workerFor(ctx, by, want.Worker)
		if err != nil {
			return care.Order{}, err
		}
		if !able(w, want.Service) {
			return care.Order{}, unskilled()
		}
	}
	where, err := d.whereabouts(ctx, want)
	if err != nil {
		return care.Order{}, err
	}
	id := care.OrderID(newID())
	if want.Key != "" {
		sum := sha256.Sum256([]byte(string(by.ID) + "\x00" + want.Key))
		id = care.OrderID(hex.EncodeToString(sum[:16]))
	}
	now := d.now()
	c, _, err := d.deps.Book.NewOrder(ctx, id, want.Incident, func(c *care.Case) (care.Change, error) {
		if c.Incident != nil && !by.Scope().Sees(c.Incident.RegionID, c.Incident.CenterID) {
			return care.Change{}, care.NotFound("incident")
		}
		if c.Incident != nil && c.Incident.State == care.IncidentClosed && want.Service == care.Emergency {
			return care.Change{}, care.Conflict("incident.closed", "这件已经结案")
		}
		o := d.draft(id, want, elder, c.Incident, now)
		if !where.Present() && slices.Contains(elderly, want.Service) {
			o.State = care.OrderRequested
			o.Note = strings.TrimSpace(o.Note + " （老人不在：" + string(where) + "，请先核实）")
		}
		c.Orders = append(c.Orders, o)
		return care.Change{Entries: []care.Entry{orderEntry(o, now, by.ID, "created", string(o.Service))}}, nil
	})
	if err != nil {
		return care.Order{}, fmt.Errorf("dispatch: make order: %w", err)
	}
	o := *c.Order(id)
	d.hurry(id)
	if want.Worker != "" && o.State == care.OrderQueued {
		return d.Assign(ctx, by, id, want.Worker)
	}
	return o, nil
}

// workerFor finds a worker whom by may send: a site sends its own, or the county's.
func (d *Desk) workerFor(ctx context.Context, by care.Staff, id care.StaffID) (care.Staff, error) {
	w, err := d.deps.Posts.StaffMember(ctx, id)
	if err != nil && !errors.Is(err, care.ErrNotFound) {
		return care.Staff{}, fmt.Errorf("dispatch: worker: %w", err)
	}
	if err != nil || w.Role != care.Worker || w.Disabled || by.CenterID != "" && w.CenterID != "" && w.CenterID != by.CenterID {
		return care.Staff{}, care.Invalid("body.worker_id", "worker.unknown", "没有这位服务人员")
	}
	return w, nil
}

func able(w care.Staff, s care.Service) bool {
	return len(w.Skills) == 0 || slices.Contains(w.Skills, s)
}

func unskilled() error {
	return care.Conflict("worker.unskilled", "这位服务人员没有登记这项服务的资质")
}

func (d *Desk) draft(id care.OrderID, want NewOrder, elder care.Elder, in *care.Incident, now time.Time) *care.Order {
	o := &care.Order{
		ID: id, Service: want.Service, State: care.OrderQueued, ElderID: elder.ID, HouseholdID: elder.HouseholdID,
		CenterID: elder.CenterID, RegionID: elder.RegionID, IncidentID: want.Incident, Priority: priorityOf(want.Service),
		Note: strings.TrimSpace(want.Note), Source: want.Source, DueAt: want.DueAt, CreatedAt: now, Trial: d.deps.Trial(),
	}
	if in != nil {
		if o.ElderID == "" {
			o.ElderID = in.ElderID
		}
		if o.HouseholdID == "" {
			o.HouseholdID = in.HouseholdID
		}
		if o.RegionID == "" {
			o.RegionID, o.CenterID = in.RegionID, in.CenterID
		}
		if o.Source == "" {
			o.Source = sourceOffer
		}
	}
	return o
}

func priorityOf(s care.Service) int {
	switch s {
	case care.Emergency:
		return 0
	case care.Medical:
		return 1
	}
	return 2
}

// when is the instant at which an order finds its elder.
func (d *Desk) when(due *time.Time) time.Time {
	now := d.now()
	if due != nil && due.After(now) {
		return *due
	}
	return now
}

func (d *Desk) whereabouts(ctx context.Context, want NewOrder) (care.WhereaboutsState, error) {
	if want.Elder == "" || want.Service == care.Emergency {
		return care.AtHome, nil
	}
	where, err := d.deps.Whereabouts.Expected(ctx, want.Elder, d.when(want.DueAt))
	if err != nil {
		return "", fmt.Errorf("dispatch: whereabouts: %w", err)
	}
	if where == care.Deceased && slices.Contains(elderly, want.Service) {
		return "", care.Conflict("order.deceased", "老人已登记去世，不能再安排上门服务")
	}
	return where, nil
}

// repressed is how long a second press of the green key for the same service is
// taken as impatience rather than a second wish.
const repressed = 30 * time.Minute

// Request makes an order of a wish that came from a home panel's green key.
// Idempotent by device and request id; blocks until on disk. An error of kind
// conflict or invalid is final.
func (d *Desk) Request(ctx context.Context, r care.Request) error {
	together, err := d.together(ctx, r.Place)
	if err != nil {
		return fmt.Errorf("dispatch: request: %w", err)
	}
	elder, err := d.wisher(ctx, together)
	if err != nil {
		return err
	}
	open, err := d.deps.Shelf.OpenOrdersOf(ctx, elder)
	if err != nil {
		return fmt.Errorf("dispatch: request: %w", err)
	}
	now := d.now() // by our clock: the panel's may be wrong
	for _, o := range open {
		if o.Service == r.Service && o.Source == "panel" && now.Sub(o.CreatedAt) < repressed {
			return nil
		}
	}
	want := NewOrder{Service: r.Service, Elder: elder, Source: "panel", Key: string(r.Place.Device) + "/" + string(r.ID)}
	if len(together) > 1 {
		want.Note = "共用面板，请核实是哪位老人需要"
	}
	_, err = d.MakeOrder(ctx, care.Staff{ID: care.System, Role: care.Admin, Name: "绿键"}, want)
	return err
}

// wisher is who most likely pressed the green key of a shared panel: the first
// who is there, else the first who lives.
func (d *Desk) wisher(ctx context.Context, together []care.ElderID) (care.ElderID, error) {
	if len(together) == 0 {
		return "", care.Invalid("device", "request.nobody", "设备没有登记到住户或老人，无法生成工单")
	}
	var alive care.ElderID
	for _, id := range together {
		where, err := d.deps.Whereabouts.Expected(ctx, id, d.now())
		if err != nil {
			return "", fmt.Errorf("dispatch: whereabouts: %w", err)
		}
		if where.Present() {
			return id, nil
		}
		if alive == "" && where != care.Deceased {
			alive = id
		}
	}
	return cmp.Or(alive, together[0]), nil
}

// orderStep is one act on an order.
type orderStep struct {
	verb string // for the journal
	from []care.OrderState
	// done reports that the order is there already by the same hand, so that a
	// step sent twice is one.
	done func(o *care.Order) bool
	do   func(o *care.Order, now time.Time) error
	note string
	// after changes the incident that the order belongs to.
	after func(c *care.Case, o *care.Order, change *care.Change, now time.Time)
	// anyone lets a worker act on an order that is nobody's yet.
	anyone bool
	// workers marks what is the worker's own to do, so that somebody else who enters
	// it does so on the worker's behalf (代录).
	workers bool
}

// mayAct reports whether by may act on o: a worker on the own orders and on those
// that wait, others on what they see.
func mayAct(by care.Staff, o *care.Order, s orderStep) error {
	if by.Role != care.Worker || o.WorkerID == by.ID {
		return nil
	}
	if !s.anyone || o.State != care.OrderQueued {
		return taken(o)
	}
	return nil
}

// inReach reports whether by may know of o at all. A worker who lost the race for
// an order is told by whom, if it was in reach.
func inReach(by care.Staff, o *care.Order, s orderStep) bool {
	if o.VisibleTo(by.Scope()) {
		return true
	}
	waiting := *o
	waiting.State = care.OrderQueued
	return by.Role == care.Worker && o.WorkerID != "" && s.anyone && waiting.VisibleTo(by.Scope())
}

func taken(o *care.Order) error {
	return &care.Fault{Kind: care.ErrConflict, Code: "order.taken", Detail: "这张工单不在您手上", Winner: o.WorkerID}
}

func (d *Desk) step(ctx context.Context, by care.Staff, id care.OrderID, s orderStep) (care.Order, error) {
	now := d.now()
	c, err := d.deps.Book.ChangeOrder(ctx, id, func(c *care.Case) (care.Change, error) {
		o := c.Order(id)
		switch {
		case !inReach(by, o, s):
			return care.Change{}, care.NotFound("order")
		case s.done(o):
			return care.Change{}, nil
		}
		if err := mayAct(by, o, s); err != nil {
			return care.Change{}, err
		}
		if !slices.Contains(s.from, o.State) {
			return care.Change{}, &care.Fault{Kind: care.ErrConflict, Code: "order.state", Detail: "工单现在的状态不能这样操作", Winner: o.WorkerID}
		}
		if err := s.do(o, now); err != nil {
			return care.Change{}, err
		}
		o.OnBehalf = ""
		if s.workers && by.Role != care.Worker && o.WorkerID != "" {
			o.OnBehalf = by.ID
		}
		change := care.Change{Entries: []care.Entry{orderEntry(o, now, by.ID, s.verb, s.note)}}
		if c.Incident != nil && s.after != nil {
			s.after(c, o, &change, now)
		}
		return change, nil
	})
	if err != nil {
		return care.Order{}, fmt.Errorf("dispatch: order %s: %w", id, err)
	}
	d.feedbackDue.kick()
	d.hurry(id)
	return *c.Order(id), nil
}

// Assign sends a queued order to a worker, or an accepted one to another. The
// worker has a while to accept; then it goes back.
func (d *Desk) Assign(ctx context.Context, by care.Staff, id care.OrderID, worker care.StaffID) (care.Order, error) {
	w, err := d.workerFor(ctx, by, worker)
	if err != nil {
		return care.Order{}, err
	}
	return d.step(ctx, by, id, orderStep{
		verb: "assigned", note: string(w.ID),
		from: []care.OrderState{care.OrderRequested, care.OrderQueued, care.OrderAssigned, care.OrderAccepted, care.OrderOnTheWay},
		done: func(o *care.Order) bool { return o.WorkerID == w.ID && o.State == care.OrderAssigned },
		do: func(o *care.Order, now time.Time) error {
			if !able(w, o.Service) {
				return unskilled()
			}
			within := d.cfg.Accept
			if o.Service == care.Emergency {
				within = d.cfg.AcceptEmergency
			}
			o.State, o.WorkerID, o.AcceptBy = care.OrderAssigned, w.ID, at(now.Add(within))
			o.AcceptedAt, o.DepartedAt, o.ETASeconds = nil, nil, 0
			return nil
		},
		after: func(c *care.Case, o *care.Order, change *care.Change, now time.Time) {
			fallBack(c, o, change, now, by.ID)
		},
	})
}

// Queue accepts a request that waited for a decision.
func (d *Desk) Queue(ctx context.Context, by care.Staff, id care.OrderID) (care.Order, error) {
	return d.step(ctx, by, id, orderStep{
		verb: "queued", from: []care.OrderState{care.OrderRequested},
		done: func(o *care.Order) bool { return o.State == care.OrderQueued },
		do:   func(o *care.Order, _ time.Time) error { o.State = care.OrderQueued; return nil },
	})
}

// Accept is the worker's yes: to an assignment, or as a claim to a queued order.
// Two claims at once have one winner; the other gets a conflict that names the
// winner. etaSeconds is when the worker expects to be there; 0 is unknown.
func (d *Desk) Accept(ctx context.Context, by care.Staff, id care.OrderID, etaSeconds int) (care.Order, error) {
	return d.step(ctx, by, id, orderStep{
		verb: "accepted", from: []care.OrderState{care.OrderQueued, care.OrderAssigned}, anyone: true, workers: true,
		done: func(o *care.Order) bool {
			return o.State == care.OrderAccepted && (o.WorkerID == by.ID || by.Role != care.Worker)
		},
		do: func(o *care.Order, now time.Time) error {
			if o.WorkerID == "" {
				if by.Role != care.Worker {
					return care.Invalid("body", "order.no_worker", "请先选择由谁去")
				}
				if !able(by, o.Service) {
					return care.Conflict("worker.unskilled", "您没有登记这项服务的资质")
				}
				o.WorkerID = by.ID
			}
			o.State, o.AcceptBy, o.AcceptedAt, o.ETASeconds = care.OrderAccepted, nil, at(now), max(etaSeconds, 0)
			return nil
		},
		after: func(c *care.Case, o *care.Order, change *care.Change, now time.Time) {
			in := c.Incident
			if in.State == care.IncidentOpen || in.State == care.IncidentAnswered || in.State == care.IncidentDispatched {
				dispatched(in, change, now, by.ID, d.nameOf(ctx, o.WorkerID), o.ETASeconds)
			}
		},
	})
}

// Decline gives an assignment back; it waits in the queue again.
func (d *Desk) Decline(ctx context.Context, by care.Staff, id care.OrderID, reason string) (care.Order, error) {
	return d.step(ctx, by, id, orderStep{
		verb: "declined", note: reason, from: []care.OrderState{care.OrderAssigned, care.OrderAccepted, care.OrderOnTheWay}, workers: true,
		done: func(o *care.Order) bool {
			return o.State == care.OrderQueued && (by.Role != care.Worker || slices.Contains(o.Declined, by.ID))
		},
		do:    func(o *care.Order, _ time.Time) error { giveBack(o); return nil },
		after: d.ringBack(by.ID),
	})
}

func giveBack(o *care.Order) {
	if o.WorkerID != "" && !slices.Contains(o.Declined, o.WorkerID) {
		o.Declined = append(o.Declined, o.WorkerID)
	}
	o.State, o.WorkerID, o.AcceptBy, o.AcceptedAt, o.DepartedAt, o.ETASeconds = care.OrderQueued, "", nil, nil, nil, 0
}

// Depart notes that the worker is on the way.
func (d *Desk) Depart(ctx context.Context, by care.Staff, id care.OrderID) (care.Order, error) {
	return d.step(ctx, by, id, orderStep{
		verb: "departed", from: []care.OrderState{care.OrderAccepted}, workers: true,
		done: func(o *care.Order) bool { return o.State == care.OrderOnTheWay },
		do: func(o *care.Order, now time.Time) error {
			o.State, o.DepartedAt = care.OrderOnTheWay, at(now)
			return nil
		},
	})
}

// Arrive notes that the worker is with the elder. For an incident that is a
// named person who saw the elder; a failed order takes it back.
func (d *Desk) Arrive(ctx context.Context, by care.Staff, id care.OrderID, spot *care.Location) (care.Order, error) {
	note := ""
	if spot != nil {
		note = "gps"
	}
	return d.step(ctx, by, id, orderStep{
		verb: "arrived", note: note, from: []care.OrderState{care.OrderAccepted, care.OrderOnTheWay}, workers: true,
		done: func(o *care.Order) bool { return o.State == care.OrderArrived },
		do: func(o *care.Order, now time.Time) error {
			o.State, o.ArrivedAt = care.OrderArrived, at(now)
			if o.DepartedAt == nil {
				o.DepartedAt = at(now)
			}
			return nil
		},
		after: func(c *care.Case, o *care.Order, change *care.Change, now time.Time) {
			in := c.Incident
			if in.State == care.IncidentClosed || in.State == care.IncidentArrived {
				return
			}
			who := d.nameOf(ctx, o.WorkerID)
			in.State = care.IncidentArrived
			if in.ArrivedAt == nil {
				in.ArrivedAt = at(now)
			}
			contacted(in, care.Contacted{How: "seen", Who: who, At: now, By: by.ID, Note: "上门打卡 " + o.Number})
			change.Entries = append(change.Entries, incidentEntry(in, now, by.ID, "arrived", who))
			change.Feedback = append(change.Feedback, care.StepMade{Step: care.StepArrived, By: who})
		},
	})
}

// Complete ends an order that was carried out.
func (d *Desk) Complete(ctx context.Context, by care.Staff, id care.OrderID, result string) (care.Order, error) {
	return d.step(ctx, by, id, orderStep{
		verb: "completed", note: result, from: []care.OrderState{care.OrderArrived}, workers: true,
		done: func(o *care.Order) bool { return o.State == care.OrderCompleted },
		do: func(o *care.Order, now time.Time) error {
			o.Result = strings.TrimSpace(result)
			finish(o, care.OrderCompleted, now, &o.CompletedAt)
			return nil
		},
	})
}

// Cancel ends an order that is not wanted any more.
func (d *Desk) Cancel(ctx context.Context, by care.Staff, id care.OrderID, reason string) (care.Order, error) {
	return d.stop(ctx, by, id, "cancelled", care.OrderCancelled, reason,
		[]care.OrderState{care.OrderRequested, care.OrderQueued, care.OrderAssigned, care.OrderAccepted, care.OrderOnTheWay})
}

// Fail ends an order that could not be carried out.
func (d *Desk) Fail(ctx context.Context, by care.Staff, id care.OrderID, reason string) (care.Order, error) {
	return d.stop(ctx, by, id, "failed", care.OrderFailed, reason,
		[]care.OrderState{care.OrderQueued, care.OrderAssigned, care.OrderAccepted, care.OrderOnTheWay, care.OrderArrived})
}

func (d *Desk) stop(ctx context.Context, by care.Staff, id care.OrderID, verb string, to care.OrderState, reason string, from []care.OrderState) (care.Order, error) {
	if reason = strings.TrimSpace(reason); reason == "" {
		return care.Order{}, care.Invalid("body.reason", "reason.empty", "请写明原因")
	}
	return d.step(ctx, by, id, orderStep{
		verb: verb, note: reason, from: from, workers: to == care.OrderFailed,
		done: func(o *care.Order) bool { return o.State == to },
		do: func(o *care.Order, now time.Time) error {
			o.Reason = reason
			finish(o, to, now, nil)
			return nil
		},
		after: d.ringBack(by.ID),
	})
}

func finish(o *care.Order, to care.OrderState, now time.Time, when **time.Time) {
	o.State, o.AcceptBy = to, nil
	if when != nil {
		*when = at(now)
	}
}

// fallBack takes an incident back to where it stands without o, or without help
// that does not come (nil): to dispatched while others are on the way, to answered
// when nobody is any more, which it reports. A worker who failed at the door has
// seen nobody.
func fallBack(c *care.Case, o *care.Order, change *care.Change, now time.Time, by care.StaffID) bool {
	in := c.Incident
	if in.State != care.IncidentDispatched && in.State != care.IncidentArrived {
		return false
	}
	going := len(in.Help) > 0
	for _, other := range c.Orders {
		switch other.State {
		case care.OrderAccepted, care.OrderOnTheWay:
			going = true
		case care.OrderArrived, care.OrderCompleted:
			return false
		}
	}
	if o != nil && in.Contact != nil && in.Contact.How == "seen" && strings.HasSuffix(in.Contact.Note, o.Number) {
		in.Contact = nil
	}
	if going {
		if in.State == care.IncidentArrived {
			in.State = care.IncidentDispatched
			change.Entries = append(change.Entries, incidentEntry(in, now, by, "dispatched", ""))
		}
		return false
	}
	in.State = care.IncidentAnswered
	change.Entries = append(change.Entries, incidentEntry(in, now, by, "nobody_on_the_way", ""))
	return true
}

// ringBack is fallBack for a step that takes the help away: the desk rings, but
// not for what the incident's own operator did.
func (d *Desk) ringBack(by care.StaffID) func(*care.Case, *care.Order, *care.Change, time.Time) {
	return func(c *care.Case, o *care.Order, change *care.Change, now time.Time) {
		if fallBack(c, o, change, now, by) && c.Incident.AnsweredBy != by && !c.Incident.Ringing {
			d.ring(c.Incident, now)
		}
	}
}

func orderEntry(o *care.Order, now time.Time, by care.StaffID, verb, note string) care.Entry {
	e := care.Entry{At: now, By: by, What: "order." + verb, Noun: "order", Subject: string(o.ID),
		RegionID: o.RegionID, CenterID: o.CenterID, Worker: o.WorkerID, Note: note}
	if o.IncidentID != "" {
		e.Related = "incident:" + string(o.IncidentID)
	}
	return e
}

// nameOf is how a senior hears of a worker; the id when the name is not to be had.
func (d *Desk) nameOf(ctx context.Context, id care.StaffID) string {
	if s, err := d.deps.Posts.StaffMember(ctx, id); err == nil && s.Name != "" {
		return s.Name
	}
	return string(id)
}

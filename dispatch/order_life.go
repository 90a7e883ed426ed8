package dispatch

import (
	"context"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// Queue accepts a request that waited for a decision.
func (d *Desk) Queue(ctx context.Context, by care.Staff, id care.OrderID) (care.Order, error) {
	return d.step(ctx, by, id, orderStep{
		verb: "queued", from: []care.OrderState{care.OrderRequested},
		done: func(o *care.Order) bool { return o.State == care.OrderQueued },
		do: func(o *care.Order, _ time.Time) error {
			o.State = care.OrderQueued
			if o.Aside != "" { // whoever let it go may take it after all
				o.Aside, o.Returns, o.Declined = "", 0, nil
			}
			return nil
		},
	})
}

// Accept is the worker's yes: to an assignment, or as a claim to a queued order.
// Two claims at once have one winner; the other gets a conflict that names the
// winner. etaSeconds is when the worker expects to be there; 0 is unknown.
func (d *Desk) Accept(ctx context.Context, by care.Staff, id care.OrderID, etaSeconds int) (care.Order, error) {
	return d.accept(ctx, by, id, acceptance{etaSeconds: etaSeconds})
}

// acceptance is how somebody says yes.
type acceptance struct {
	etaSeconds int
	// claim takes only what waits for anybody, and what by never let go: by did not
	// choose it.
	claim bool
}

func (d *Desk) accept(ctx context.Context, by care.Staff, id care.OrderID, a acceptance) (care.Order, error) {
	if err := d.mayClaim(ctx, by, id); err != nil {
		return care.Order{}, err
	}
	return d.step(ctx, by, id, orderStep{
		verb: "accepted", from: []care.OrderState{care.OrderQueued, care.OrderAssigned}, anyone: true, workers: true, goes: true,
		done: func(o *care.Order) bool {
			return !a.claim && o.State == care.OrderAccepted && (o.WorkerID == by.ID || by.Role != care.Worker)
		},
		do: func(o *care.Order, now time.Time) error {
			if a.claim && (o.State != care.OrderQueued || slices.Contains(o.Declined, by.ID)) {
				return taken(o)
			}
			if o.WorkerID == "" {
				if by.Role != care.Worker {
					return care.Invalid("body", "order.no_worker", "请先选择由谁去")
				}
				if !able(by, o.Service) {
					return care.Conflict("worker.unskilled", "您没有登记这项服务的资质")
				}
				o.WorkerID = by.ID
			}
			o.State, o.AcceptBy, o.AcceptedAt, o.ETASeconds = care.OrderAccepted, nil, at(now), max(a.etaSeconds, 0)
			return nil
		},
		after: func(c *care.Case, o *care.Order, change *care.Change, now time.Time) {
			in := c.Incident
			if helps(o, now) && (in.State == care.IncidentOpen || in.State == care.IncidentAnswered || in.State == care.IncidentDispatched) {
				dispatched(in, change, now, by.ID, d.goerOf(ctx, o))
			}
		},
	})
}

// helpsWithin is how soon an order must be due to be of any help to whoever called.
const helpsWithin = time.Hour

// helps reports whether somebody who accepted o is on the way to whoever called: the bath
// on Tuesday, that was asked for on the same telephone, brings nobody now.
func helps(o *care.Order, now time.Time) bool {
	return o.Service == care.Emergency || o.State == care.OrderOnTheWay || o.DueAt == nil || !o.DueAt.After(now.Add(helpsWithin))
}

// Decline gives an assignment back; it waits in the queue again, but an emergency goes
// to the next at once.
func (d *Desk) Decline(ctx context.Context, by care.Staff, id care.OrderID, reason string) (care.Order, error) {
	next := d.nextAfter(ctx, by, id)
	return d.step(ctx, by, id, orderStep{
		verb: "declined", note: reason, from: []care.OrderState{care.OrderAssigned, care.OrderAccepted, care.OrderOnTheWay}, workers: true,
		done: func(o *care.Order) bool {
			return (o.State == care.OrderQueued || o.Aside != "") && (by.Role != care.Worker || slices.Contains(o.Declined, by.ID))
		},
		do:    func(o *care.Order, _ time.Time) error { giveBack(o); return nil },
		also:  d.orAside(by.ID, reason),
		after: d.ringBack(by.ID),
		then:  func(o *care.Order, change *care.Change, now time.Time) { d.reoffer(o, next, now, change) },
	})
}

func giveBack(o *care.Order) {
	if o.WorkerID != "" && !slices.Contains(o.Declined, o.WorkerID) {
		o.Declined = append(o.Declined, o.WorkerID)
	}
	o.State, o.WorkerID, o.SecondID, o.AcceptBy, o.PlannedAt, o.AcceptedAt, o.DepartedAt, o.ETASeconds = care.OrderQueued, "", "", nil, nil, nil, nil, 0
	o.Returns++
}

// Depart notes that the worker is on the way.
func (d *Desk) Depart(ctx context.Context, by care.Staff, id care.OrderID) (care.Order, error) {
	return d.step(ctx, by, id, orderStep{
		verb: "departed", from: []care.OrderState{care.OrderAccepted}, workers: true, goes: true,
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
			if !in.Disappeared.Gone() { // who is lost is not at the door
				contacted(in, care.Contacted{How: "seen", Who: who, At: now, By: by.ID, Note: "上门打卡 " + o.Number})
			}
			change.Entries = append(change.Entries, incidentEntry(in, now, by.ID, "arrived", who))
			change.Feedback = append(change.Feedback, care.StepMade{Step: care.StepArrived, By: care.SpokenName(who)})
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
	return d.stopFor(ctx, by, id, "", reason)
}

func (d *Desk) stopFor(ctx context.Context, by care.Staff, id care.OrderID, because care.CalledOff, reason string) (care.Order, error) {
	from := []care.OrderState{care.OrderRequested, care.OrderQueued, care.OrderAssigned, care.OrderAccepted, care.OrderOnTheWay}
	if because == "" { // what a person calls off stays called off, also when it was already
		from = append(from, care.OrderCancelled)
	}
	return d.stop(ctx, by, id, "cancelled", care.OrderCancelled, because, reason, from)
}

// CallOff cancels an order for a reason that may be over again: then it comes back.
func (d *Desk) CallOff(ctx context.Context, by care.Staff, id care.OrderID, because care.CalledOff, reason string) (care.Order, error) {
	return d.stopFor(ctx, by, id, because, reason)
}

// TakeUp brings an order back that no person called off. It waits in the queue as the
// first time, and keeps its number and its price. Idempotent: one that goes on is left as
// it is, and so is one that a person called off since. Blocks until on disk.
func (d *Desk) TakeUp(ctx context.Context, by care.Staff, id care.OrderID) (care.Order, error) {
	return d.step(ctx, by, id, orderStep{
		verb: "taken_up", from: []care.OrderState{care.OrderCancelled},
		done: func(o *care.Order) bool { return o.State != care.OrderCancelled || o.CalledOff == "" },
		do: func(o *care.Order, _ time.Time) error {
			o.State, o.WorkerID, o.SecondID, o.AcceptBy, o.PlannedAt, o.AcceptedAt, o.DepartedAt, o.ETASeconds = care.OrderQueued, "", "", nil, nil, nil, nil, 0
			o.CalledOff, o.Reason, o.Aside, o.Returns, o.Declined = "", "", "", 0, nil
			return nil
		},
	})
}

// absent begins what an order says of an elder who is not there.
const absent = "（老人不在："

// Amend writes anew what an order says and which site serves it, as long as nobody has set
// out. What it says of an absent elder stays. Idempotent; blocks until on disk.
func (d *Desk) Amend(ctx context.Context, by care.Staff, id care.OrderID, note string, center care.CenterID) (care.Order, error) {
	says := func(o *care.Order) string {
		if i := strings.Index(o.Note, absent); i >= 0 {
			return strings.TrimSpace(note + " " + o.Note[i:])
		}
		return strings.TrimSpace(note)
	}
	return d.step(ctx, by, id, orderStep{
		verb: "amended", from: []care.OrderState{care.OrderRequested, care.OrderQueued, care.OrderAssigned, care.OrderAccepted},
		done: func(o *care.Order) bool { return o.Note == says(o) && o.CenterID == center },
		do: func(o *care.Order, _ time.Time) error {
			o.Note, o.CenterID = says(o), center
			return nil
		},
	})
}

// Fail ends an order that could not be carried out.
func (d *Desk) Fail(ctx context.Context, by care.Staff, id care.OrderID, reason string) (care.Order, error) {
	return d.stop(ctx, by, id, "failed", care.OrderFailed, "", reason,
		[]care.OrderState{care.OrderQueued, care.OrderAssigned, care.OrderAccepted, care.OrderOnTheWay, care.OrderArrived})
}

func (d *Desk) stop(ctx context.Context, by care.Staff, id care.OrderID, verb string, to care.OrderState, because care.CalledOff, reason string, from []care.OrderState) (care.Order, error) {
	if reason = strings.TrimSpace(reason); reason == "" {
		return care.Order{}, care.Invalid("body.reason", "reason.empty", "请写明原因")
	}
	return d.step(ctx, by, id, orderStep{
		verb: verb, note: reason, from: from, workers: to == care.OrderFailed,
		done: func(o *care.Order) bool {
			return o.State == to && (o.CalledOff == "" || o.CalledOff == because || !slices.Contains(from, to))
		},
		do: func(o *care.Order, now time.Time) error {
			o.Reason, o.CalledOff = reason, because
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
			going = going || helps(other, now)
		case care.OrderArrived:
			return false
		case care.OrderCompleted: // else before the incident began anew
			if in.State == care.IncidentArrived {
				return false
			}
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
		others(in, o, change, now)
		return false
	}
	in.State = care.IncidentAnswered
	change.Feedback = append(change.Feedback, care.StepMade{Step: care.StepAnswered, Said: care.SaySearching})
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

package dispatch

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"yian/care"
)

// Adviser knows whom an order could go to. Both block on reads and change nothing.
type Adviser interface {
	// Stops returns why an order must not go to a worker; none: it may.
	Stops(ctx context.Context, o care.Order, w care.Staff) ([]care.Argument, error)
	// Next returns whom to ask next for an emergency that others let go; "": nobody.
	Next(ctx context.Context, o care.Order) (care.StaffID, error)
}

// Assign sends a queued order to a worker, or an accepted one to another. The
// worker has a while to accept; then it goes back.
func (d *Desk) Assign(ctx context.Context, by care.Staff, id care.OrderID, worker care.StaffID) (care.Order, error) {
	return d.SendTo(ctx, by, id, worker, "", time.Time{}, time.Time{})
}

// SendTo is Assign with whoever goes along where nobody may go alone, and with the
// instant by which the worker must have accepted when that is later than usual: what is
// sent in the morning for the afternoon may wait. planned is when a round has the worker
// there, and a round takes nothing from whoever took it since; zero: no round does.
func (d *Desk) SendTo(ctx context.Context, by care.Staff, id care.OrderID, worker, second care.StaffID, acceptBy, planned time.Time) (care.Order, error) {
	w, err := d.workerFor(ctx, by, worker)
	if err != nil {
		return care.Order{}, err
	}
	if err := d.mayGo(ctx, by, id, w, second); err != nil {
		return care.Order{}, err
	}
	rung := d.byVoice(ctx, w.ID)
	o, err := d.step(ctx, by, id, orderStep{
		verb: "assigned", note: string(w.ID), goes: true,
		from: []care.OrderState{care.OrderRequested, care.OrderQueued, care.OrderAssigned, care.OrderAccepted, care.OrderOnTheWay},
		done: func(o *care.Order) bool { // whoever said yes already keeps it so
			return o.WorkerID == w.ID && o.SecondID == second && slices.Contains(theirs, o.State)
		},
		do: func(o *care.Order, now time.Time) error {
			if !planned.IsZero() && o.WorkerID != "" && o.WorkerID != w.ID {
				return taken(o) // since the round was laid out
			}
			if !able(w, o.Service) {
				return unskilled()
			}
			d.assignTo(o, w.ID, now)
			o.SecondID = second
			if rung != nil && o.Service != care.Emergency { // who is rung in the morning accepts in the morning
				o.AcceptBy = at(care.Daytime(now).Add(d.cfg.Accept))
			}
			if o.Service != care.Emergency && acceptBy.After(*o.AcceptBy) {
				o.AcceptBy = at(acceptBy.UTC().Truncate(time.Millisecond))
			}
			if !planned.IsZero() {
				o.PlannedAt = at(planned.UTC().Truncate(time.Millisecond))
			}
			return nil
		},
		also: func(o *care.Order, change *care.Change, now time.Time) { d.ringWorker(ctx, o, rung, now, change) },
		after: func(c *care.Case, o *care.Order, change *care.Change, now time.Time) {
			fallBack(c, o, change, now, by.ID)
		},
	})
	d.noticeDue.Ring()
	return o, err
}

// theirs are the states of an order that a worker has and is not there with.
var theirs = []care.OrderState{care.OrderAssigned, care.OrderAccepted, care.OrderOnTheWay}

// assignTo gives o to a worker who has yet to accept it.
func (d *Desk) assignTo(o *care.Order, worker care.StaffID, now time.Time) {
	within := d.cfg.Accept
	if o.Service == care.Emergency {
		within = d.cfg.AcceptEmergency
	}
	o.State, o.WorkerID, o.SecondID, o.AcceptBy = care.OrderAssigned, worker, "", at(now.Add(within))
	o.AcceptedAt, o.DepartedAt, o.PlannedAt, o.ETASeconds = nil, nil, nil, 0
	if o.Aside != "" { // that was the decision it waited for
		o.Aside, o.Returns = "", 0
	}
}

// mayGo refuses a worker whom something stops, and one alone where two must go. What
// stops is read before the book decides: it is about persons, not about the order's
// state.
func (d *Desk) mayGo(ctx context.Context, by care.Staff, id care.OrderID, w care.Staff, second care.StaffID) error {
	if d.deps.Adviser == nil {
		return nil
	}
	o, err := d.deps.Shelf.Order(ctx, by.Scope(), id)
	if err != nil {
		return fmt.Errorf("dispatch: order %s: %w", id, err)
	}
	if o.Service == care.Emergency { // whoever is near goes; the skill is looked at in the book
		return nil
	}
	// An operator may ask again somebody who did not answer; and who has it has it.
	o.Declined = nil
	if o.WorkerID == w.ID && o.State != care.OrderQueued && o.SecondID == second {
		return nil
	}
	if err := d.stopped(ctx, o, w); err != nil {
		return err
	}
	if second == "" {
		return d.alone(ctx, o)
	}
	if second == w.ID {
		return care.Invalid("body.second_id", "order.second_same", "同去的人不能是同一位")
	}
	along, err := d.workerFor(ctx, by, second)
	if err != nil {
		return err
	}
	return d.stopped(ctx, o, along)
}

// mayMake is mayGo for an order that is not made yet.
func (d *Desk) mayMake(ctx context.Context, want NewOrder, elder care.Elder, w care.Staff) error {
	if want.Service == care.Emergency {
		return nil
	}
	o := care.Order{Service: want.Service, ElderID: want.Elder, HouseholdID: elder.HouseholdID, RegionID: elder.RegionID, OfferingID: want.Offering, DueAt: want.DueAt}
	if err := d.stopped(ctx, o, w); err != nil {
		return err
	}
	return d.alone(ctx, o)
}

// stopped is the first thing that stops an order from going to a worker.
func (d *Desk) stopped(ctx context.Context, o care.Order, w care.Staff) error {
	if d.deps.Adviser == nil {
		return nil
	}
	stops, err := d.deps.Adviser.Stops(ctx, o, w)
	if err != nil {
		return fmt.Errorf("dispatch: whom to send: %w", err)
	}
	if len(stops) == 0 {
		return nil
	}
	if stops[0].Code == "skill" {
		return unskilled()
	}
	return care.Conflict("worker."+stops[0].Code, stopText(stops[0], w.Name))
}

// stopText says to people what stops a worker.
func stopText(a care.Argument, name string) string {
	switch a.Code {
	case "certificate_missing":
		return name + "没有登记“" + a.Text + "”，不能做这项服务"
	case "certificate_expired":
		return name + "的“" + a.Text + "”已过期，不能做这项服务"
	case "kin":
		return name + "是老人的亲属，按规定不能派"
	case "refused":
		return "老人不要" + name + "上门"
	case "diet":
		return name + "不能配送“" + a.Text + "”餐"
	case "declined":
		return name + "已经退过这一单"
	}
	return name + "不能做这一单"
}

// alone refuses to send one person where two must go.
func (d *Desk) alone(ctx context.Context, o care.Order) error {
	if o.OfferingID == "" || d.deps.Catalogue == nil {
		return nil
	}
	row, err := d.deps.Catalogue.Offering(ctx, o.OfferingID)
	if err != nil && !errors.Is(err, care.ErrNotFound) {
		return fmt.Errorf("dispatch: offering: %w", err)
	}
	if row.TwoPersons {
		return care.Conflict("order.second_needed", "这项服务要两个人同去，请再选一位同去的人")
	}
	return nil
}

// mayClaim refuses a worker who takes an order that waits, for what would stop an
// operator from sending it there.
func (d *Desk) mayClaim(ctx context.Context, by care.Staff, id care.OrderID) error {
	if d.deps.Adviser == nil || by.Role != care.Worker {
		return nil
	}
	o, err := d.deps.Shelf.Order(ctx, by.Scope(), id)
	if errors.Is(err, care.ErrNotFound) {
		return nil // taken by now: the book says by whom
	}
	if err != nil {
		return fmt.Errorf("dispatch: order %s: %w", id, err)
	}
	if o.State != care.OrderQueued || o.Service == care.Emergency {
		return nil
	}
	o.Declined = nil // who thought better of it may have it
	if err := d.stopped(ctx, o, by); err != nil {
		return err
	}
	return d.alone(ctx, o)
}

// mostOffers is how many workers are asked for an emergency one after the other before
// it waits for everybody near.
const mostOffers = 4

// nextFor returns whom to ask after the worker who has an emergency let it go; "" when
// it is to wait for everybody. What cannot be read is nobody: then everybody may take
// it.
func (d *Desk) nextFor(ctx context.Context, o care.Order) care.StaffID {
	if d.deps.Adviser == nil || o.Service != care.Emergency || o.State.Over() || d.unsafeFor(ctx, &o) {
		return ""
	}
	if o.WorkerID != "" && !slices.Contains(o.Declined, o.WorkerID) {
		o.Declined = append(slices.Clone(o.Declined), o.WorkerID)
	}
	if len(o.Declined) >= mostOffers {
		return ""
	}
	next, err := d.deps.Adviser.Next(ctx, o)
	if err != nil {
		d.log.Warn("nobody to ask next was found", "order_id", o.ID, "err", err)
		return ""
	}
	return next
}

// reoffer asks the next for an emergency that was just given back; it reports whether
// somebody is asked now. It runs inside the book's decision, so that never two have it.
func (d *Desk) reoffer(o *care.Order, next invitee, now time.Time, change *care.Change) bool {
	if next.StaffID == "" || o.State != care.OrderQueued || slices.Contains(o.Declined, next.StaffID) {
		return false
	}
	d.assignTo(o, next.StaffID, now)
	change.Entries = append(change.Entries, orderEntry(o, now, care.System, "reoffered", string(next.StaffID)))
	next.ring(o, now, change)
	return true
}

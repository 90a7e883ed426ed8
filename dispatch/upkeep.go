package dispatch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"yian/care"
)

// keeper is who makes orders that nobody asked for: the platform itself.
var keeper = care.Staff{ID: care.System, Role: care.Admin, Name: "系统"}

// Repair makes the order that a device's own alert asks for; asked again, by
// whomever, it is the same order. It blocks until on disk.
func (d *Desk) Repair(ctx context.Context, by care.Staff, a care.Alert) (care.Order, error) {
	if !a.Technical {
		return care.Order{}, care.Conflict("alert.not_technical", "这不是设备故障，请在值守台处理")
	}
	return d.MakeOrder(ctx, by, NewOrder{Service: care.Repair, Source: "alert", ID: care.RepairOf(a.ID), Alert: a.ID, Note: faultOf(a),
		Place: care.Place{Device: a.DeviceID, Elder: a.ElderID, Household: a.HouseholdID, Center: a.CenterID, Region: a.RegionID}})
}

// RepairByItself is Repair by the platform.
func (d *Desk) RepairByItself(ctx context.Context, a care.Alert) (care.Order, error) {
	return d.Repair(ctx, keeper, a)
}

// faultOf says what is wrong, for whoever goes there.
func faultOf(a care.Alert) string {
	switch {
	case a.Of > 0:
		return fmt.Sprintf("%s：%d/%d 不通，请先问供电和网络", a.Title, a.Affected, a.Of)
	case a.Affected > 0:
		return fmt.Sprintf("%s（%s），其后 %d 台设备收不到", a.Title, a.DeviceID, a.Affected)
	}
	return fmt.Sprintf("%s（%s）", a.Title, a.DeviceID)
}

// Drill makes the order of a practice press in a home, for its station's keeper
// if there is one; one a day and home, whoever asks. It blocks until on disk.
func (d *Desk) Drill(ctx context.Context, h care.Household, day string, due time.Time, note string) (care.Order, error) {
	want := NewOrder{Service: care.Drill, Source: "proof", ID: care.DrillOf(h.ID, day), DueAt: &due, Note: note,
		Place: care.Place{Household: h.ID, Region: h.RegionID}}
	if h.StationID != "" {
		station, err := d.deps.Posts.Center(ctx, care.Everything, h.StationID)
		if err != nil && !errors.Is(err, care.ErrNotFound) {
			return care.Order{}, fmt.Errorf("dispatch: drill: %w", err)
		}
		want.Worker = station.KeeperStaff
	}
	o, err := d.MakeOrder(ctx, keeper, want)
	if errors.Is(err, care.ErrInvalid) || errors.Is(err, care.ErrConflict) { // the keeper cannot go: somebody else may
		want.Worker = ""
		return d.MakeOrder(ctx, keeper, want)
	}
	return o, err
}

// Unneeded ends an order whose reason is gone, unless somebody is on the way
// already. Idempotent; blocks until on disk.
func (d *Desk) Unneeded(ctx context.Context, id care.OrderID, why string) error {
	_, err := d.stop(ctx, keeper, id, "cancelled", care.OrderCancelled, "", why,
		[]care.OrderState{care.OrderRequested, care.OrderQueued, care.OrderAssigned})
	if errors.Is(err, care.ErrConflict) {
		return nil
	}
	return err
}

// Proven completes a drill whose press went through, whoever saw to it.
// Idempotent; blocks until on disk.
func (d *Desk) Proven(ctx context.Context, id care.OrderID, result string) error {
	_, err := d.step(ctx, keeper, id, orderStep{
		verb: "completed", note: result,
		from: []care.OrderState{care.OrderRequested, care.OrderQueued, care.OrderAssigned, care.OrderAccepted, care.OrderOnTheWay, care.OrderArrived},
		done: func(o *care.Order) bool { return o.State.Over() },
		do: func(o *care.Order, now time.Time) error {
			o.Result = result
			finish(o, care.OrderCompleted, now, &o.CompletedAt)
			return nil
		},
	})
	return err
}

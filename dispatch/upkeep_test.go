package dispatch_test

import (
	"errors"
	"testing"
	"time"

	"yian/care"
)

func TestARepairIsOneOrderWhoeverAsks(t *testing.T) {
	w := setup(t)
	a := care.Alert{ID: "fault-1", Rule: "gateway_offline", Title: "网关离线", Technical: true, DeviceID: "gw", HouseholdID: "alone", RegionID: village, Affected: 3, RaisedAt: w.clock.now()}
	byHand, err := w.desk.Repair(t.Context(), operator, a)
	must(t, err)
	byItself, err := w.desk.RepairByItself(t.Context(), a)
	must(t, err)
	if byHand.ID != byItself.ID || byHand.Service != care.Repair || byHand.DeviceID != "gw" || byHand.HouseholdID != "alone" || byHand.RegionID != village || byHand.State != care.OrderQueued {
		t.Errorf("by hand %+v\nby itself %+v", byHand, byItself)
	}
	made, err := w.store.Timeline(t.Context(), "order", string(byHand.ID))
	must(t, err)
	if len(made) != 1 || made[0].By != operator.ID {
		t.Errorf("the journal: %+v, want one entry by whoever was first", made)
	}
	a.Technical = false
	if _, err := w.desk.Repair(t.Context(), operator, a); !errors.Is(err, care.ErrConflict) {
		t.Errorf("an elder's alert: got %v", err)
	}
}

func TestARepairThatIsNotNeededIsCancelledUnlessSomebodyGoes(t *testing.T) {
	w := setup(t)
	waits, err := w.desk.RepairByItself(t.Context(), care.Alert{ID: "f1", Technical: true, DeviceID: "d1", RegionID: village})
	must(t, err)
	goes, err := w.desk.RepairByItself(t.Context(), care.Alert{ID: "f2", Technical: true, DeviceID: "d2", RegionID: village})
	must(t, err)
	_, err = w.desk.Accept(t.Context(), worker, goes.ID, 0)
	must(t, err)
	for range 2 {
		must(t, w.desk.Unneeded(t.Context(), waits.ID, "设备已自行恢复"))
		must(t, w.desk.Unneeded(t.Context(), goes.ID, "设备已自行恢复"))
	}
	for id, want := range map[care.OrderID]care.OrderState{waits.ID: care.OrderCancelled, goes.ID: care.OrderAccepted} {
		if o, err := w.store.Order(t.Context(), care.Everything, id); err != nil || o.State != want {
			t.Errorf("got %v, %v, want %v", o.State, err, want)
		}
	}
}

func TestADrillGoesToTheStationsKeeperAndAPressEndsIt(t *testing.T) {
	w := setup(t)
	due := w.clock.now().Add(time.Hour)
	h := care.Household{ID: "alone", RegionID: village, StationID: "station"}
	o, err := w.desk.Drill(t.Context(), h, "2026-11-23", due, "演练")
	must(t, err)
	if o.WorkerID != worker.ID || o.State != care.OrderAssigned || o.Service != care.Drill || o.DueAt == nil || !o.DueAt.Equal(due) {
		t.Errorf("the drill: %+v", o)
	}
	if again, err := w.desk.Drill(t.Context(), h, "2026-11-23", due, "演练"); err != nil || again.ID != o.ID {
		t.Errorf("asked again: %+v, %v", again, err)
	}
	must(t, w.desk.Proven(t.Context(), o.ID, "试呼成功"))
	must(t, w.desk.Proven(t.Context(), o.ID, "试呼成功"))
	if o, err = w.store.Order(t.Context(), care.Everything, o.ID); err != nil || o.State != care.OrderCompleted || o.Result != "试呼成功" {
		t.Errorf("after a press: %+v, %v", o, err)
	}
}

package dispatch_test

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"testing"
	"time"

	"yian/care"
)

// TestAForcedDoor: two persons by name or 110; the damage is on a list until somebody
// paid, also after closing; the repair is one order however often it is asked for.
func TestAForcedDoor(t *testing.T) {
	w := setup(t, patient)
	ctx := t.Context()
	in := w.answered(wangsPendant)
	for _, f := range []care.ForcedEntry{{}, {First: "甲样例"}, {First: "甲样例", Second: " 甲样例"}} {
		_, err := w.desk.ForceEntry(ctx, operator, in.ID, f)
		conflict(t, err, "forced.two")
	}
	in, err := w.desk.ForceEntry(ctx, operator, in.ID, care.ForcedEntry{First: "甲样例", Second: "乙样例"})
	must(t, err)
	cost := int64(18000)
	in, err = w.desk.ForceEntry(ctx, operator, in.ID, care.ForcedEntry{Damage: "锁坏了", CostFen: &cost})
	must(t, err)
	if f := in.Forced; f.First != "甲样例" || f.Damage != "锁坏了" || *f.CostFen != 18000 || f.Police {
		t.Errorf("got %+v", f)
	}
	for range 2 {
		in, err = w.desk.MendDoor(ctx, operator, in.ID)
		must(t, err)
	}
	if o := w.orderOf(in.Forced.RepairID); o.Service != care.Repair || o.HouseholdID != "couple" || o.State != care.OrderQueued {
		t.Errorf("the repair: %+v", o)
	}
	w.close(in.ID)
	owing := func() int {
		list, _, err := w.store.Incidents(ctx, care.Everything, care.IncidentQuery{Owing: true})
		must(t, err)
		return len(list)
	}
	if n := owing(); n != 1 {
		t.Fatalf("%d on the list, want 1", n)
	}
	for range 2 {
		in, err = w.desk.PayDamage(ctx, operator, in.ID, "镇政府", 15000, time.Time{})
		must(t, err)
	}
	if n := owing(); n != 0 || in.Forced.PaidAt == nil || *in.Forced.CostFen != 15000 {
		t.Errorf("%d on the list, %+v", n, in.Forced)
	}
	_, err = w.desk.PayDamage(ctx, operator, in.ID, "家属", 15000, time.Time{})
	conflict(t, err, "forced.paid")
}

func TestADoorForcedBeforeThePolice(t *testing.T) {
	w := setup(t, patient)
	ctx := t.Context()
	in := w.answered(wangsPendant)
	_, err := w.desk.Help(ctx, operator, in.ID, "110", "")
	must(t, err)
	in, err = w.desk.ForceEntry(ctx, operator, in.ID, care.ForcedEntry{Whole: true})
	must(t, err)
	if !in.Forced.Police || in.Forced.Owing() {
		t.Errorf("got %+v", in.Forced)
	}
	in, err = w.desk.ForceEntry(ctx, operator, in.ID, care.ForcedEntry{Damage: "还是坏了门框"})
	must(t, err)
	if !in.Forced.Owing() {
		t.Error("what was found broken later is owed by nobody")
	}
}

// TestPhotosOfAnIncident are kept once, in the scope of whoever may see it.
func TestPhotosOfAnIncident(t *testing.T) {
	w := setup(t, patient)
	ctx := t.Context()
	in := w.answered(bedCord) // in care home a
	var drawn bytes.Buffer
	must(t, png.Encode(&drawn, image.NewGray(image.Rect(0, 0, 3, 2))))
	for range 2 {
		_, err := w.desk.KeepPhoto(ctx, operator, in.ID, "before", drawn.Bytes())
		must(t, err)
	}
	if _, err := w.desk.KeepPhoto(ctx, operator, in.ID, "after", []byte{0, 255, 1}); !errors.Is(err, care.ErrInvalid) {
		t.Errorf("what is no picture: got %v", err)
	}
	if got := w.one().Files; len(got) != 1 || got[0].Kind != "before" || got[0].By != operator.ID {
		t.Errorf("got %+v", got)
	}
	_, body, err := w.desk.Photo(ctx, manager, in.ID, w.one().Files[0].ID)
	if err != nil || string(body) != drawn.String() {
		t.Errorf("read %v, %v", body, err)
	}
	elsewhere := care.Staff{ID: "op-b", Role: care.Operator, CenterID: "house-b"}
	if _, _, err := w.desk.Photo(ctx, elsewhere, in.ID, w.one().Files[0].ID); err == nil {
		t.Error("another site looks at it")
	}
	if _, err := w.desk.KeepPhoto(ctx, elsewhere, in.ID, "after", drawn.Bytes()); err == nil {
		t.Error("another site adds to it")
	}
	if _, err := w.desk.KeepPhoto(ctx, operator, in.ID, "else", drawn.Bytes()); err == nil {
		t.Error("of nothing")
	}
}

package visits

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"yian/care"
)

func has2(v care.Visit, code string) bool {
	return slices.ContainsFunc(v.Reasons, func(r care.GradeReason) bool { return r.Code == code })
}

// TestAVisitIsGradedAndGradedAgain once the home's readings are in, and once evidence
// comes in late.
func TestAVisitIsGradedAndGradedAgain(t *testing.T) {
	w := setup(t)
	w.order("o1")
	w.away = fmt.Errorf("influx: %w", care.ErrUnavailable)
	w.done("o1", worker)
	w.look()
	v := w.visit("o1")
	if v.Grade != "A" || v.Final || !has2(v, "near") || !has2(v, "door_code") || !has2(v, "signed_hand") || v.Minutes() != 60 || v.State != care.VisitDone {
		t.Fatalf("at once: %+v", v)
	}
	if v.Spot == nil || *v.Spot.Distance > 20 {
		t.Errorf("distance: %+v", v.Spot)
	}
	w.at = w.at.Add(16 * time.Minute)
	w.look()
	if v = w.visit("o1"); v.Final {
		t.Fatalf("final though the home was not asked: %+v", v)
	}
	w.away = nil
	start := *v.StartAt
	w.says = []care.Reading{{Device: "door", Metric: care.ContactOpen, Value: 1, At: start.Add(-time.Minute)}}
	w.at = w.at.Add(6 * time.Minute)
	w.look()
	if v = w.visit("o1"); !v.Final || !has2(v, "saw_door") || v.GradeAt != nil {
		t.Errorf("after the home spoke: %+v", v)
	}
	// A day later the telephone finds signal: the last photo comes in.
	w.at = w.at.Add(24 * time.Hour)
	_, err := w.KeepFile(t.Context(), worker, "o1", "photo", start.Add(time.Hour), photo(2))
	must(t, err)
	if due, err := w.store.DueVisits(t.Context(), w.at, 10); err != nil || len(due) != 1 {
		t.Fatalf("late evidence is due: %v, %v", due, err)
	}
	w.look()
	if v = w.visit("o1"); !v.Final || len(v.Files) != 2 || !v.Files[1].At.Equal(start.Add(time.Hour)) {
		t.Errorf("late photo: %+v", v.Files)
	}
	if len(w.asked) > 0 {
		t.Errorf("nobody needs to ask: %v", w.asked)
	}
}

// TestEvidenceComesOnceHoweverOftenItIsSent because a telephone that heard no answer
// sends again.
func TestEvidenceComesOnceHoweverOftenItIsSent(t *testing.T) {
	w := setup(t)
	w.order("o1")
	lat, lon := 33.3, 116.8
	first := Told{At: w.at, Lat: &lat, Lon: &lon, Accuracy: 9}
	for range 3 {
		_, err := w.Arrived(t.Context(), worker, "o1", first)
		must(t, err)
		_, err = w.KeepFile(t.Context(), worker, "o1", "photo", w.at, photo(1))
		must(t, err)
		w.at = w.at.Add(time.Minute)
	}
	v := w.visit("o1")
	if !v.StartAt.Equal(noon) || len(v.Files) != 1 || v.Spot.Accuracy != 9 {
		t.Errorf("got %+v", v)
	}
	f, body, err := w.File(t.Context(), operator, "o1", v.Files[0].ID)
	if err != nil || string(body) != string(photo(1)) || f.Mime != "image/jpeg" {
		t.Errorf("the file: %+v %v", f, err)
	}
	if _, _, err := w.File(t.Context(), other, "o1", v.Files[0].ID); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("another worker sees it: %v", err)
	}
}

// TestAWrongClockIsNotBelieved because a visit begins neither before its order nor in
// the future.
func TestAWrongClockIsNotBelieved(t *testing.T) {
	w := setup(t)
	w.order("o1")
	w.at = w.at.Add(time.Hour)
	for _, told := range []time.Time{noon.Add(-time.Minute), w.at.Add(time.Hour), {}} {
		o, err := w.store.Order(t.Context(), care.Everything, "o1")
		must(t, err)
		if got := happened(told, &o, w.at); !got.Equal(w.at) {
			t.Errorf("%v: got %v", told, got)
		}
	}
}

// TestOnlyTheOwnVisitIsToldOf and what is no evidence is refused.
func TestOnlyTheOwnVisitIsToldOf(t *testing.T) {
	w := setup(t)
	w.order("o1")
	ctx := t.Context()
	if _, err := w.Tell(ctx, other, "o1", Told{Note: "x"}); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("another's: %v", err)
	}
	for name, told := range map[string]Told{
		"a code of nobody's door":  {Door: "YIAN-DOOR:22222222"},
		"no code at all":           {Door: "https://example.test"},
		"a witness without a name": {Signature: &care.Signature{How: "witness", Relation: "neighbour"}},
		"a witness of no relation": {Signature: &care.Signature{How: "witness", Name: "样例"}},
	} {
		if _, err := w.Tell(ctx, worker, "o1", told); !errors.Is(err, care.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, body := range map[string][]byte{"nothing": nil, "a script": []byte("<svg onload=alert(1)>"), "too much": make([]byte, 700<<10+1), "a GIF": []byte("GIF89a\x01\x00\x01\x00")} {
		if _, err := w.KeepFile(ctx, worker, "o1", "photo", w.at, body); !errors.Is(err, care.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for n := range maxFiles {
		_, err := w.KeepFile(ctx, worker, "o1", "photo", w.at, photo(n))
		must(t, err)
	}
	if _, err := w.KeepFile(ctx, worker, "o1", "photo", w.at, photo(60)); !errors.Is(err, care.ErrConflict) {
		t.Errorf("one too many: %v", err)
	}
}

// TestDoorCode is made once, typed in any way, and replaced when it was copied.
func TestDoorCode(t *testing.T) {
	w := setup(t)
	w.order("o1")
	ctx := t.Context()
	code, err := w.DoorCode(ctx, admin, "home", false)
	must(t, err)
	again, err := w.DoorCode(ctx, admin, "home", false)
	must(t, err)
	next, err := w.DoorCode(ctx, admin, "next", false)
	must(t, err)
	if code != again || code == next {
		t.Fatalf("codes: %s %s %s", code, again, next)
	}
	o, err := w.store.Order(ctx, care.Everything, "o1")
	must(t, err)
	typed := strings.ToLower(strings.TrimPrefix(code, doorPrefix))
	for text, want := range map[string]care.DoorCheck{code: care.DoorMatch, typed[:4] + " " + typed[4:]: care.DoorMatch, next: care.DoorOther} {
		if got, err := w.door(ctx, &o, text); err != nil || got != want {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	fresh, err := w.DoorCode(ctx, admin, "home", true)
	must(t, err)
	if _, err := w.door(ctx, &o, code); fresh == code || !errors.Is(err, care.ErrInvalid) {
		t.Errorf("the old code still opens: %v", err)
	}
}

// TestEveryCompletedOrderHasItsVisit also when nobody told of one, and whichever process
// died on the way.
func TestEveryCompletedOrderHasItsVisit(t *testing.T) {
	w := setup(t)
	for n := range 5 {
		id := care.OrderID(fmt.Sprint("o", n))
		w.order(id, func(o *care.Order) { o.ArrivedAt = at(w.at) })
		w.at = w.at.Add(time.Hour)
		w.becomes(id, care.OrderCompleted)
	}
	w.order("failed")
	w.becomes("failed", care.OrderFailed)
	a, b := w.process(), w.process()
	must(t, a.gather(t.Context(), w.at))
	must(t, b.gather(t.Context(), w.at))
	must(t, errors.Join(a.gradeDue(t.Context(), w.at), b.gradeDue(t.Context(), w.at)))
	for n := range 5 {
		v := w.visit(care.OrderID(fmt.Sprint("o", n)))
		if v.Grade != care.GradeWeak || v.Minutes() != 60 || !has2(v, "unsigned") || !has2(v, "place_unproven") {
			t.Errorf("without any evidence: %+v", v)
		}
	}
	if _, err := w.store.Visit(t.Context(), care.Everything, "failed"); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("nobody was at the failed one: %v", err)
	}
}

// TestAPoorVisitIsAskedAboutOnce a contradicted one at once, a weak one when no more
// evidence is to be expected.
func TestAPoorVisitIsAskedAboutOnce(t *testing.T) {
	w := setup(t)
	_, err := w.SavePolicy(t.Context(), admin, care.VisitPolicy{From: "2026-01-01", WeakPercent: new(100)})
	must(t, err)
	w.order("weak", func(o *care.Order) { o.ArrivedAt = at(w.at) })
	w.order("elsewhere", func(o *care.Order) { o.ElderID, o.HouseholdID, o.ArrivedAt = "li", "next", at(w.at) })
	w.at = w.at.Add(time.Hour)
	w.becomes("weak", care.OrderCompleted)
	w.look()
	if len(w.asked) != 0 {
		t.Fatalf("a weak one may still get its photos: %v", w.asked)
	}
	w.becomes("elsewhere", care.OrderCompleted)
	w.look()
	if v := w.visit("elsewhere"); v.Grade != "D" || !has2(v, "two_places") {
		t.Errorf("one worker in two homes: %+v", v)
	}
	for range 3 {
		w.at = w.at.Add(16 * time.Minute)
		w.look()
	}
	if v := w.visit("weak"); v.Grade != "D" {
		t.Errorf("the other of the two: %+v", v)
	}
	slices.Sort(w.asked)
	if got := strings.Join(w.asked, ","); got != "order elsewhere,order weak" {
		t.Errorf("asked about %s", got)
	}
}

// TestKinIsNeverAlone: the account of who is whose relative is asked, not the worker.
func TestKinIsNeverAlone(t *testing.T) {
	w := setup(t)
	kin, err := w.deps.Posts.StaffMember(t.Context(), "kin")
	must(t, err)
	w.order("o1", func(o *care.Order) { o.WorkerID = "kin" })
	w.done("o1", kin)
	w.look()
	if v := w.visit("o1"); v.Grade != "C" || !has2(v, "kin_alone") {
		t.Errorf("got %+v", v)
	}
}

// TestTheElderPressed the home's own key, which no call for help is.
func TestTheElderPressed(t *testing.T) {
	w := setup(t)
	w.order("o1", func(o *care.Order) { o.Keyed = []time.Time{noon.Add(58 * time.Minute), noon.Add(5 * time.Hour)} })
	for id, kind := range map[care.CallID]care.CallKind{"help": care.SOS, "trial": care.Test} {
		_, _, err := w.store.Raise(t.Context(), care.Call{ID: id, Kind: kind, PressedAt: noon.Add(time.Minute), ReceivedAt: noon.Add(time.Minute),
			Place: care.Place{Device: "button", Household: "home", Region: village}}, func(c *care.Case) (care.Change, error) {
			if kind != care.Test {
				c.Incident = &care.Incident{ID: "i1", State: care.IncidentOpen, OpenedAt: noon, HouseholdID: "home", RegionID: village}
			}
			return care.Change{Entries: []care.Entry{{At: noon, By: care.System, What: "call." + string(id), Noun: "device", Subject: "button"}}}, nil
		})
		must(t, err)
	}
	w.done("o1", worker)
	w.look()
	v := w.visit("o1")
	if len(v.Keys) != 2 || v.Keys[0].How != "service" || v.Keys[1].How != "trial" {
		t.Errorf("keys: %+v", v.Keys)
	}
}

// TestWhatWasMeasuredForbids a bath: the desk is told, once, and a worker who begins all
// the same is found out.
func TestWhatWasMeasuredForbids(t *testing.T) {
	w := setup(t)
	low, high := 90.0, 160.0
	w.goods = []care.Offering{{ID: "bath-at-home", Service: care.Bathing, Minutes: 60, PreChecks: []care.PreCheck{{Code: "bp_systolic", Name: "收缩压", Min: &low, Max: &high}}}}
	w.order("o1", func(o *care.Order) { o.Service = care.Bathing })
	for range 2 {
		v, err := w.Tell(t.Context(), worker, "o1", Told{Values: map[string]float64{"bp_systolic": 178, "unheard": 3}})
		must(t, err)
		if len(v.Checks) != 1 || v.Checks[0].OK || *v.Checks[0].Max != 160 {
			t.Errorf("checks: %+v", v.Checks)
		}
	}
	open, err := w.Missing(t.Context(), operator)
	if err != nil || len(open) != 1 || open[0].Why != "not_begun" {
		t.Fatalf("the desk's list: %+v %v", open, err)
	}
	_, err = w.Settled(t.Context(), operator, "o1")
	must(t, err)
	_, err = w.Tell(t.Context(), worker, "o1", Told{Values: map[string]float64{"bp_systolic": 178}}) // sent again
	must(t, err)
	if open, _ := w.Missing(t.Context(), operator); len(open) != 0 {
		t.Errorf("settled, but there again: %+v", open)
	}
	w.becomes("o1", care.OrderCompleted)
	w.look()
	if v := w.visit("o1"); v.Grade != "D" || !has2(v, "begun_though_forbidden") {
		t.Errorf("begun all the same: %+v", v)
	}
	if entries, err := w.store.EntriesAfter(t.Context(), 0, 500); err != nil || strings.Contains(fmt.Sprint(entries), "178") {
		t.Errorf("what was measured is in the journal: %v", err)
	}
}

// TestComing: the elder and who may know are told once, with neither illness nor address.
func TestComing(t *testing.T) {
	w := setup(t)
	w.order("o1", func(o *care.Order) { o.State, o.ETASeconds = care.OrderOnTheWay, 600 })
	w.order("meal", func(o *care.Order) { o.State, o.Service = care.OrderOnTheWay, care.Meal })
	for range 2 {
		for _, id := range []care.OrderID{"o1", "meal"} {
			o, err := w.store.Order(t.Context(), care.Everything, id)
			must(t, err)
			must(t, w.Coming(t.Context(), o))
		}
	}
	list, _, err := w.store.Notices(t.Context(), care.Everything, care.Page{})
	must(t, err)
	var got []string
	for _, n := range list {
		got = append(got, n.Key+" "+n.Phone)
		if strings.Contains(n.Text, "样例路") || n.Kind != "message" {
			t.Errorf("notice: %+v", n)
		}
	}
	slices.Sort(got)
	want := []string{"coming/meal/elder 13900000002", "coming/o1/contact/0 13900000003", "coming/o1/elder 13900000002"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestNobodyIsToldToMindTheKnocking for what is not given at the door: a visit by
// telephone, lunch at the station.
func TestNobodyIsToldToMindTheKnocking(t *testing.T) {
	w := setup(t)
	w.goods = []care.Offering{{ID: "visit-by-phone", Service: care.VisitService, Given: care.GivenByPhone}, {ID: "meal-canteen", Service: care.Meal, Given: care.GivenAtSite}}
	for _, f := range w.goods {
		must(t, w.Coming(t.Context(), care.Order{ID: care.OrderID(f.ID), Service: f.Service, OfferingID: f.ID, ElderID: "wang", RegionID: village, WorkerID: worker.ID, State: care.OrderOnTheWay}))
	}
	list, _, err := w.store.Notices(t.Context(), care.Everything, care.Page{})
	must(t, err)
	for _, n := range list {
		t.Errorf("%s: %s", n.Key, n.Text)
	}
}

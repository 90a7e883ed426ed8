package dispatch_test

import (
	"slices"
	"testing"
	"time"

	"yian/care"
)

// TestASearch: an operator turns an incident into 走失, fills in the sheet as things
// become known, sends people to look, and whoever finds the elder has seen the elder.
func TestASearch(t *testing.T) {
	w := setup(t, patient)
	ctx := t.Context()
	in := w.answered(wangsPendant)
	_, err := w.desk.Seek(ctx, operator, in.ID, care.Search{Clothes: "蓝棉袄"}, false)
	conflict(t, err, "search.not_lost")
	for range 2 {
		in, err = w.desk.Astray(ctx, operator, in.ID)
		must(t, err)
	}
	if in.Kind != "lost" || in.Severity != care.Critical {
		t.Fatalf("got %s %s", in.Kind, in.Severity)
	}
	if d := in.Disappeared; !d.Gone() || d.By != operator.ID || d.DueAt == nil {
		t.Errorf("the register is not to follow: %+v", d)
	}
	seen := w.clock.now().Add(-40 * time.Minute)
	_, err = w.desk.Seek(ctx, operator, in.ID, care.Search{Clothes: "蓝棉袄", Seen: "村口", SeenAt: &seen}, false)
	must(t, err)
	in, err = w.desk.Seek(ctx, operator, in.ID, care.Search{Seen: "河边"}, true)
	must(t, err)
	if s := in.Search; s.Clothes != "蓝棉袄" || s.Seen != "河边" || s.SeenAt == nil || !s.SeenAt.Equal(seen) || s.PrintedAt == nil {
		t.Errorf("the sheet: %+v", s)
	}
	for _, where := range []string{"河堤", "集上"} {
		in, err = w.desk.SearchArea(ctx, operator, in.ID, care.Area{Where: where, Who: "站长样例"})
		must(t, err)
	}
	a := in.Search.Areas
	in, err = w.desk.SearchArea(ctx, operator, in.ID, care.Area{ID: a[0].ID, State: care.AreaNotFound})
	must(t, err)
	if in.Contact != nil || in.Search.Areas[0].EndedAt == nil || in.Search.Areas[1].State != care.AreaSearching {
		t.Errorf("one looked through: %+v, %+v", in.Search.Areas, in.Contact)
	}
	for range 2 {
		in, err = w.desk.SearchArea(ctx, operator, in.ID, care.Area{ID: a[1].ID, State: care.AreaFound})
		must(t, err)
	}
	if in.Contact == nil || in.Contact.How != "seen" || in.Contact.Who != "站长样例" {
		t.Errorf("found: %+v", in.Contact)
	}
	if d := in.Disappeared; d.Gone() || d.FoundBy != operator.ID || d.DueAt == nil {
		t.Errorf("found, for the register: %+v", d)
	}
	_, err = w.desk.Close(ctx, operator, in.ID, "emergency_lost", "")
	must(t, err)
	lines := w.lines("incident", string(in.ID))
	for verb, want := range map[string]int{"incident.astray": 1, "incident.search": 2, "incident.search_printed": 1, "incident.area_searching": 2, "incident.area_found": 1} {
		if got := len(slices.DeleteFunc(slices.Clone(lines), func(s string) bool { return s != verb })); got != want {
			t.Errorf("%s: %d lines, want %d", verb, got, want)
		}
	}
	for name, a := range map[string]care.Area{"nowhere": {Who: "样例"}, "nobody": {Where: "河堤"}, "unknown": {ID: "x", State: care.AreaFound}, "lost": {Where: "a", Who: "b", State: "gone"}} {
		if _, err := w.desk.SearchArea(ctx, operator, in.ID, a); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	future := w.clock.now().Add(time.Minute)
	if _, err := w.desk.Seek(ctx, operator, in.ID, care.Search{SeenAt: &future}, false); err == nil {
		t.Error("seen in the future")
	}
}

// TestWhoIsLostForTheRegister: whoever begins to search after a fence was left, and not
// the fence alone; being heard finds nobody, being seen and a closing do, a death does not.
func TestWhoIsLostForTheRegister(t *testing.T) {
	w := setup(t, patient)
	ctx := t.Context()
	in := w.answered(wangsPendant)
	in, err := w.desk.Astray(ctx, operator, in.ID)
	must(t, err)
	in, err = w.desk.Contact(ctx, operator, in.ID, "heard", "", "")
	must(t, err)
	if !in.Disappeared.Gone() {
		t.Error("heard is found")
	}
	in, err = w.desk.Close(ctx, operator, in.ID, "emergency_lost", "")
	must(t, err)
	if in.Disappeared.Gone() {
		t.Error("closed, and lost still")
	}
	w = setup(t, patient)
	in = w.answered(zhaosButton)
	if _, err := w.desk.Astray(ctx, operator, in.ID); err != nil {
		t.Fatal(err)
	}
	_, err = w.desk.Contact(ctx, operator, in.ID, "seen", "民警样例", "")
	must(t, err)
	for range 2 { // lost again
		in, err = w.desk.Astray(ctx, operator, in.ID)
		must(t, err)
	}
	if !in.Disappeared.Gone() {
		t.Error("lost again, and found")
	}
}

// TestAFenceAloneMakesNobodyLost for the register: whoever begins to search does, and
// whoever says so.
func TestAFenceAloneMakesNobodyLost(t *testing.T) {
	for name, begin := range map[string]func(*world, care.IncidentID) (care.Incident, error){
		"the sheet": func(w *world, id care.IncidentID) (care.Incident, error) {
			return w.desk.Seek(w.t.Context(), operator, id, care.Search{Clothes: "蓝棉袄"}, false)
		},
		"an area": func(w *world, id care.IncidentID) (care.Incident, error) {
			return w.desk.SearchArea(w.t.Context(), operator, id, care.Area{Where: "河堤", Who: "站长样例"})
		},
		"the act": func(w *world, id care.IncidentID) (care.Incident, error) {
			return w.desk.Astray(w.t.Context(), operator, id)
		},
	} {
		w := setup(t, patient)
		_, err := w.desk.Alert(t.Context(), left("a", w.clock.now(), 33.1))
		must(t, err)
		in, err := w.desk.Answer(t.Context(), operator, w.one().ID)
		must(t, err)
		if in.Disappeared != nil {
			t.Errorf("lost by a fence: %+v", in.Disappeared)
		}
		if in, err = begin(w, in.ID); err != nil || !in.Disappeared.Gone() {
			t.Errorf("%s: %+v, %v", name, in.Disappeared, err)
		}
	}
}

// TestTheDoorOfWhoIsLost: whoever comes to the home of somebody lost has not seen them.
func TestTheDoorOfWhoIsLost(t *testing.T) {
	w := setup(t, patient)
	ctx := t.Context()
	in := w.answered(wangsPendant)
	_, err := w.desk.Astray(ctx, operator, in.ID)
	must(t, err)
	o := w.emergency()
	_, err = w.desk.Accept(ctx, worker, o.ID, 0)
	must(t, err)
	_, err = w.desk.Arrive(ctx, worker, o.ID, nil)
	must(t, err)
	if in = w.one(); in.Contact != nil || !in.Disappeared.Gone() || in.State != care.IncidentArrived {
		t.Errorf("at the door: %s, contact %+v", in.State, in.Contact)
	}
	_, err = w.desk.Close(ctx, operator, in.ID, "emergency_lost", "")
	if err == nil {
		t.Error("closed, and nobody has seen them")
	}
}

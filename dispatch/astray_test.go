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

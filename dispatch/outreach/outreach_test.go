package outreach_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"yian/care"
	"yian/dispatch/outreach"
	"yian/registry"
	"yian/store/records"
)

var (
	begun    = time.Date(2026, 7, 20, 2, 0, 0, 0, time.UTC)
	operator = care.Staff{ID: "op", Role: care.Operator}
	town     = care.Staff{ID: "town", Role: care.Operator, RegionID: "990101001"}
)

type world struct {
	t     *testing.T
	store *records.Store
	lists *outreach.Outreaches
	now   time.Time
	dead  care.ElderID
	sent  map[care.OrderID]string
	away  bool // the desk
	over  map[care.OrderID]bool
}

func setup(t *testing.T) *world {
	t.Helper()
	ctx, log := context.Background(), slog.New(slog.DiscardHandler)
	s, err := records.Open(ctx, "sqlite://"+filepath.Join(t.TempDir(), "yian.db"), log)
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	w := &world{t: t, store: s, now: begun, dead: "dead", sent: map[care.OrderID]string{}, over: map[care.OrderID]bool{}}
	e := func(noun string) care.Entry {
		return care.Entry{At: begun, By: care.System, What: noun + ".imported", Noun: noun}
	}
	must(t, errors.Join(
		s.CreateRegions(ctx, []care.Region{{ID: "990101001", Name: "柳林镇"}, {ID: "990101002", Name: "石桥镇"}}, e("region")),
		s.CreateHouseholds(ctx, []care.Household{{ID: "pair", RegionID: "990101001001", Address: "大堤下 3 号"}, {ID: "one", RegionID: "990101001001", Address: "村东", Hazards: []care.Hazard{care.Riverside}}, {ID: "far", RegionID: "990101002001", Hazards: []care.Hazard{care.LowLying}}}, e("household")),
		s.CreateElders(ctx, []care.Elder{
			{ID: "a", Name: "甲样例", HouseholdID: "pair", RegionID: "990101001001", BirthDate: "1940-01-01", Vital: []string{"长期吸氧"}},
			{ID: "b", Name: "乙样例", HouseholdID: "pair", RegionID: "990101001001", BirthDate: "1955-01-01"},
			{ID: "c", Name: "丙样例", HouseholdID: "one", RegionID: "990101001001", BirthDate: "1938-01-01"},
			{ID: "d", Name: "丁样例", HouseholdID: "far", RegionID: "990101002001", Mains: true},
			{ID: "dead", Name: "戊样例", HouseholdID: "far", RegionID: "990101002001"},
		}, e("elder")),
	))
	w.lists, err = outreach.New(outreach.Deps{Book: s, People: registry.New(registry.Config{}, registry.Deps{Record: s, Log: log}), Whereabouts: w, Visits: w, Now: func() time.Time { return w.now }})
	must(t, err)
	return w
}

func (w *world) Expected(_ context.Context, id care.ElderID, _ time.Time) (care.WhereaboutsState, error) {
	if id == w.dead {
		return care.Deceased, nil
	}
	return care.AtHome, nil
}

func (w *world) Visit(_ context.Context, _ care.Staff, id care.OrderID, elder care.ElderID, _ time.Time, note string) (care.Order, error) {
	if w.away {
		return care.Order{}, care.ErrUnavailable
	}
	if w.over[id] {
		return care.Order{ID: id, State: care.OrderFailed}, nil
	}
	w.sent[id] = string(elder) + " " + note
	return care.Order{ID: id, State: care.OrderQueued}, nil
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestAFilterMakesTheList(t *testing.T) {
	w := setup(t)
	for name, c := range map[string]struct {
		by   care.Staff
		f    care.OutreachFilter
		want string
	}{
		"everybody but the dead": {operator, care.OutreachFilter{}, "a b c d "},
		"one's own township":     {town, care.OutreachFilter{}, "a b c "},
		"a township":             {operator, care.OutreachFilter{RegionID: "990101002"}, "d "},
		"alone":                  {operator, care.OutreachFilter{Alone: true, RegionID: "990101001"}, "c "},
		"alone since a death":    {operator, care.OutreachFilter{Alone: true, RegionID: "990101002"}, "d "},
		"by the mains":           {operator, care.OutreachFilter{Oxygen: true}, "a d "},
		"riverside":              {operator, care.OutreachFilter{Hazards: []care.Hazard{care.Riverside}}, "c "},
		"riverside or low-lying": {operator, care.OutreachFilter{Hazards: care.Hazards}, "c d "},
		"low-lying, elsewhere":   {town, care.OutreachFilter{Hazards: []care.Hazard{care.LowLying}}, ""},
		"eighty":                 {operator, care.OutreachFilter{MinAge: 80}, "a c "},
		"below the dam":          {operator, care.OutreachFilter{Text: "大堤"}, "a b "},
	} {
		list, err := w.lists.Chosen(t.Context(), c.by, c.f)
		must(t, err)
		got := map[care.ElderID]bool{}
		for _, e := range list {
			got[e.ID] = true
		}
		text := ""
		for _, id := range []care.ElderID{"a", "b", "c", "d", "dead"} {
			if got[id] {
				text += string(id) + " "
			}
		}
		if text != c.want {
			t.Errorf("%s: got %q, want %q", name, text, c.want)
		}
	}
	if _, err := w.lists.Begin(t.Context(), operator, care.OutreachHeat, "高温", care.OutreachFilter{MinAge: 120}); !errors.Is(err, care.ErrInvalid) {
		t.Errorf("nobody: %v", err)
	}
}

func TestNobodyOnTheListIsForgotten(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	o, err := w.lists.Begin(ctx, operator, care.OutreachHeat, "高温走访", care.OutreachFilter{})
	must(t, err)
	note := func(by care.Staff, elder care.ElderID, state care.OutreachState, words string) error {
		_, err := w.lists.Note(ctx, by, o.ID, elder, state, words)
		return err
	}
	must(t, note(operator, "a", care.OutreachSafe, ""))
	w.now = begun.Add(90 * time.Minute)
	must(t, note(operator, "b", care.OutreachUnreached, "三次没人接"))
	must(t, note(operator, "b", care.OutreachUnreached, "还是没人接"))
	if got := w.sent[care.OutreachVisitOf(o.ID, "b", 0)]; got != "b 高温走访 还是没人接" || len(w.sent) != 1 {
		t.Errorf("sent: %v", w.sent)
	}
	if err := note(operator, "c", care.OutreachMoved, " "); !errors.Is(err, care.ErrInvalid) {
		t.Errorf("moved nobody knows where: %v", err)
	}
	must(t, note(operator, "c", care.OutreachMoved, "村小学，王老师照看"))
	if err := note(town, "d", care.OutreachSafe, ""); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("another township's: %v", err)
	}
	if err := note(operator, "dead", care.OutreachSafe, ""); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("not on the list: %v", err)
	}
	if _, err := w.lists.Close(ctx, operator, o.ID); !errors.Is(err, care.ErrConflict) {
		t.Errorf("closed with people left: %v", err)
	}
	// The desk is away: the word stands, and said again it sends somebody.
	w.away = true
	if err := note(operator, "d", care.OutreachVisit, "腿肿"); !errors.Is(err, care.ErrUnavailable) {
		t.Errorf("%v", err)
	}
	w.away = false
	must(t, note(operator, "d", care.OutreachVisit, "腿肿"))
	if len(w.sent) != 2 {
		t.Errorf("sent: %v", w.sent)
	}
	must(t, note(operator, "b", care.OutreachSafe, "见到人了"))
	must(t, note(operator, "d", care.OutreachSafe, "送医后回家"))
	counts, err := w.store.OutreachCounts(ctx, care.Everything, o.ID)
	must(t, err)
	hours, total := map[string]int{}, 0
	for _, n := range counts {
		if n.Hour.IsZero() {
			total += n.Count
		} else {
			hours[n.Hour.Format("15:04")] += n.Count
		}
	}
	if total != 4 || hours["02:00"] != 1 || hours["03:00"] != 3 {
		t.Errorf("counts: %+v", counts)
	}
	closed, err := w.lists.Close(ctx, operator, o.ID)
	must(t, err)
	if closed.ClosedAt == nil {
		t.Errorf("%+v", closed)
	}
	if err := note(operator, "a", care.OutreachVisit, ""); !errors.Is(err, care.ErrConflict) {
		t.Errorf("after its end: %v", err)
	}
}

// TestWhoeverIsUnreachedAgainIsVisitedAgain: a visit that is over helps nobody. Whose door
// stayed shut yesterday and who does not answer today gets somebody else at the door.
func TestWhoeverIsUnreachedAgainIsVisitedAgain(t *testing.T) {
	w := setup(t)
	ctx := t.Context()
	o, err := w.lists.Begin(ctx, operator, care.OutreachHeat, "高温走访", care.OutreachFilter{})
	must(t, err)
	first, err := w.lists.Note(ctx, operator, o.ID, "b", care.OutreachUnreached, "没人接")
	must(t, err)
	w.over[first.OrderID] = true
	for range 2 { // said twice, it is one visit
		again, err := w.lists.Note(ctx, operator, o.ID, "b", care.OutreachUnreached, "还是没人接")
		must(t, err)
		if again.OrderID == first.OrderID || w.sent[again.OrderID] != "b 高温走访 还是没人接" || len(w.sent) != 2 {
			t.Fatalf("%q after %q, sent %v", again.OrderID, first.OrderID, w.sent)
		}
		kept, err := w.store.ChangeOutreachElder(ctx, o.ID, "b", func(care.Outreach, *care.OutreachElder) (care.Entry, error) { return care.Entry{}, nil })
		must(t, err)
		if kept.OrderID != again.OrderID {
			t.Errorf("the list names %q", kept.OrderID)
		}
	}
}

package dispatch_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"yian/care"
	"yian/dispatch"
)

// night is 02:00 here.
func (w *world) night() { w.clock.pass(untilNight(w.clock.now())) }

func untilNight(now time.Time) time.Duration {
	here := now.In(care.Shanghai)
	at := time.Date(here.Year(), here.Month(), here.Day()+1, 2, 0, 0, 0, care.Shanghai)
	return at.Sub(now)
}

// take empties what was sent and returns it in the order in which it was to be.
func (g *gateway) take() []care.Notice {
	g.mu.Lock()
	defer g.mu.Unlock()
	sent := g.sent
	g.sent, g.at = nil, nil
	slices.SortFunc(sent, func(a, b care.Notice) int { return strings.Compare(a.Key, b.Key) })
	return sent
}

// contacts gives an elder other contacts.
func (w *world) contacts(id care.ElderID, list ...care.Contact) {
	w.t.Helper()
	_, err := w.people.UpdateElder(w.t.Context(), care.Staff{ID: "admin", Role: care.Admin}, id, func(e *care.Elder) error {
		e.Contacts = list
		return nil
	})
	must(w.t, err)
}

// rungAs lets seconds go by and says which telephones were rung as what, at which
// second.
func (w *world) rungAs(seconds int, role string) map[int][]string {
	w.t.Helper()
	out := map[int][]string{}
	for s := 1; s <= seconds; s++ {
		w.attend()
		w.pass(time.Second)
		for _, n := range w.rung.take() {
			if n.Receiver == role {
				out[s] = append(out[s], n.Phone)
			}
		}
	}
	return out
}

var byDay = []care.ContactTime{{From: "08:00", To: "21:00"}}

func TestWhoeverIsAwakeIsRungFirstAndWhoSleepsWithTheCounty(t *testing.T) {
	w := setup(t, patient)
	w.contacts("wang", care.Contact{Name: "儿子样例", Phone: "19900000001", Times: byDay}, care.Contact{Name: "女儿样例", Phone: "+61 412 345 678", TimeZone: "Australia/Brisbane"},
		care.Contact{Name: "侄子样例", Phone: "19900000003"})
	w.night() // 04:00 in Brisbane
	w.press(wangsPendant, "a")
	got := w.rungAs(400, "contact")
	if !slices.Equal(got[60], []string{"19900000003"}) || !slices.Equal(got[180], []string{"19900000001", "+61 412 345 678"}) || len(got) != 2 {
		t.Errorf("rung: %v", got)
	}
}

func TestWhenEverybodySleepsEverybodyIsRung(t *testing.T) {
	w := setup(t, patient)
	w.contacts("wang", care.Contact{Name: "儿子样例", Phone: "19900000001", Times: byDay}, care.Contact{Name: "女儿样例", Phone: "19900000002", Times: byDay})
	w.night()
	w.press(wangsPendant, "a")
	if got := w.rungAs(400, "contact"); !slices.Equal(got[60], []string{"19900000001", "19900000002"}) || len(got) != 1 {
		t.Errorf("rung: %v", got)
	}
}

func TestNobodyWhoCanGoIsLetSleepWhileOnlyOthersAreAwake(t *testing.T) {
	w := setup(t, patient)
	w.contacts("wang", care.Contact{Name: "老伴样例", Phone: "19900000001", Frail: true}, care.Contact{Name: "女儿样例", Phone: "+1 415 555 0100", TimeZone: "America/Los_Angeles"},
		care.Contact{Name: "儿子样例", Phone: "19900000002", Times: byDay})
	w.night() // in the morning in California
	w.press(wangsPendant, "a")
	if got := w.rungAs(70, "contact"); len(got[60]) != 3 {
		t.Errorf("rung: %v", got)
	}
}

func TestAFrailContactIsToldAndNotAskedToRun(t *testing.T) {
	w := setup(t, patient)
	w.contacts("wang", care.Contact{Name: "老伴样例", Phone: "19900000001", Frail: true}, care.Contact{Name: "儿子样例", Phone: "19900000002"})
	w.press(wangsPendant, "a")
	var texts []string
	for range 60 {
		w.attend()
		w.pass(time.Second)
		for _, n := range w.rung.take() {
			if n.Receiver == "contact" {
				texts = append(texts, n.Phone+" "+n.Text)
			}
		}
	}
	if len(texts) != 2 || !strings.HasPrefix(texts[0], "19900000002") || strings.Contains(texts[0], "不必出门") || !strings.Contains(texts[1], "不必出门") {
		t.Errorf("said: %q", texts)
	}
}

// The second ladder sends whoever has a key: holders, borrowers and the keeper of a
// station that has one, but nobody who cannot run while there is somebody else.
func TestWhoeverHasAKeyIsSentInParallel(t *testing.T) {
	w := setup(t, patient)
	w.contacts("wang", care.Contact{Name: "老伴样例", Phone: "19900000001", Frail: true, HasKey: true})
	must(t, w.store.ChangeKeys(t.Context(), "couple", func(r *care.KeyRing) (care.Entry, error) {
		now := w.clock.now()
		r.Add(care.Key{Number: "2", State: care.KeyHeld, Holder: care.KeyHolder{Name: "样例院甲", CenterID: "house-a"}}, now, "op1")
		k := r.Add(care.Key{Number: "3", State: care.KeyLent, Holder: care.KeyHolder{Name: "村委样例"}}, now, "op1")
		k.Loan = &care.KeyLoan{To: "护工样例", Phone: "19900000007", Until: now.Add(time.Hour)}
		r.Add(care.Key{Number: "4", State: care.KeyLost, Holder: care.KeyHolder{Name: "丢失样例", Phone: "19900000008"}}, now, "op1")
		return care.Entry{At: now, By: "op1", What: "key.noted", Noun: "key", Subject: "k"}, nil
	}))
	got := w.secondLadder(t)
	slices.Sort(got)
	if want := []string{"13900000003", "13900000004", "19900000007"}; !slices.Equal(got, want) {
		t.Errorf("sent %v, want %v", got, want)
	}
}

// secondLadder lets an answered incident reach its first rung, and says who was rung as
// holding a key.
func (w *world) secondLadder(t *testing.T) (phones []string) {
	t.Helper()
	w.press(wangsPendant, "a")
	in := w.one()
	_, err := w.desk.Answer(t.Context(), operator, in.ID)
	must(t, err)
	_, err = w.desk.NoAnswer(t.Context(), operator, in.ID)
	must(t, err)
	for _, list := range w.rungAs(5, "key_holder") {
		phones = append(phones, list...)
	}
	return phones
}

// Whoever is named at the third call was nobody at the first two: what happened then is
// the elder's as well.
func TestEarlierCallsOfANumberAreToldOnceItHasAName(t *testing.T) {
	w := setup(t)
	const unknown = "13900000099"
	w.tell("c1", care.PhoneAnswered, unknown, seat("1"))
	first := w.calls()[0]
	in, err := w.desk.Intake(t.Context(), operator, dispatch.NewIncident{Phone: first.ID, Urgent: true})
	must(t, err)
	w.tell("c1", care.PhoneEnded, unknown)
	w.tell("c2", care.PhoneAnswered, unknown, seat("1"))
	_, err = w.desk.NameCaller(t.Context(), operator, w.calls()[1].ID, "zhao")
	must(t, err)
	if got := w.calls(); got[0].ElderID != "zhao" || got[1].ElderID != "zhao" {
		t.Errorf("calls of %q and %q", got[0].ElderID, got[1].ElderID)
	}
	told, err := w.store.Incident(t.Context(), care.Everything, in.ID)
	must(t, err)
	if told.ElderID != "zhao" || told.HouseholdID != "alone" || !slices.Contains(w.lines("incident", string(in.ID)), "incident.elder_named_later") {
		t.Errorf("the incident is of %q in %q", told.ElderID, told.HouseholdID)
	}
	// Somebody else who calls by that number changes nothing of what has its name.
	_, err = w.desk.NameCaller(t.Context(), operator, w.calls()[1].ID, "sun")
	must(t, err)
	if told, err = w.store.Incident(t.Context(), care.Everything, in.ID); err != nil || told.ElderID != "zhao" || w.calls()[0].ElderID != "zhao" {
		t.Errorf("the incident is of %q now, the first call of %q", told.ElderID, w.calls()[0].ElderID)
	}
}

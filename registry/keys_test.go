package registry_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"yian/care"
	"yian/registry"
)

// keyOf returns the only key of the home.
func (w *world) keyOf(t *testing.T, home care.HouseholdID) care.Key {
	t.Helper()
	keys, err := w.KeysOf(t.Context(), home)
	must(t, err)
	if len(keys) != 1 {
		t.Fatalf("%d keys", len(keys))
	}
	return keys[0]
}

func TestAKeyGoesFromHandToHand(t *testing.T) {
	w := setup(t)
	w.household(t, "home", village)
	sup := care.Staff{ID: "sup", Role: care.Supervisor, RegionID: township}
	k, err := w.NoteKey(t.Context(), sup, "home", care.Key{Number: "A-1", Holder: care.KeyHolder{Name: "邻居", Phone: "19900000001"}})
	must(t, err)
	act := func(d registry.KeyDeed) error {
		var err error
		_, err = w.ActOnKey(t.Context(), sup, k.ID, d)
		return err
	}
	state := func(want care.KeyState) {
		t.Helper()
		if got := w.keyOf(t, "home"); got.State != want {
			t.Errorf("the key is %s, want %s", got.State, want)
		}
	}
	is(t, "lent to nobody", act(registry.KeyDeed{What: care.KeyLentOut}), care.ErrInvalid, "field.required")
	is(t, "back before it was lent", act(registry.KeyDeed{What: care.KeyCameBack}), care.ErrConflict, "key.not_lent")
	is(t, "until yesterday", act(registry.KeyDeed{What: care.KeyLentOut, To: "护工", Until: w.now().Add(-time.Hour)}), care.ErrInvalid, "key.until")
	must(t, act(registry.KeyDeed{What: care.KeyLentOut, To: "护工样例", Phone: "19900000002", Order: "o-1"}))
	state(care.KeyLent)
	is(t, "lent twice", act(registry.KeyDeed{What: care.KeyLentOut, To: "别人"}), care.ErrConflict, "key.lent")
	if h, _ := w.Household(t.Context(), care.Everything, "home"); h.KeyHolderName != "护工样例" {
		t.Errorf("who can open the door is %q", h.KeyHolderName)
	}
	if lent := w.keyOf(t, "home"); lent.Late(w.now().Add(4*time.Hour)) || !lent.Late(w.now().Add(4*time.Hour+time.Second)) {
		t.Error("it is not lent for four hours")
	}
	must(t, act(registry.KeyDeed{What: care.KeyCameBack}))
	state(care.KeyHeld)
	is(t, "sealed without a number", act(registry.KeyDeed{What: care.KeySealedUp}), care.ErrInvalid, "field.required")
	must(t, act(registry.KeyDeed{What: care.KeySealedUp, Seal: "F-9"}))
	is(t, "lent out of its envelope", act(registry.KeyDeed{What: care.KeyLentOut, To: "护工"}), care.ErrConflict, "key.sealed")
	is(t, "opened without a reason", act(registry.KeyDeed{What: care.KeyOpened, Names: []string{"甲", "乙"}}), care.ErrInvalid, "key.reason")
	is(t, "opened by one", act(registry.KeyDeed{What: care.KeyOpened, Note: "无人应答", Names: []string{"甲", " 甲 "}}), care.ErrInvalid, "key.two")
	must(t, act(registry.KeyDeed{What: care.KeyOpened, Note: "无人应答", Names: []string{"甲样例", "乙样例"}}))
	state(care.KeyHeld)
	is(t, "lost without a word", act(registry.KeyDeed{What: care.KeyWasLost}), care.ErrInvalid, "key.reason")
	must(t, act(registry.KeyDeed{What: care.KeyWasLost, Note: "路上丢了"}))
	is(t, "lent after it was lost", act(registry.KeyDeed{What: care.KeyLentOut, To: "护工"}), care.ErrConflict, "key.gone")
	must(t, act(registry.KeyDeed{What: care.KeyExchanged, Number: "A-2"}))
	keys, err := w.KeysOf(t.Context(), "home")
	must(t, err)
	if len(keys) != 2 || keys[0].State != care.KeyReplaced || keys[1].Number != "A-2" || keys[1].State != care.KeyHeld || keys[1].Holder.Name != "邻居" {
		t.Errorf("after the new lock: %+v", keys)
	}
	var told []string
	for _, h := range keys[0].History {
		told = append(told, string(h.What))
	}
	if want := []string{"noted", "lent", "came_back", "sealed", "opened", "lost", "replaced"}; !slices.Equal(told, want) {
		t.Errorf("its history is %v", told)
	}
	if opened := keys[0].History[4]; !slices.Equal(opened.Names, []string{"甲样例", "乙样例"}) || opened.Note != "F-9 无人应答" || opened.By != "sup" {
		t.Errorf("the broken seal: %+v", opened)
	}
	entries, _, err := w.store.Entries(t.Context(), care.Everything, care.EntryQuery{Noun: "key", Subject: string(k.ID)})
	must(t, err)
	if len(entries) != 7 || slices.ContainsFunc(entries, func(e care.Entry) bool { return strings.Contains(e.Note, "样例") }) {
		t.Errorf("the journal: %+v", entries)
	}
}

func TestKeysStayWithinTheScope(t *testing.T) {
	w := setup(t)
	w.household(t, "home", village)
	k, err := w.NoteKey(t.Context(), admin, "home", care.Key{Number: "A-1", Holder: care.KeyHolder{CenterID: "house-a"}})
	must(t, err)
	if k.Holder.Name != "样例院" {
		t.Errorf("the holder is %q", k.Holder.Name)
	}
	_, err = w.NoteKey(t.Context(), admin, "home", care.Key{Number: "A-1", Holder: care.KeyHolder{Name: "邻居"}})
	is(t, "one number twice", err, care.ErrConflict, "key.number")
	_, err = w.NoteKey(t.Context(), admin, "home", care.Key{Holder: care.KeyHolder{CenterID: "nowhere"}})
	is(t, "a station that is none", err, care.ErrInvalid, "center.unknown")
	stranger := care.Staff{ID: "m", Role: care.Manager, CenterID: "house-b"}
	if _, err := w.ActOnKey(t.Context(), stranger, k.ID, registry.KeyDeed{What: care.KeyGivenBack}); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("another site's manager: %v", err)
	}
	_, err = w.NoteKey(t.Context(), care.Staff{ID: "s", Role: care.Supervisor, RegionID: other}, "home", care.Key{Holder: care.KeyHolder{Name: "邻居"}})
	if !errors.Is(err, care.ErrNotFound) {
		t.Errorf("another township's supervisor: %v", err)
	}
	own := care.Staff{ID: "m", Role: care.Manager, CenterID: "house-a"}
	_, err = w.ActOnKey(t.Context(), own, k.ID, registry.KeyDeed{What: care.KeyGivenBack})
	must(t, err)
	if h, _ := w.Household(t.Context(), care.Everything, "home"); h.KeyHolderName != "" {
		t.Errorf("a station became the person who can open: %q", h.KeyHolderName)
	}
}

func TestWhatWasSaidWhileFittingBecomesKeys(t *testing.T) {
	w := setup(t)
	w.household(t, "home", village)
	_, err := w.CreateElder(t.Context(), admin, care.Elder{ID: "wang", Name: "王样例", HouseholdID: "home", Contacts: []care.Contact{{Name: "样例邻居", Phone: "199-0000-0001"}}})
	must(t, err)
	w.atDevice(t, "home", true)
	if k := w.keyOf(t, "home"); k.Number != "A-7" || k.Holder.Phone != "19900000001" || k.State != care.KeyHeld || k.History[0].By != "fitter" {
		t.Errorf("noted %+v", k)
	}
	if e, _ := w.Elder(t.Context(), care.Everything, "wang"); !e.Contacts[0].HasKey {
		t.Error("the contact who has it does not show it")
	}
}

func TestContactsAreChecked(t *testing.T) {
	w := setup(t)
	w.household(t, "home", village)
	enter := func(c care.Contact) error {
		c.Name = "样例"
		_, err := w.CreateElder(t.Context(), admin, care.Elder{Name: "王样例", HouseholdID: "home", Contacts: []care.Contact{c}})
		return err
	}
	for _, number := range []string{"19900000001", "0990-1234567", "+61 412 345 678", "0061 412345678", "+86 199 0000 0001", "120"} {
		must(t, enter(care.Contact{Phone: number}))
	}
	for _, number := range []string{"+0 123 456 789", "+61 412", "+6112345678901234", "61+412345678", "++61412345678", "0000412345678"} {
		is(t, number, enter(care.Contact{Phone: number}), care.ErrInvalid, "phone.abroad")
	}
	must(t, enter(care.Contact{Phone: "+61 412 345 678", TimeZone: "Australia/Sydney", Times: []care.ContactTime{{Days: []int{1, 7}, From: "18:00", To: "24:00"}}}))
	for _, zone := range []string{"Local", "Sydney", "../etc/passwd"} {
		is(t, zone, enter(care.Contact{Phone: "1234567", TimeZone: zone}), care.ErrInvalid, "contact.zone")
	}
	for _, at := range []care.ContactTime{{From: "8:00", To: "21:00"}, {From: "08:00", To: "08:00"}, {From: "08:00", To: "25:00"}, {Days: []int{8}, From: "08:00", To: "21:00"}} {
		is(t, at.From, enter(care.Contact{Phone: "1234567", Times: []care.ContactTime{at}}), care.ErrInvalid, "contact.times")
	}
}

func TestTheFamilyIsToldWithConsentOnly(t *testing.T) {
	w := setup(t)
	w.household(t, "home", village)
	_, err := w.CreateElder(t.Context(), admin, care.Elder{ID: "wang", Name: "王样例", HouseholdID: "home"})
	must(t, err)
	is(t, "before anybody was asked", w.MayTellFamily(t.Context(), "wang"), care.ErrForbidden, "consent.family")
	is(t, "printed", w.FamilyPrinted(t.Context(), admin, "wang", "2026-10"), care.ErrForbidden, "consent.family")
	_, err = w.FamilyMayKnow(t.Context(), admin, "wang", true, "guardian", "")
	is(t, "a guardian without a name", err, care.ErrInvalid, "word.guardian")
	_, err = w.FamilyMayKnow(t.Context(), admin, "wang", true, "elder", "")
	must(t, err)
	must(t, w.MayTellFamily(t.Context(), "wang"))
	must(t, w.FamilyPrinted(t.Context(), admin, "wang", "2026-10"))
	if refused, err := w.Refused(t.Context(), "wang", "health"); err != nil || refused {
		t.Errorf("one consent answers for another: %v %v", refused, err)
	}
	_, err = w.FamilyMayKnow(t.Context(), admin, "wang", false, "guardian", "样例女儿")
	must(t, err)
	is(t, "after it was taken back", w.MayTellFamily(t.Context(), "wang"), care.ErrForbidden, "consent.family")
	entries, _, err := w.store.Entries(t.Context(), care.Everything, care.EntryQuery{Noun: "elder", Subject: "wang"})
	must(t, err)
	var whats []string
	for _, e := range entries {
		whats = append(whats, e.What)
	}
	slices.Reverse(whats)
	if want := []string{"elder.created", "elder.family_consented", "elder.family_printed", "elder.family_refused"}; !slices.Equal(whats, want) {
		t.Errorf("the journal has %v", whats)
	}
}

package records

import (
	"slices"
	"testing"
	"time"

	"yian/care"
)

// holders says who holds which key of a home, and who it says is its key holder.
func holders(t *testing.T, s *Store, home care.HouseholdID) (keys []string, person string) {
	t.Helper()
	list, err := s.KeysOf(t.Context(), home)
	must(t, err)
	for _, k := range list {
		keys = append(keys, k.Number+" "+k.Hand().Name+" "+string(k.State))
	}
	h, err := s.Household(t.Context(), care.Everything, home)
	must(t, err)
	return keys, h.KeyHolderName + " " + h.KeyHolderPhone
}

func hasKey(t *testing.T, s *Store, id care.ElderID) (names []string) {
	t.Helper()
	e, err := s.Elder(t.Context(), care.Everything, id)
	must(t, err)
	for _, c := range e.Contacts {
		if c.HasKey {
			names = append(names, c.Name)
		}
	}
	return names
}

func TestWhoCanOpenADoorFollowsFromItsKeys(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		must(t, s.CreateHouseholds(t.Context(), []care.Household{{ID: "h", RegionID: "990101001", Address: "样例村1号", KeyHolderName: "邻居", KeyHolderPhone: "19900000001"}, {ID: "other", RegionID: "990101001", Address: "样例村2号"}}, entry("household", "")))
		son, daughter := care.Contact{Name: "儿子", Phone: "19900000002", HasKey: true}, care.Contact{Name: "女儿", Phone: "19900000003"}
		must(t, s.CreateElders(t.Context(), []care.Elder{{ID: "a", Name: "甲", HouseholdID: "h", RegionID: "990101001", Contacts: []care.Contact{son, daughter}},
			{ID: "b", Name: "乙", HouseholdID: "h", RegionID: "990101001", Contacts: []care.Contact{son}}}, entry("elder", "")))
		check := func(what string, want []string, person string, contacts ...string) {
			t.Helper()
			keys, is := holders(t, s, "h")
			if !slices.Equal(keys, want) || is != person {
				t.Errorf("%s: keys %q, key holder %q", what, keys, is)
			}
			if got := hasKey(t, s, "a"); !slices.Equal(got, contacts) {
				t.Errorf("%s: contacts with a key: %v", what, got)
			}
		}
		check("entered with the home and with contacts", []string{" 邻居 held", " 儿子 held"}, "邻居 19900000001", "儿子")
		// A new telephone of a contact is that of the key as well, whoever says what of keys.
		must(t, s.ChangeElder(t.Context(), "b", func(e *care.Elder, _ []*care.Device) (care.Entry, error) {
			e.Contacts = []care.Contact{{Name: "儿子", Phone: "19900000008"}}
			return entry("elder", "b"), nil
		}))
		if k, err := s.Key(t.Context(), care.Everything, "h-k2"); err != nil || k.Holder.Phone != "19900000008" || !slices.Equal(hasKey(t, s, "b"), []string{"儿子"}) {
			t.Errorf("after a new number: %+v, %v", k.Holder, err)
		}
		must(t, s.ChangeElder(t.Context(), "b", func(e *care.Elder, _ []*care.Device) (care.Entry, error) {
			e.Contacts = []care.Contact{{Name: "儿子", Phone: "19900000002"}}
			return entry("elder", "b"), nil
		}))
		must(t, s.ChangeKeys(t.Context(), "h", func(r *care.KeyRing) (care.Entry, error) {
			r.Keys[0].State, r.Keys[1].State = care.KeyLost, care.KeyLent
			r.Keys[1].Loan = &care.KeyLoan{To: "女儿", Phone: "19900000003", Until: pressedAt}
			return entry("key", "h-k2"), nil
		}))
		check("lost, and lent to the daughter", []string{" 邻居 lost", " 女儿 lent"}, "女儿 19900000003", "女儿")
		late, err := s.LateKeys(t.Context(), care.Everything, pressedAt.Add(time.Second))
		must(t, err)
		if len(late) != 1 || late[0].ID != "h-k2" {
			t.Errorf("late: %+v", late)
		}
		if late, err = s.LateKeys(t.Context(), care.Everything, pressedAt); err != nil || len(late) != 0 {
			t.Errorf("late before its time: %v %v", late, err)
		}
		// Whoever keeps the file of the home names another holder.
		must(t, s.ChangeHousehold(t.Context(), "h", func(h *care.Household, _ []*care.Elder, _ []*care.Device) (care.Entry, error) {
			h.KeyHolderName, h.KeyHolderPhone, h.RegionID = "站长", "19900000009", "990101002"
			return entry("household", "h"), nil
		}))
		check("handed over", []string{" 邻居 lost", " 站长 held"}, "站长 19900000009")
		k, err := s.Key(t.Context(), care.Scope{Role: care.Supervisor, Region: "990101002"}, "h-k2")
		if err != nil || k.History[len(k.History)-1].What != care.KeyHandedOver {
			t.Errorf("the key does not move with its home: %+v, %v", k, err)
		}
		// A move of the elder takes no key along to the other door.
		must(t, s.ChangeElder(t.Context(), "a", func(e *care.Elder, _ []*care.Device) (care.Entry, error) {
			e.Contacts[0].HasKey, e.HouseholdID = true, "other"
			return entry("elder", "a"), nil
		}))
		if keys, _ := holders(t, s, "other"); len(keys) != 0 || hasKey(t, s, "a") != nil {
			t.Errorf("a key of another door: %v", keys)
		}
	})
}

func TestKeysAreListedByTheirTime(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		homes := []care.Household{{ID: "a", RegionID: "990101001", Address: "1"}, {ID: "b", RegionID: "990101002", Address: "2"}}
		must(t, s.CreateHouseholds(t.Context(), homes, entry("household", "")))
		for i, home := range []care.HouseholdID{"a", "b"} {
			must(t, s.ChangeKeys(t.Context(), home, func(r *care.KeyRing) (care.Entry, error) {
				r.Add(care.Key{Number: "1", State: care.KeyHeld, Holder: care.KeyHolder{Name: "站", CenterID: "station-" + care.CenterID(home)}}, pressedAt, "op")
				k := r.Add(care.Key{Number: "2", State: care.KeyLent, Holder: care.KeyHolder{Name: "邻居"}}, pressedAt, "op")
				k.Loan = &care.KeyLoan{To: "护工", Until: pressedAt.Add(-time.Duration(i) * time.Hour)}
				return entry("key", ""), nil
			}))
		}
		var got []care.KeyID
		for cursor, more := "", true; more; more = cursor != "" {
			list, next, err := s.Keys(t.Context(), care.Everything, care.KeyQuery{}, care.Page{Limit: 1, Cursor: cursor})
			must(t, err)
			for _, k := range list {
				got = append(got, k.ID)
			}
			cursor = next
		}
		if want := []care.KeyID{"b-k2", "a-k2", "a-k1", "b-k1"}; !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		list, _, err := s.Keys(t.Context(), care.Scope{Role: care.Manager, Center: "station-b"}, care.KeyQuery{}, care.Page{})
		if err != nil || len(list) != 1 || list[0].ID != "b-k1" {
			t.Errorf("a manager sees the keys of another station: %v %v", list, err)
		}
		if list, _, err = s.Keys(t.Context(), care.Scope{Role: care.Supervisor, Region: "990101001"}, care.KeyQuery{States: []care.KeyState{care.KeyLent}}, care.Page{}); err != nil || len(list) != 1 || list[0].ID != "a-k2" {
			t.Errorf("lent in one township: %v %v", list, err)
		}
	})
}

// An older version kept keys in three places: all become keys, once.
func TestKeysOfAnOlderVersionAreAdopted(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		must(t, s.CreateHouseholds(t.Context(), []care.Household{{ID: "h", RegionID: "990101001", Address: "1"}}, entry("household", "")))
		must(t, s.CreateElders(t.Context(), []care.Elder{{ID: "a", Name: "甲", HouseholdID: "h", RegionID: "990101001", Contacts: []care.Contact{{Name: "儿子", Phone: "19900000002"}}}}, entry("elder", "")))
		fitted := care.Installation{ID: "fit", State: care.InstallationDone, HouseholdID: "h", RegionID: "990101001",
			Keys: []care.HomeKey{{Number: "A-7", Holder: "邻居", Phone: "19900000001"}, {Number: "A-8", Holder: "邻居", Phone: "19900000001"}}}
		must(t, s.CreateInstallation(t.Context(), &fitted, entry("installation", "fit")))
		again := fitted
		again.ID = "fit-2"
		must(t, s.CreateInstallation(t.Context(), &again, entry("installation", "fit-2")))
		for _, statement := range []string{
			`UPDATE households SET doc = '{"id":"h","region_id":"990101001","address":"1","key_holder_name":"邻居","key_holder_phone":"19900000001"}'`,
			`UPDATE elders SET doc = '{"id":"a","name":"甲","household_id":"h","region_id":"990101001","contacts":[{"name":"儿子","phone":"19900000002","has_key":true}]}'`,
		} {
			_, err := s.pen.db.ExecContext(t.Context(), statement)
			must(t, err)
		}
		for range 2 {
			must(t, s.Reindex(t.Context()))
		}
		keys, person := holders(t, s, "h")
		if want := []string{"A-7 邻居 held", "A-8 邻居 held", " 儿子 held"}; !slices.Equal(keys, want) || person != "邻居 19900000001" {
			t.Errorf("keys %q, key holder %q", keys, person)
		}
		if got := hasKey(t, s, "a"); !slices.Equal(got, []string{"儿子"}) {
			t.Errorf("contacts with a key: %v", got)
		}
	})
}

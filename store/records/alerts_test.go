package records

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
)

var alertsBegan = time.UnixMilli(1_700_000_000_000).UTC()

func sampleAlert(n int, severity care.Severity) care.Alert {
	at := alertsBegan.Add(time.Duration(n) * time.Second)
	return care.Alert{ID: care.AlertID(fmt.Sprintf("alert-%02d", n)), Rule: "spo2_low", Title: "样例", Severity: severity, DeviceID: "d1",
		ElderID: "e1", RegionID: "990101001", Metric: care.SpO2, Threshold: 90,
		Readings: []care.Reading{{Device: "d1", Metric: care.SpO2, Value: 85, At: at, ReceivedAt: at}}, RaisedAt: at, Version: 1}
}

func alertEntry(a care.Alert, what string) care.Entry {
	return care.Entry{At: a.RaisedAt, By: care.System, What: what, Noun: "alert", Subject: string(a.ID), RegionID: a.RegionID}
}

func alertEntries(t *testing.T, s *Store) []string {
	t.Helper()
	es, err := s.entries(t.Context(), `SELECT `+entryColumns+` FROM journal WHERE noun = 'alert' ORDER BY seq`)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range es {
		all = append(all, e.What+" "+e.Subject)
	}
	return all
}

func TestAlertRaisedAndClearedTwiceIsOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		a := sampleAlert(1, care.Warning)
		for range 2 {
			if err := s.RaiseAlert(t.Context(), a, alertEntry(a, "alert.raised")); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 2 {
			at := a.RaisedAt.Add(time.Duration(i+1) * time.Minute)
			if err := s.ClearAlert(t.Context(), a.ID, at, alertEntry(a, "alert.cleared")); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.ClearAlert(t.Context(), "nobody", a.RaisedAt, care.Entry{}); err != nil {
			t.Errorf("clearing an unknown alert: %v", err)
		}
		got, err := s.Alert(t.Context(), care.Everything, a.ID)
		if err != nil {
			t.Fatal(err)
		}
		want := a
		end := a.RaisedAt.Add(time.Minute)
		want.ClearedAt, want.Version = &end, 2
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		if diff := cmp.Diff([]string{"alert.raised alert-01", "alert.cleared alert-01"}, alertEntries(t, s)); diff != "" {
			t.Errorf("journal (-want +got)\n%s", diff)
		}
	})
}

func TestAlertsByStateScopeAndPage(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		yes := true
		for n := range 5 {
			a := sampleAlert(n, care.Warning)
			switch n {
			case 1:
				a.RegionID = "990101002"
			case 2:
				a.CenterID, a.Severity = "c1", care.Critical
			case 3:
				a.Technical, a.RaisedAt = true, a.RaisedAt.Add(-time.Second) // the same instant as 2
			}
			if err := s.RaiseAlert(t.Context(), a, alertEntry(a, "alert.raised")); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.ClearAlert(t.Context(), "alert-04", alertsBegan.Add(time.Hour), care.Entry{What: "alert.cleared", Noun: "alert"}); err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			scope care.Scope
			q     care.AlertQuery
			want  []care.AlertID
		}{
			"all, newest first": {care.Everything, care.AlertQuery{}, []care.AlertID{"alert-04", "alert-03", "alert-02", "alert-01", "alert-00"}},
			"firing":            {care.Everything, care.AlertQuery{State: care.AlertFiring}, []care.AlertID{"alert-03", "alert-02", "alert-01", "alert-00"}},
			"cleared":           {care.Everything, care.AlertQuery{State: care.AlertCleared}, []care.AlertID{"alert-04"}},
			"technical":         {care.Everything, care.AlertQuery{Technical: &yes}, []care.AlertID{"alert-03"}},
			"critical":          {care.Everything, care.AlertQuery{Severities: []care.Severity{care.Critical, care.Info}}, []care.AlertID{"alert-02"}},
			"a township":        {care.Scope{Role: care.Operator, Region: "990101002"}, care.AlertQuery{}, []care.AlertID{"alert-01"}},
			"a manager":         {care.Scope{Role: care.Manager, Center: "c1"}, care.AlertQuery{}, []care.AlertID{"alert-02"}},
			"a worker":          {care.Scope{Role: care.Worker, Region: "990101"}, care.AlertQuery{}, nil},
			"another elder":     {care.Everything, care.AlertQuery{Elder: "e2"}, nil},
		} {
			var got []care.AlertID
			page := care.Page{Limit: 2}
			for {
				list, next, err := s.Alerts(t.Context(), c.scope, c.q, page)
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				for _, a := range list {
					got = append(got, a.ID)
				}
				if next == "" {
					break
				}
				page.Cursor = next
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%s (-want +got)\n%s", name, diff)
			}
		}
	})
}

func TestAlertIsUnofferedUntilItHasAnIncident(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		for n, severity := range []care.Severity{care.Critical, care.Warning, care.Critical} {
			a := sampleAlert(n, severity)
			if err := s.RaiseAlert(t.Context(), a, alertEntry(a, "alert.raised")); err != nil {
				t.Fatal(err)
			}
		}
		ids := func() (ids []care.AlertID) {
			list, err := s.UnofferedAlerts(t.Context(), 10)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range list {
				ids = append(ids, a.ID)
			}
			return ids
		}
		if diff := cmp.Diff([]care.AlertID{"alert-00", "alert-02"}, ids()); diff != "" {
			t.Errorf("before (-want +got)\n%s", diff)
		}
		_, err := s.ChangeAlert(t.Context(), care.Everything, "alert-00", func(a *care.Alert) ([]care.Entry, error) {
			a.IncidentID = "i1"
			return []care.Entry{alertEntry(*a, "alert.offered")}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]care.AlertID{"alert-02"}, ids()); diff != "" {
			t.Errorf("after (-want +got)\n%s", diff)
		}
	})
}

func TestChangeAlertOutsideTheScopeIsNotFound(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		a := sampleAlert(0, care.Warning)
		if err := s.RaiseAlert(t.Context(), a, alertEntry(a, "alert.raised")); err != nil {
			t.Fatal(err)
		}
		_, err := s.ChangeAlert(t.Context(), care.Scope{Role: care.Operator, Region: "990101002"}, a.ID, func(*care.Alert) ([]care.Entry, error) {
			t.Error("do must not see it")
			return nil, nil
		})
		if !errors.Is(err, care.ErrNotFound) {
			t.Errorf("got %v, want not found", err)
		}
	})
}

func TestMemoryIsReplacedAndRemoved(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		for _, m := range []map[care.DeviceID][]byte{{"a": []byte("1"), "b": {0, 255}, "": []byte("mark")}, {"a": []byte("2"), "": nil}} {
			if err := s.SaveMemory(t.Context(), m); err != nil {
				t.Fatal(err)
			}
		}
		got := map[care.DeviceID][]byte{}
		err := s.LoadMemory(t.Context(), func(id care.DeviceID, b []byte) error { got[id] = append([]byte(nil), b...); return nil })
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[care.DeviceID][]byte{"a": []byte("2"), "b": {0, 255}}, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}

func TestLivenessIsReplacedAndRemoved(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		battery := 55.0
		a := care.Liveness{Device: "a", SeenAt: alertsBegan, Online: true, DueAt: alertsBegan.Add(time.Hour), Battery: &battery}
		for _, rows := range [][]care.Liveness{{{Device: "a", SeenAt: alertsBegan}, {Device: "b", SeenAt: alertsBegan}}, {a, {Device: "b"}}} {
			if err := s.SaveLiveness(t.Context(), rows); err != nil {
				t.Fatal(err)
			}
		}
		var got []care.Liveness
		if err := s.LoadLiveness(t.Context(), func(l care.Liveness) error { got = append(got, l); return nil }); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]care.Liveness{a}, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}

// press writes a call as the desk does, and confirms its feedback or not.
func press(t *testing.T, s *Store, c care.Call, confirmed bool) {
	t.Helper()
	if err := s.write(t.Context(), func(tx *Tx) error { return tx.insertCall(c, nil) }); err != nil {
		t.Fatal(err)
	}
	if !confirmed {
		return
	}
	_, err := s.ConfirmFeedback(t.Context(), care.Confirmation{Device: c.Place.Device, Call: c.ID, Step: care.StepReceived, At: c.ReceivedAt.Add(time.Second)})
	if err != nil {
		t.Fatal(err)
	}
}

func TestHomesNameTheirLastProof(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(s.CreateHouseholds(t.Context(), []care.Household{{ID: "h1", RegionID: "990101001"}, {ID: "h2", RegionID: "990101002"}, {ID: "h3", RegionID: "990101001"}}, care.Entry{}))
		must(s.CreateElders(t.Context(), []care.Elder{{ID: "e1", Name: "样例甲", HouseholdID: "h1", RegionID: "990101001"}}, care.Entry{}))
		must(s.CreateDevices(t.Context(), []care.Device{
			{ID: "d1", HouseholdID: "h1", RegionID: "990101001"},
			{ID: "d2", HouseholdID: "h1", RegionID: "990101001", Revoked: true},
			{ID: "d3", HouseholdID: "h2", RegionID: "990101002"},
		}, make([]care.DeviceKey, 3), care.Entry{}))
		for n, confirmed := range []bool{true, true, false} {
			at := alertsBegan.Add(time.Duration(n) * time.Hour)
			press(t, s, care.Call{ID: care.CallID(fmt.Sprint("c", n)), Kind: care.Test, PressedAt: at, ReceivedAt: at,
				Place: care.Place{Device: "d1", Household: "h1"}}, confirmed)
		}
		got, next, err := s.Homes(t.Context(), care.Everything, care.Page{})
		must(err)
		if len(got) != 2 || next != "" {
			t.Fatalf("got %d homes, next %q; want the two with devices", len(got), next)
		}
		proof := alertsBegan.Add(time.Hour)
		want := care.Home{Household: got[0].Household, Elders: []string{"样例甲"}, DeviceIDs: []care.DeviceID{"d1"}, Devices: 1, LastProofAt: &proof}
		if diff := cmp.Diff(want, got[0]); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		if got[1].Household.ID != "h2" || got[1].LastProofAt != nil {
			t.Errorf("the home that never pressed: got %+v", got[1])
		}
		narrow, _, err := s.Homes(t.Context(), care.Scope{Role: care.Operator, Region: "990101002"}, care.Page{})
		must(err)
		if len(narrow) != 1 || narrow[0].Household.ID != "h2" {
			t.Errorf("a township sees %d homes, want its own", len(narrow))
		}
		// What the overview counts are the same homes, and the devices in use.
		bare, err := s.BareHomes(t.Context(), care.Everything, alertsBegan)
		must(err)
		if len(bare) != 2 || bare[0].Household.RegionID != "990101001" || bare[0].LastProofAt == nil || !bare[0].LastProofAt.Equal(proof) || bare[1].LastProofAt != nil {
			t.Errorf("bare homes: got %+v", bare)
		}
		for sc, want := range map[care.RegionID][]care.DeviceID{"": {"d1", "d3"}, "990101002": {"d3"}} {
			used, err := s.DevicesInUse(t.Context(), care.Scope{Role: care.Operator, Region: sc})
			must(err)
			slices.Sort(used)
			if diff := cmp.Diff(want, used); diff != "" {
				t.Errorf("in use in %q (-want +got)\n%s", sc, diff)
			}
		}
		proofs, _, err := s.Proofs(t.Context(), care.Everything, care.ProofQuery{Household: "h1"}, care.Page{})
		must(err)
		if len(proofs) != 3 || proofs[0].ConfirmedAt != nil || proofs[1].Call != "c1" || !proofs[1].Test || !proofs[1].First {
			t.Errorf("proofs: got %+v", proofs)
		}
	})
}

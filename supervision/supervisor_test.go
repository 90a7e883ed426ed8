package supervision_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
	"yian/supervision"
)

// world is a record and a registry that can be put to sleep.
type world struct {
	mu      sync.Mutex // guards all below
	asleep  bool
	alerts  []care.Alert
	rows    map[care.DeviceID]care.Liveness
	saves   int
	revoked map[care.DeviceID]bool
	homes   []care.Home
	back    []care.DeviceID
	changed []string
}

func newWorld() *world {
	return &world{rows: map[care.DeviceID]care.Liveness{}, revoked: map[care.DeviceID]bool{}}
}

func (w *world) RaiseAlert(_ context.Context, a care.Alert, _ care.Entry) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.asleep {
		return care.ErrUnavailable
	}
	if !slices.ContainsFunc(w.alerts, func(b care.Alert) bool { return b.ID == a.ID }) {
		w.alerts = append(w.alerts, a)
	}
	return nil
}

func (w *world) ClearAlert(_ context.Context, id care.AlertID, at time.Time, _ care.Entry) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.asleep {
		return care.ErrUnavailable
	}
	for i := range w.alerts {
		if w.alerts[i].ID == id && w.alerts[i].ClearedAt == nil {
			w.alerts[i].ClearedAt = &at
		}
	}
	return nil
}

func (w *world) Alerts(context.Context, care.Scope, care.AlertQuery, care.Page) ([]care.Alert, string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []care.Alert
	for _, a := range w.alerts {
		if a.ClearedAt == nil {
			out = append(out, a)
		}
	}
	return out, "", nil
}

func (w *world) LoadLiveness(_ context.Context, do func(care.Liveness) error) error {
	w.mu.Lock()
	rows := w.rows
	w.mu.Unlock()
	for _, l := range rows {
		if err := do(l); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) SaveLiveness(_ context.Context, rows []care.Liveness) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.saves++
	for _, l := range rows {
		if w.rows[l.Device] = l; l.SeenAt.IsZero() {
			delete(w.rows, l.Device)
		}
	}
	return nil
}

func (w *world) Place(_ context.Context, id care.DeviceID) (care.Place, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.revoked[id] {
		return care.Place{}, care.NotFound("device")
	}
	return place(id), nil
}

func (w *world) Homes(context.Context, care.Scope, care.Page) ([]care.Home, string, error) {
	return slices.Clone(w.homes), "", nil
}

// place: "child-…" stands behind the gateway gw1, "sensor-…" runs on a battery.
func place(id care.DeviceID) care.Place {
	p := care.Place{Device: id, Household: "home", Region: "990101001", DeviceKind: "sos_button", DevicePower: care.Mains}
	switch {
	case len(id) > 6 && id[:6] == "child-":
		p.Gateway, p.DevicePower = "gw1", care.Mains
	case len(id) > 7 && id[:7] == "sensor-":
		p.DevicePower = care.Battery
	case id == "zigbee":
		p.DeviceKind = "zigbee2mqtt"
	case id == "gw1":
		p.DeviceKind = "gateway"
	}
	return p
}

func (w *world) run(t *testing.T) (*supervision.Supervisor, func()) {
	t.Helper()
	s, err := supervision.New(supervision.Config{}, supervision.Deps{Book: w, List: w, Memory: w, Places: w, Homes: w, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	s.OnReconnect(func(id care.DeviceID) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.back = append(w.back, id)
	})
	s.OnChange(func(p care.Place, l care.Liveness) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.changed = append(w.changed, fmt.Sprint(p.Device, " ", l.Online))
	})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	synctest.Wait()
	return s, func() {
		t.Helper()
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// heard returns who came back, what changed and how often last-seen was written.
func (w *world) heard() (back []care.DeviceID, changed []string, saves int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.back), slices.Clone(w.changed), w.saves
}

// first returns the alert that was raised first.
func (w *world) first() care.Alert {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.alerts[0]
}

// list returns the alerts as "device raised[-cleared]", since the beginning.
func (w *world) list(began time.Time) []string {
	synctest.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	all := []string{}
	for _, a := range w.alerts {
		line := fmt.Sprintf("%s %v", a.DeviceID, a.RaisedAt.Sub(began).Truncate(time.Minute))
		if a.ClearedAt != nil {
			line += fmt.Sprintf("-%v", a.ClearedAt.Sub(began).Truncate(time.Minute))
		}
		all = append(all, line)
	}
	return all
}

func wantList(t *testing.T, w *world, began time.Time, want ...string) {
	t.Helper()
	if want == nil {
		want = []string{}
	}
	if diff := cmp.Diff(want, w.list(began)); diff != "" {
		t.Errorf("alerts (-want +got)\n%s", diff)
	}
}

func seen(s *supervision.Supervisor, ids ...care.DeviceID) {
	for _, id := range ids {
		s.Seen(place(id), time.Now(), nil)
	}
	synctest.Wait()
}

func wait(d time.Duration) { time.Sleep(d); synctest.Wait() }

func TestSilentDeviceIsOfflineAfterItsClass(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := newWorld(), time.Now()
		s, stop := w.run(t)
		defer stop()
		seen(s, "button", "sensor-door", "zigbee")
		wait(44 * time.Minute)
		wantList(t, w, began)
		wait(2 * time.Minute)
		wantList(t, w, began, "button 45m0s")
		if l, ok := s.Liveness("button"); !ok || l.Online {
			t.Errorf("liveness: got %+v, %v", l, ok)
		}
		a := w.first()
		if !a.Technical || a.Severity != care.Warning || a.Rule != "offline" || a.HouseholdID != "home" || a.RegionID == "" {
			t.Errorf("the alert: %+v", a)
		}
		wait(25 * time.Hour)
		got := w.list(began)
		slices.Sort(got)
		if diff := cmp.Diff([]string{"button 45m0s", "sensor-door 25h0m0s", "zigbee 25h0m0s"}, got); diff != "" {
			t.Errorf("alerts (-want +got)\n%s", diff)
		}
	})
}

func TestDeviceThatSpeaksEndsItsAlertAndIsBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := newWorld(), time.Now()
		s, stop := w.run(t)
		defer stop()
		seen(s, "button")
		wait(50 * time.Minute)
		seen(s, "button")
		wantList(t, w, began, "button 45m0s-50m0s")
		back, changed, _ := w.heard()
		if diff := cmp.Diff([]care.DeviceID{"button"}, back); diff != "" {
			t.Errorf("reconnected (-want +got)\n%s", diff)
		}
		if diff := cmp.Diff([]string{"button true", "button false", "button true"}, changed); diff != "" {
			t.Errorf("changes (-want +got)\n%s", diff)
		}
		wait(46 * time.Minute)
		wantList(t, w, began, "button 45m0s-50m0s", "button 1h35m0s")
	})
}

func TestNeverSeenIsNotOffline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := newWorld(), time.Now()
		s, stop := w.run(t)
		defer stop()
		s.Status(place("button"), care.Status{Device: "button", At: time.Now()})
		wait(48 * time.Hour)
		wantList(t, w, began)
		if _, heard := s.Liveness("button"); heard {
			t.Error("a device that never spoke was never heard")
		}
	})
}

func TestLastWillIsKnowledgeAtOnceAndAnAlertAfterTheGrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := newWorld(), time.Now()
		s, stop := w.run(t)
		defer stop()
		seen(s, "button", "steady")
		for _, id := range []care.DeviceID{"button", "steady"} {
			s.Status(place(id), care.Status{Device: id, At: began})
		}
		if l, _ := s.Liveness("button"); l.Online {
			t.Error("still online after the last will")
		}
		wait(30 * time.Second)
		s.Status(place("steady"), care.Status{Device: "steady", Online: true, At: time.Now(), Firmware: "1.4.2"})
		wait(32 * time.Second)
		wantList(t, w, began, "button 1m0s")
		if back, _, _ := w.heard(); !slices.Equal(back, []care.DeviceID{"steady"}) {
			t.Errorf("reconnected: got %v, want the steady one", back)
		}
		if l, _ := s.Liveness("steady"); !l.Online || l.Firmware != "1.4.2" {
			t.Errorf("back: got %+v", l)
		}
	})
}

func TestRaisedAndClearedInTheSameSecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := newWorld(), time.Now()
		w.asleep = true
		s, stop := w.run(t)
		defer stop()
		seen(s, "button")
		wait(45 * time.Minute)
		seen(s, "button")
		w.mu.Lock()
		w.asleep = false
		w.mu.Unlock()
		wait(time.Minute)
		wantList(t, w, began, "button 45m0s-45m0s")
	})
}

func TestDeadGatewayIsOneAlert(t *testing.T) {
	for name, die := range map[string]func(*supervision.Supervisor){
		"by silence": func(*supervision.Supervisor) {},
		"by its last will": func(s *supervision.Supervisor) {
			s.Status(place("gw1"), care.Status{Device: "gw1", At: time.Now()})
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld()
				s, stop := w.run(t)
				defer stop()
				seen(s, "child-1", "child-2", "child-3")
				wait(10 * time.Minute)
				seen(s, "gw1") // the last word of all of them
				die(s)
				wait(3 * time.Hour)
				w.mu.Lock()
				if len(w.alerts) != 1 || w.alerts[0].DeviceID != "gw1" || w.alerts[0].Title != "网关离线" {
					t.Errorf("got %d alerts, want the gateway's: %+v", len(w.alerts), w.alerts)
				}
				w.mu.Unlock()
				if l, _ := s.Liveness("child-1"); l.Online {
					t.Error("a child behind a dead gateway cannot be heard")
				}
				began := time.Now()
				seen(s, "gw1")
				if back, _, _ := w.heard(); !slices.Contains(back, "child-2") {
					t.Error("what waits for the children is to be told again")
				}
				for range 4 { // the gateway lives, one child stays away
					wait(15 * time.Minute)
					seen(s, "gw1", "child-1", "child-2")
				}
				if got := w.list(began); len(got) != 2 || got[1] != "child-3 45m0s" {
					t.Errorf("got %v, want the one child 45 min after the gateway came back", got)
				}
			})
		})
	}
}

func TestOurDowntimeRaisesNoStorm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		s, stop := w.run(t)
		seen(s, "gone")
		wait(46 * time.Minute)
		for i := range 50 {
			seen(s, care.DeviceID(fmt.Sprint("d", i)))
		}
		wait(10 * time.Second)
		stop()
		wait(12 * time.Hour)

		began := time.Now()
		s, stop = w.run(t)
		defer stop()
		wait(44 * time.Minute)
		if got := w.list(began); len(got) != 1 {
			t.Errorf("alerts of our own downtime: %v", got)
		}
		if l, ok := s.Liveness("gone"); !ok || l.Online {
			t.Errorf("the one that was offline before: got %+v, %v", l, ok)
		}
		seen(s, "gone", "d0")
		if got := w.list(began); len(got) != 1 || !strings.Contains(got[0], "-") {
			t.Errorf("the alert of before the restart did not end: %v", got)
		}
		wait(2 * time.Minute)
		if got := len(w.list(began)); got != 50 {
			t.Errorf("%d alerts, want the 49 that stayed away and the old one", got)
		}
	})
}

func TestOurDeafnessRaisesNoStorm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := newWorld(), time.Now()
		s, stop := w.run(t)
		defer stop()
		var all []care.DeviceID
		for i := range 30 {
			all = append(all, care.DeviceID(fmt.Sprint("d", i)))
		}
		seen(s, all...)
		wait(3 * time.Hour) // the broker is away
		wantList(t, w, began)
		seen(s, all[1:]...)
		for range 4 {
			wait(15 * time.Minute)
			seen(s, all[1:]...)
		}
		wantList(t, w, began, "d0 3h45m0s")
	})
}

func TestRevokedDeviceIsNotMissed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, began := newWorld(), time.Now()
		s, stop := w.run(t)
		defer stop()
		seen(s, "button", "other")
		w.mu.Lock()
		w.revoked["other"] = true // nobody told the supervisor
		w.mu.Unlock()
		wait(46 * time.Minute)
		wantList(t, w, began, "button 45m0s")
		s.Forget("button")
		wantList(t, w, began, "button 45m0s-46m0s")
		wait(10 * time.Second)
		w.mu.Lock()
		defer w.mu.Unlock()
		if len(w.rows) != 0 {
			t.Errorf("rows left: %v", w.rows)
		}
	})
}

func TestLastSeenIsWrittenInBatches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		s, stop := w.run(t)
		for range 100 {
			s.Seen(place("button"), time.Now(), []care.Reading{{Metric: care.BatteryMetric, Value: 88}, {Metric: care.RSSI, Value: -61}, {Metric: care.HeartRate, Value: 70}})
			wait(100 * time.Millisecond)
		}
		stop()
		if w.saves > 4 {
			t.Errorf("%d writes in ten seconds", w.saves)
		}
		l := w.rows["button"]
		if l.Battery == nil || *l.Battery != 88 || l.RSSI == nil || *l.RSSI != -61 || !l.Online {
			t.Errorf("row: got %+v", l)
		}
	})
}

func TestNewConnectionCountsAsBackAndARepeatedStatusDoesNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		s, stop := w.run(t)
		defer stop()
		seen(s, "button")
		for _, ago := range []time.Duration{time.Hour, 0, 0} { // retained, new, the broker repeats it
			s.Status(place("button"), care.Status{Device: "button", Online: true, At: time.Now().Add(time.Second - ago)})
			synctest.Wait()
		}
		if back, _, _ := w.heard(); !slices.Equal(back, []care.DeviceID{"button"}) {
			t.Errorf("got %v, want the button once", back)
		}
	})
}

func TestHomesSayWhatToDoNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		s, stop := w.run(t)
		defer stop()
		seen(s, "fine", "silent")
		s.Status(place("silent"), care.Status{Device: "silent", At: time.Now()})
		recent, old := time.Now().Add(-3*24*time.Hour), time.Now().Add(-32*24*time.Hour)
		w.homes = []care.Home{
			{DeviceIDs: []care.DeviceID{"fine"}, LastProofAt: &recent},
			{DeviceIDs: []care.DeviceID{"fine"}, LastProofAt: &old},
			{DeviceIDs: []care.DeviceID{"fine"}},
			{DeviceIDs: []care.DeviceID{"fine", "silent", "new"}, LastProofAt: &recent},
			{DeviceIDs: []care.DeviceID{"new"}},
		}
		homes, _, err := s.Homes(t.Context(), care.Everything, care.Page{})
		if err != nil {
			t.Fatal(err)
		}
		got := []string{}
		for _, h := range homes {
			days := -1
			if h.ProofAgeDays != nil {
				days = *h.ProofAgeDays
			}
			got = append(got, fmt.Sprintf("offline %d never %d age %d overdue %v next %q", h.Offline, h.NeverSeen, days, h.Overdue, h.Next))
		}
		want := []string{
			`offline 0 never 0 age 3 overdue false next ""`,
			`offline 0 never 0 age 32 overdue true next "test_press"`,
			`offline 0 never 0 age -1 overdue true next "test_press"`,
			`offline 1 never 1 age 3 overdue false next "check_device"`,
			`offline 0 never 1 age -1 overdue true next "switch_on"`,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}

func BenchmarkSeen(b *testing.B) {
	w := newWorld()
	s, err := supervision.New(supervision.Config{}, supervision.Deps{Book: w, List: w, Memory: w, Places: w, Homes: w, Now: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	p, at := place("button"), time.Now()
	b.ReportAllocs()
	for b.Loop() {
		at = at.Add(time.Second)
		s.Seen(p, at, nil)
	}
}

package demo

import (
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
	"yian/centers"
	"yian/devices/simulator"
	"yian/registry"
	"yian/store/records"
)

type world struct {
	store    *records.Store
	registry *registry.Registry
	centers  *centers.Centers
	now      time.Time
}

func setup(t testing.TB) *world {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	store, err := records.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "yian.db"), log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	w := &world{store: store, now: time.Date(2026, 11, 23, 9, 0, 0, 0, care.Shanghai)}
	now := func() time.Time { return w.now }
	w.registry = registry.New(registry.Config{MinPassword: 4}, registry.Deps{Record: store, Log: log, Now: now})
	w.centers = centers.New(centers.Config{}, centers.Deps{Record: store, Log: log, Now: now})
	return w
}

func (w *world) build(t testing.TB, seed uint64) County {
	t.Helper()
	c, err := Build(t.Context(), Deps{w.registry, w.centers, nil, nil}, Options{Seed: seed, Now: w.now})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCountyIsWhole(t *testing.T) {
	w := setup(t)
	began := time.Now()
	c := w.build(t, 1)
	t.Logf("built in %v", time.Since(began))
	kinds := map[care.CenterKind]int{}
	designations := map[string]int{}
	cursor := ""
	for {
		list, next, err := w.registry.Centers(t.Context(), care.Everything, "", care.Page{Limit: 500, Cursor: cursor})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range list {
			kinds[v.Kind]++
			for _, d := range v.Designations {
				designations[d]++
			}
		}
		if cursor = next; next == "" {
			break
		}
	}
	wantKinds := map[care.CenterKind]int{care.Guidance: 16, care.CareHome: 16, care.DayCare: 4, care.Branch: 19, care.Station: 160, care.Rehab: 1}
	if diff := cmp.Diff(wantKinds, kinds); diff != "" {
		t.Errorf("sites (-want +got):\n%s", diff)
	}
	if designations["三合一"] != 16 || designations["五合一"] != 24 || designations["智慧示范院"] != 3 {
		t.Errorf("designations: got %v", designations)
	}
	if len(c.Homes) != 200 || len(c.Sites) != 3 {
		t.Errorf("got %d homes and %d sites, want 200 and 3", len(c.Homes), len(c.Sites))
	}
	n, err := w.registry.Counts(t.Context())
	if err != nil || n["households"] != 200 || n["staff"] < 60 || n["devices"] < 1000 {
		t.Errorf("counts: %v, %v", n, err)
	}
	if seq, err := w.store.Verify(t.Context()); err != nil {
		t.Errorf("journal of %d entries: %v", seq, err)
	}
}

func TestEveryRoleSignsIn(t *testing.T) {
	w := setup(t)
	w.build(t, 1)
	for _, role := range care.Roles {
		s, err := w.registry.SignIn(t.Context(), string(role), Password, "192.0.2.1")
		if err != nil || s.Staff.Role != role || s.Staff.MustChange {
			t.Errorf("%s: got %+v, %v", role, s.Staff, err)
		}
	}
}

func TestEveryDeviceMaySpeak(t *testing.T) {
	w := setup(t)
	c := w.build(t, 1)
	buttons := 0
	for _, h := range c.All() {
		for _, d := range h.Devices {
			if d.Kind == simulator.KindButton {
				buttons++
			}
			if d.Gateway != "" {
				name := d.Address
				if name == "" {
					name = string(d.Device)
				}
				if p, err := w.registry.Child(t.Context(), d.Gateway, name); err != nil || p.Device != d.Device {
					t.Fatalf("%s behind %s: got %v, %v", name, d.Gateway, p, err)
				}
				continue
			}
			if !w.registry.Authenticate(care.DeviceID(d.Username), d.Password) {
				t.Fatalf("%s: its credential is refused", d.Device)
			}
		}
	}
	if buttons < 10 {
		t.Errorf("got %d bought-in buttons, want about thirty", buttons)
	}
}

func TestBedsAreLivedIn(t *testing.T) {
	w := setup(t)
	w.build(t, 1)
	o, err := w.centers.Occupancy(t.Context(), care.Everything, "house-01", "")
	if err != nil {
		t.Fatal(err)
	}
	if o.Commissioned != 88 || o.Planned != 4 || o.Blocked != 4 || o.Occupied < 66 || o.Occupied > 85 {
		t.Errorf("got %d of %d, planned %d, blocked %d", o.Occupied, o.Commissioned, o.Planned, o.Blocked)
	}
	if o.OnLeave+o.InHospital == 0 {
		t.Error("nobody is away")
	}
	for _, b := range o.Beds {
		if b.StayID == "" || b.DeviceID == "" {
			continue
		}
		if p, err := w.registry.Place(t.Context(), b.DeviceID); err != nil || p.Elder != b.ElderID || p.Center != "house-01" {
			t.Fatalf("sensor of an occupied bed: got %+v, %v", p, err)
		}
	}
	rehab, err := w.centers.Occupancy(t.Context(), care.Everything, "rehab", "")
	if err != nil || rehab.Commissioned != 0 || rehab.Planned != 500 {
		t.Errorf("rehab: got %d commissioned, %d planned, %v", rehab.Commissioned, rehab.Planned, err)
	}
}

func TestSameSeedSameCounty(t *testing.T) {
	shape := func() []care.Elder {
		w := setup(t)
		w.build(t, 7)
		list, _, err := w.registry.Elders(context.Background(), care.Everything, care.ElderQuery{}, care.Page{Limit: 500})
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	first := shape()
	if diff := cmp.Diff(first, shape()); diff != "" {
		t.Errorf("the second county differs:\n%s", diff)
	}
	for _, e := range first {
		if age := e.Age(time.Date(2026, 11, 23, 9, 0, 0, 0, care.Shanghai)); age < 62 || age > 97 {
			t.Errorf("%s is %d", e.ID, age)
		}
		if !strings.Contains(e.Name, "样例") {
			t.Errorf("%s is not marked", e.ID)
		}
	}
}

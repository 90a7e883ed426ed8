package api

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
)

// fix is the newest readings of a watch at a place.
func fix(device care.DeviceID, lat, lon, accuracy float64, at time.Time) []care.Reading {
	return []care.Reading{{Device: device, Metric: care.Accuracy, Value: accuracy, At: at}, {Device: device, Metric: care.Latitude, Value: lat, At: at},
		{Device: device, Metric: care.Longitude, Value: lon, At: at}}
}

func TestAFenceFromItsSettingToItsRemoval(t *testing.T) {
	s := start(t)
	body := map[string]any{"name": "家", "lat": 33.35, "lon": 116.85, "radius": 300, "from": "20:00", "until": "06:00"}
	var f care.Fence
	s.post("operator", "/elders/wang/fences", body, &f)
	if f.ID == "" || f.ElderID != "wang" || f.SetBy != "operator" || f.Version != 1 || f.From != "20:00" {
		t.Fatalf("got %+v", f)
	}
	path := "/api/v1/elders/wang/fences/" + string(f.ID)
	body["radius"], body["version"] = 500, 1
	if a := s.ask("supervisor", "PATCH", path, body); a.StatusCode != 200 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	if a := s.ask("operator", "PATCH", path, body); a.StatusCode != 409 || a.problem(t).Code != "fence.changed" {
		t.Errorf("over another's change: %d %s", a.StatusCode, a.body)
	}
	var all page[care.Fence]
	s.get("operator", "/elders/wang/fences", &all)
	if len(all.Items) != 1 || all.Items[0].Radius != 500 || all.Items[0].SetBy != "supervisor" {
		t.Errorf("got %+v", all.Items)
	}
	if looks := s.looks(); !slices.Contains(looks, "operator fence wang") {
		t.Errorf("looks: %v", looks)
	}
	if a := s.ask("operator", "DELETE", path, nil); a.StatusCode != 204 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	var entries page[care.Entry]
	s.get("auditor", "/journal?noun=elder&subject=wang", &entries)
	var what []string
	for _, e := range entries.Items {
		if strings.Contains(e.What, "fence") {
			what = append(what, e.What+" "+string(e.By)+" "+e.Related)
		}
	}
	slices.Sort(what)
	id := " fence:" + string(f.ID)
	if diff := cmp.Diff([]string{"elder.fence_changed supervisor" + id, "elder.fence_removed operator" + id, "elder.fence_set operator" + id}, what); diff != "" {
		t.Errorf("journal (-want +got)\n%s", diff)
	}
}

func TestAFenceOutsideOnesScopeOrRights(t *testing.T) {
	s := start(t)
	good := map[string]any{"lat": 33.35, "lon": 116.85, "radius": 300}
	for name, c := range map[string]struct {
		account, method, path string
		body                  any
		status                int
		code                  string
	}{
		"an elder elsewhere":      {"operator-b", "POST", "/elders/wang/fences", good, 404, "elder.not_found"},
		"a place elsewhere":       {"operator-b", "GET", "/elders/wang/place", nil, 404, "elder.not_found"},
		"a leader looks":          {"leader", "GET", "/elders/wang/place", nil, 403, "role.forbidden"},
		"an auditor looks":        {"auditor", "GET", "/elders/wang/fences", nil, 403, "role.forbidden"},
		"a leader draws the way":  {"leader", "GET", "/elders/wang/readings?metric=latitude", nil, 403, "role.forbidden"},
		"too narrow":              {"operator", "POST", "/elders/wang/fences", map[string]any{"lat": 33.35, "lon": 116.85, "radius": 10}, 422, ""},
		"half of the hours":       {"operator", "POST", "/elders/wang/fences", map[string]any{"lat": 33.35, "lon": 116.85, "radius": 300, "from": "20:00"}, 422, "fence.hours"},
		"a fence of nobody":       {"operator", "DELETE", "/elders/wang/fences/none", nil, 404, "fence.not_found"},
		"a change without a past": {"operator", "PATCH", "/elders/wang/fences/none", map[string]any{"lat": 33.35, "lon": 116.85, "radius": 300, "version": 1}, 404, "fence.not_found"},
	} {
		a := s.ask(c.account, c.method, "/api/v1"+c.path, c.body)
		if a.StatusCode != c.status || c.code != "" && a.problem(t).Code != c.code {
			t.Errorf("%s: %d %s", name, a.StatusCode, a.body)
		}
	}
}

// TestALookAtAPlace is recorded, and a place stands nowhere else.
func TestALookAtAPlace(t *testing.T) {
	s := start(t)
	var none Whereabout
	s.get("operator", "/elders/wang/place", &none)
	if none.Spot != nil || none.Fences == nil {
		t.Errorf("got %+v", none)
	}
	var f care.Fence
	s.post("operator", "/elders/wang/fences", map[string]any{"lat": 33.35, "lon": 116.85, "radius": 300}, &f)
	now := time.Now()
	s.shown.latest = append(fix("gps-old", 33.35, 116.85, 9, now.Add(-time.Hour)), fix("gps", 33.36, 116.85, 15, now.Add(-5*time.Minute))...)
	s.shown.latest = append(s.shown.latest, care.Reading{Device: "gps", Metric: care.BatteryMetric, Value: 80, At: now})
	s.looks()
	var w Whereabout
	s.get("supervisor", "/elders/wang/place", &w)
	if w.Spot == nil || w.Spot.Device != "gps" || w.Spot.Lat != 33.36 || w.Spot.Accuracy != 15 || w.AgeS < 299 || w.AgeS > 310 {
		t.Fatalf("got %+v", w)
	}
	if len(w.Fences) != 1 || w.Fences[0].ID != f.ID || w.Fences[0].Distance != 1112 || !w.Fences[0].Beyond || !w.Fences[0].InForce {
		t.Errorf("got %+v", w.Fences)
	}
	if diff := cmp.Diff([]string{"supervisor location wang"}, s.looks()); diff != "" {
		t.Errorf("looks (-want +got)\n%s", diff)
	}
	var latest page[LatestReading]
	s.get("leader", "/elders/wang/latest", &latest)
	if len(latest.Items) != 1 || latest.Items[0].Metric != care.BatteryMetric {
		t.Errorf("readings: %+v", latest.Items)
	}
	// An incident shows it to whoever opens it, and no list does.
	a := care.Alert{ID: "left", Rule: care.FenceRule, Severity: care.Critical, DeviceID: "gps", ElderID: "wang", RegionID: village, RaisedAt: now,
		Spot: &care.Spot{Location: care.Location{Lat: 33.36, Lon: 116.85, Accuracy: 15}, At: now, Device: "gps"}}
	must(t, s.store.RaiseAlert(t.Context(), a, care.Entry{At: now, By: care.System, What: "alert.raised", Noun: "alert", Subject: "left", RegionID: village}))
	id, err := s.desk.Alert(t.Context(), a)
	must(t, err)
	for _, path := range []string{"/incidents", "/alerts"} {
		if a := s.ask("leader", "GET", "/api/v1"+path, nil); strings.Contains(string(a.body), "33.36") || !strings.Contains(string(a.body), "left") && path == "/alerts" {
			t.Errorf("%s: %s", path, a.body)
		}
	}
	s.looks()
	var in IncidentDetail
	s.get("operator", "/incidents/"+string(id), &in)
	if in.Kind != "lost" || in.Severity != care.Critical || in.Location == nil || in.Location.Lat != 33.36 || in.LocatedAt == nil || !in.LocatedAt.Equal(now.Truncate(time.Nanosecond)) {
		t.Errorf("got %+v", in.Incident)
	}
	if looks := s.looks(); !slices.Contains(looks, "operator location wang") {
		t.Errorf("looks: %v", looks)
	}
	s.get("leader", "/incidents/"+string(id), &in)
	in = IncidentDetail{}
	s.get("leader", "/incidents/"+string(id), &in)
	if in.Location != nil {
		t.Error("a leader sees where somebody is")
	}
}

// TestWhoDoesNotWantToBeLocatedHasNoFence.
func TestWhoDoesNotWantToBeLocatedHasNoFence(t *testing.T) {
	s := start(t)
	now := time.Now()
	i := care.Installation{ID: "fit", State: care.InstallationRunning, HouseholdID: "home", OpenedAt: now}
	e := care.Entry{At: now, By: "worker", What: "installation.begun", Noun: "installation", Subject: "fit"}
	must(t, s.store.CreateInstallation(t.Context(), &i, e))
	_, err := s.store.Fit(t.Context(), "fit", "", "", func(f *care.Fitting) (care.Entry, error) {
		f.Consents = []care.Consent{{ElderID: "wang", Kind: "location", Given: false, By: "guardian", At: now}}
		return e, nil
	})
	must(t, err)
	a := s.ask("operator", "POST", "/api/v1/elders/wang/fences", map[string]any{"lat": 33.35, "lon": 116.85, "radius": 300})
	if a.StatusCode != 409 || a.problem(t).Code != "fence.no_consent" {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	// Nor does anybody look where they are, or ask the watch, until they call for help.
	asks := func(want int) {
		t.Helper()
		s.looks()
		if a := s.ask("operator", "GET", "/api/v1/elders/wang/place", nil); a.StatusCode != want || want == 409 && a.problem(t).Code != "place.no_consent" {
			t.Errorf("a look: %d %s, want %d", a.StatusCode, a.body, want)
		}
		if looked := len(s.looks()) > 0; looked != (want == 200) {
			t.Errorf("a look that was answered with %d is recorded: %v", want, looked)
		}
		a := s.ask("operator", "POST", "/api/v1/devices/button/commands", map[string]any{"name": "locate", "why": "家属来电找人"})
		if refused := a.StatusCode == 409 && a.problem(t).Code == "place.no_consent"; refused != (want == 409) {
			t.Errorf("asking the watch: %d %s", a.StatusCode, a.body)
		}
	}
	asks(409)
	s.press("button", "help")
	asks(200)
}

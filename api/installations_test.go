package api

import (
	"slices"
	"strings"
	"testing"

	"yian/care"
)

// TestAnInstallersPressIsRealUntilHeSaysSo: the press rings at the desk with the mark
// that the device is being fitted, and closes as a test on the installer's word only.
func TestAnInstallersPressIsRealUntilHeSaysSo(t *testing.T) {
	s := start(t)
	var homes page[map[string]any]
	s.get("worker", "/installations/homes?q=%E6%A0%B7%E4%BE%8B", &homes)
	if len(homes.Items) == 0 {
		t.Fatal("the installer finds no home")
	}
	var i InstallationItem
	s.post("worker", "/installations", map[string]any{"household_id": "home"}, &i)
	said := []map[string]any{}
	for _, e := range i.Home.Elders {
		for _, kind := range []string{"health", "location"} {
			said = append(said, map[string]any{"elder_id": e.ID, "kind": kind, "given": false, "by": "elder"})
		}
	}
	path := "/installations/" + string(i.ID)
	s.post("worker", path+"/consent", map[string]any{"consents": said, "residents_told": true}, nil)
	s.post("worker", path+"/entry", map[string]any{"allowed": true, "by": "elder"}, nil)
	s.post("worker", path+"/keys", map[string]any{"keys": []any{}}, nil)
	s.post("worker", path+"/claim", map[string]any{"code": "button", "location": "床头"}, &i)
	if i.Next != care.FitPress || i.Presses != 2 {
		t.Fatalf("after the claim: next %q, presses %d", i.Next, i.Presses)
	}
	es := s.listen("worker", "")
	s.post("worker", path+"/press", map[string]any{}, nil)
	s.press("button", "fitting-1")
	var pressed string
	for !strings.Contains(pressed, `"call":"fitting-1"`) {
		pressed = es.next(soon, "installation").data
	}
	var q page[IncidentItem]
	s.get("operator", "/incidents?state=open", &q)
	if len(q.Items) != 1 || q.Items[0].Installing == "" {
		t.Fatalf("the desk does not see who is fitting: %+v", q.Items)
	}
	if a := s.ask("worker", "POST", "/api/v1"+path+"/ours", "{}"); a.StatusCode != 409 {
		t.Errorf("ours without the device's word: %d", a.StatusCode)
	}
	_, err := s.store.ConfirmFeedback(t.Context(), care.Confirmation{Device: "button", Call: "fitting-1", Step: care.StepReceived, At: s.server.deps.Now()})
	must(t, err)
	for !strings.Contains(pressed, `"confirmed_at":"`) {
		pressed = es.next(soon, "installation").data
	}
	s.post("worker", path+"/ours", map[string]any{}, &i)
	if i.Next != care.FitAddress {
		t.Errorf("next %q", i.Next)
	}
	in, err := s.store.Incident(t.Context(), care.Everything, q.Items[0].ID)
	must(t, err)
	if in.State != care.IncidentClosed || in.Outcome != care.OutcomeTest {
		t.Errorf("the installer's press is %s %s", in.State, in.Outcome)
	}
	if a := s.ask("worker-b", "GET", "/api/v1"+path, nil); a.StatusCode != 404 {
		t.Errorf("another worker sees it: %d", a.StatusCode)
	}
}

// TestEveryListOfHomesIsALook: the list of what was fitted names who lives where and who
// has the key.
func TestEveryListOfHomesIsALook(t *testing.T) {
	s := start(t)
	s.post("worker", "/installations", map[string]any{"household_id": "home"}, nil)
	s.looks()
	var list page[InstallationItem]
	s.get("admin", "/installations", &list)
	if got := s.looks(); !slices.Contains(got, "admin household home") {
		t.Errorf("looks: %v", got)
	}
}

// TestRefusalsOfAnotherTownshipStayThere: a topic may hold a name.
func TestRefusalsOfAnotherTownshipStayThere(t *testing.T) {
	s := start(t)
	var none RefusalList
	s.get("operator", "/refusals", &none)
	all := []care.Refusal{{Device: "button", Topic: "yian/v1/button/call"}, {Device: "stranger", Topic: "yian/v1/stranger/call"}}
	for region, want := range map[care.RegionID]int{"": 2, township: 2, "990101999": 1} {
		if got := s.server.refusalsFor(t.Context(), care.Scope{Role: care.Operator, Region: region}, all); len(got) != want {
			t.Errorf("operator of %q: sees %v, want %d", region, got, want)
		}
	}
}

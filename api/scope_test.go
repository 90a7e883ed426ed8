package api

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"yian/care"
)

// What belongs to the other house must not come through any list, any address or
// any event.
func TestManagersOfTwoHousesSeeNothingOfEachOther(t *testing.T) {
	s := start(t)
	ctx := t.Context()
	streams := map[string]*eventStream{"manager": s.listen("manager", ""), "manager-b": s.listen("manager-b", "")}
	var bed [2]care.Bed
	var stay [2]care.Stay
	for i, m := range []string{"manager", "manager-b"} {
		house := []string{"house-a", "house-b"}[i]
		s.post(m, "/centers/"+house+"/beds", map[string]any{"room": "101", "name": "A"}, &bed[i])
		s.post(m, "/centers/"+house+"/stays", map[string]any{"elder_id": []string{"sun", "qian"}[i], "bed_id": bed[i].ID}, &stay[i])
		s.press([]care.DeviceID{"cord-a", "cord-b"}[i], "press-"+house)
		s.post(m, "/orders", map[string]any{"service": "bathing", "elder_id": []string{"sun", "qian"}[i]}, nil)
		a := care.Alert{ID: care.AlertID("alert-" + house), Rule: "r", Severity: care.Warning, DeviceID: []care.DeviceID{"cord-a", "cord-b"}[i], RaisedAt: time.Now(),
			ElderID: []care.ElderID{"sun", "qian"}[i], CenterID: care.CenterID(house), RegionID: township}
		must(t, s.store.RaiseAlert(ctx, a, care.Entry{At: time.Now(), By: care.System, What: "alert.raised", Noun: "alert", Subject: string(a.ID), RegionID: township, CenterID: a.CenterID}))
	}
	s.press("button", "press-home") // in no house at all
	foreign := map[string][]string{
		"manager":   {"house-b", "qian", "钱乙样例", "cord-b", string(bed[1].ID), string(stay[1].ID), "button", "wang", "样例路"},
		"manager-b": {"house-a", "sun", "孙甲样例", "cord-a", string(bed[0].ID), string(stay[0].ID), "button", "wang", "样例路"},
	}
	leaks := func(who, where, text string) {
		t.Helper()
		for _, word := range foreign[who] {
			if strings.Contains(text, `"`+word+`"`) || len(word) > 12 && strings.Contains(text, word) {
				t.Errorf("%s sees %q in %s", who, word, where)
			}
		}
	}
	var all page[care.Incident]
	s.get("admin", "/incidents?limit=10", &all)
	if len(all.Items) != 3 {
		t.Fatalf("%d incidents", len(all.Items))
	}
	var orders page[care.Order]
	s.get("admin", "/orders", &orders)
	for i, m := range []string{"manager", "manager-b"} {
		own, other := []string{"house-a", "house-b"}[i], []string{"house-b", "house-a"}[i]
		otherElder, otherCord := []string{"qian", "sun"}[i], []string{"cord-b", "cord-a"}[i]
		for _, path := range []string{"/incidents", "/orders", "/elders", "/elders?q=样例", "/elders?center_id=" + other, "/households", "/devices", "/devices?center_id=" + other,
			"/alerts", "/homes", "/centers", "/desk", "/workers", "/centers/" + own + "/occupancy", "/centers/" + own + "/today", "/centers/" + own + "/beds"} {
			a := s.ask(m, "GET", "/api/v1"+path, nil)
			if a.StatusCode != 200 {
				t.Errorf("%s: %s: %d %s", m, path, a.StatusCode, a.body)
			}
			leaks(m, path, string(a.body))
		}
		for _, in := range all.Items {
			want := 404
			if string(in.CenterID) == own {
				want = 200
			}
			for _, path := range []string{"/incidents/" + string(in.ID)} {
				if a := s.ask(m, "GET", "/api/v1"+path, nil); a.StatusCode != want {
					t.Errorf("%s: an incident of %q: %d, want %d", m, in.CenterID, a.StatusCode, want)
				}
			}
		}
		for _, o := range orders.Items {
			if string(o.CenterID) == own {
				continue
			}
			for _, path := range []string{"", "/assign", "/cancel", "/fail"} {
				method, body := "POST", `{"worker_id":"worker"}`
				if path == "" {
					method, body = "GET", ""
				} else if path != "/assign" {
					body = `{"reason":"x"}`
				}
				if a := s.ask(m, method, "/api/v1/orders/"+string(o.ID)+path, body); a.StatusCode != 404 {
					t.Errorf("%s: foreign order%s: %d %s", m, path, a.StatusCode, a.body)
				}
			}
		}
		for _, c := range []struct{ method, path, body string }{
			{"GET", "/elders/" + otherElder, ""}, {"GET", "/elders/wang", ""}, {"GET", "/elders/" + otherElder + "/readings?metric=spo2", ""},
			{"GET", "/elders/" + otherElder + "/latest", ""}, {"GET", "/elders/" + otherElder + "/whereabouts", ""},
			{"POST", "/elders/" + otherElder + "/whereabouts", `{"state":"out"}`}, {"PATCH", "/elders/" + otherElder, `{"name":"x"}`},
			{"GET", "/devices/" + otherCord, ""}, {"GET", "/households/home", ""}, {"GET", "/centers/" + other, ""},
			{"GET", "/centers/" + other + "/occupancy", ""}, {"GET", "/centers/" + other + "/today", ""}, {"GET", "/centers/" + other + "/beds", ""},
			{"POST", "/centers/" + other + "/beds", `{"room":"1","name":"B"}`}, {"PATCH", "/beds/" + string(bed[1-i].ID), `{"state":"blocked"}`},
			{"POST", "/centers/" + other + "/stays", `{"elder_id":"wang","bed_id":"` + string(bed[1-i].ID) + `"}`},
			{"POST", "/stays/" + string(stay[1-i].ID) + "/leave", `{}`}, {"POST", "/stays/" + string(stay[1-i].ID) + "/discharge", `{}`},
			{"POST", "/stays/" + string(stay[1-i].ID) + "/undo", `{}`}, {"POST", "/stays/" + string(stay[1-i].ID) + "/return", `{}`},
			{"POST", "/stays/" + string(stay[1-i].ID) + "/move", `{"bed_id":"` + string(bed[i].ID) + `"}`},
			{"POST", "/alerts/alert-" + other + "/seen", ""}, {"POST", "/orders", `{"service":"meal","elder_id":"` + otherElder + `"}`},
		} {
			if a := s.ask(m, c.method, "/api/v1"+c.path, c.body); a.StatusCode != 404 && a.StatusCode != 403 {
				t.Errorf("%s: %s %s: %d %s", m, c.method, c.path, a.StatusCode, a.body)
			} else {
				leaks(m, c.path, string(a.body))
			}
		}
	}
	// The events: at least one of each noun of one's own, none of anybody else's.
	for m, es := range streams {
		seen := map[string]bool{}
		for !seen["incident"] || !seen["order"] || !seen["occupancy"] || !seen["alert"] {
			e := es.next(3*time.Second, "incident", "order", "occupancy", "alert", "device", "resync")
			seen[e.name] = true
			leaks(m, "event "+e.name, e.data)
		}
	}
	s.press("button", "press-home-2")
	s.press("cord-a", "last-a")
	s.press("cord-b", "last-b")
	for m, es := range streams {
		for {
			e := es.next(3*time.Second, "incident", "order", "occupancy", "alert", "resync")
			leaks(m, "event "+e.name, e.data)
			if strings.Contains(e.data, `"calls":2`) {
				break
			}
		}
	}
}

func TestAWorkerSeesNobodysNameBeforeTheOrderIsTheWorkers(t *testing.T) {
	s := start(t)
	es := s.listen("worker", "")
	var made OrderDetail
	s.post("operator", "/orders", map[string]any{"service": "meal", "elder_id": "wang", "note": "王样例吃软食"}, &made)
	private := []string{"王样例", `"wang"`, "样例路", "13900000001", "0990-1", `"home"`}
	hides := func(where, text string, want bool) {
		t.Helper()
		for _, word := range private {
			if strings.Contains(text, word) && want {
				t.Errorf("%s holds %q", where, word)
			}
		}
	}
	id := "/orders/" + string(made.ID)
	for _, path := range []string{"/orders", "/orders?state=queued", id} {
		a := s.ask("worker", "GET", "/api/v1"+path, nil)
		if a.StatusCode != 200 || !strings.Contains(string(a.body), string(made.ID)) {
			t.Errorf("%s: %d", path, a.StatusCode)
		}
		hides(path, string(a.body), true)
	}
	var probed page[OrderItem]
	if s.get("worker", "/orders?elder_id=wang", &probed); len(probed.Items) != 0 {
		t.Error("asking by elder tells whose the waiting order is")
	}
	e := es.next(soon, "order")
	hides("the event", e.data, true)
	// A colleague takes it: it leaves this worker's page, still without a name.
	var got OrderDetail
	s.post("worker-b", id+"/accept", nil, &got)
	if got.ElderName != "王样例" || got.Elder == nil || got.Household == nil || got.Household.Address == "" {
		t.Errorf("its worker sees %+v", got)
	}
	e = es.next(soon, "order")
	hides("the event of a colleague's order", e.data, true)
	if !strings.Contains(e.data, `"accepted"`) {
		t.Errorf("the event says %s", e.data)
	}
	for _, c := range []string{"GET ", "POST /depart", "POST /arrive", "POST /complete"} {
		method, act, _ := strings.Cut(c, " ")
		if a := s.ask("worker", method, "/api/v1"+id+act, nil); a.StatusCode != 404 {
			t.Errorf("a colleague's order, %s: %d %s", c, a.StatusCode, a.body)
		}
	}
	// The loser of a race hears who won, and nothing else.
	a := s.ask("worker", "POST", "/api/v1"+id+"/accept", nil)
	if p := a.problem(t); a.StatusCode != 409 || p.Winner != "worker-b" {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	hides("the conflict", string(a.body), true)
	// Given back, its end is told without a name.
	a = s.ask("worker-b", "POST", "/api/v1"+id+"/decline", map[string]any{"reason": "走不开"})
	if a.StatusCode != 200 {
		t.Errorf("declining: %d %s", a.StatusCode, a.body)
	}
	hides("what was given back", string(a.body), true)
}

func TestTwoOperatorsAnswerOneIncident(t *testing.T) {
	s := start(t)
	s.press("button", "a")
	var q page[IncidentItem]
	s.get("operator", "/incidents?state=open", &q)
	in := q.Items[0]
	if in.ElderName != "王样例" || in.Village != "前进村" || in.Township != "柳林镇" || in.Group != "一组" || in.ElderAge < 80 || in.ElderKnows || len(in.Timeline) != 1 {
		t.Errorf("the item shows %+v", in)
	}
	path := "/api/v1/incidents/" + string(in.ID) + "/answer"
	if a := s.ask("operator", "POST", path, "{}"); a.StatusCode != 200 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	a := s.ask("supervisor", "POST", path, "{}")
	if p := a.problem(t); a.StatusCode != 409 || p.Code != "incident.taken" || p.Winner != "operator" {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	var d IncidentDetail
	s.get("operator", "/incidents/"+string(in.ID), &d)
	if d.Elder == nil || len(d.Elders) != 1 || d.Household == nil || d.Device == nil || d.AnsweredName != "人员样例operator" || !slices.Equal(d.Missing, []string{"not_contacted"}) || len(d.Feedback) != 2 {
		t.Errorf("the detail shows %+v", d)
	}
	for _, act := range []struct{ verb, body string }{{"note", `{"text":"家里有狗"}`}, {"attempt", `{"way":"call","result":"no_answer"}`}, {"no_answer", ""},
		{"help", `{"what":"120"}`}, {"escalate", ""}, {"contact", `{"how":"handed_over","who":"120 样例"}`}, {"close", `{"outcome":"emergency_fall"}`}, {"reopen", ""}} {
		a := s.ask("operator", "POST", "/api/v1/incidents/"+string(in.ID)+"/"+act.verb, act.body)
		if a.StatusCode != 200 {
			t.Errorf("%s: %d %s", act.verb, a.StatusCode, a.body)
		}
	}
}

func TestActsTakeAnEmptyBodyAndOneWithoutAType(t *testing.T) {
	s := start(t)
	for name, c := range map[string]struct {
		body any
		more []string
	}{
		"no body": {nil, nil}, "an object": {"{}", nil}, "an object without a type": {"{}", []string{"Content-Type", ""}},
		"an object as curl sends it": {"{}", []string{"Content-Type", "application/x-www-form-urlencoded"}},
		"JSON with a charset":        {"{}", []string{"Content-Type", "application/json; charset=utf-8"}},
	} {
		var o OrderDetail
		s.post("operator", "/orders", map[string]any{"service": "meal", "elder_id": "wang"}, &o)
		for _, act := range []string{"accept", "depart", "arrive", "complete"} {
			if a := s.ask("worker", "POST", "/api/v1/orders/"+string(o.ID)+"/"+act, c.body, c.more...); a.StatusCode != 200 {
				t.Errorf("%s: %s: %d %s", name, act, a.StatusCode, a.body)
			}
		}
		s.press("button", "press of "+name)
		var q page[IncidentItem]
		s.get("operator", "/incidents?state=open,answered", &q)
		if a := s.ask("operator", "POST", "/api/v1/incidents/"+string(q.Items[0].ID)+"/answer", c.body, c.more...); a.StatusCode != 200 {
			t.Errorf("%s: answer: %d %s", name, a.StatusCode, a.body)
		}
	}
	if a := s.ask("operator", "POST", "/api/v1/orders", "service=meal", "Content-Type", "text/plain"); a.StatusCode != 415 {
		t.Errorf("text: %d", a.StatusCode)
	}
}

func TestTheSameKeyIsTheSameOrder(t *testing.T) {
	s := start(t)
	ids := map[care.OrderID]bool{}
	for range 3 {
		a := s.ask("operator", "POST", "/api/v1/orders", `{"service":"meal","elder_id":"wang","worker_id":"worker"}`, "Idempotency-Key", "key-1")
		var o OrderDetail
		a.into(t, &o)
		if a.StatusCode != 201 || o.State != care.OrderAssigned || o.WorkerID != "worker" {
			t.Errorf("%d %s", a.StatusCode, a.body)
		}
		ids[o.ID] = true
	}
	if len(ids) != 1 {
		t.Errorf("%d orders", len(ids))
	}
}

func TestAPatchLeavesTheRest(t *testing.T) {
	s := start(t)
	for path, body := range map[string]string{"/elders/wang": `{"phone":"13900000009"}`, "/households/home": `{"directions":"红门"}`} {
		before := s.ask("admin", "GET", "/api/v1"+path, nil)
		if a := s.ask("operator", "PATCH", "/api/v1"+path, body); a.StatusCode != 200 {
			t.Fatalf("%s: %d %s", path, a.StatusCode, a.body)
		}
		after := s.ask("admin", "GET", "/api/v1"+path, nil)
		var was, is, sent map[string]any
		before.into(t, &was)
		after.into(t, &is)
		must(t, json.Unmarshal([]byte(body), &sent))
		for k, v := range was {
			want := v
			if changed, ok := sent[k]; ok {
				want = changed
			}
			if k != "version" && k != "devices" && fmt.Sprint(is[k]) != fmt.Sprint(want) {
				t.Errorf("%s: %s is %v, was %v", path, k, is[k], v)
			}
		}
	}
}

// Whom the telephone rang for somebody's home is nobody else's business.
func TestNoticesAreThoseOfIncidentsThatOneSees(t *testing.T) {
	s := start(t)
	s.press("button", "press-home")
	s.press("cord-b", "press-b")
	var all page[care.Incident]
	s.get("admin", "/incidents", &all)
	for _, in := range all.Items {
		s.post("supervisor", "/incidents/"+string(in.ID)+"/escalate", map[string]any{}, nil)
	}
	s.post("supervisor", "/notices/test", map[string]any{"channel": "webhook", "to": "13900000001"}, nil)
	var every, own page[care.Notice]
	s.get("operator", "/notices", &every)
	s.get("operator-b", "/notices", &own)
	if len(every.Items) != 5 {
		t.Errorf("the county's operator sees %d notices, want 5", len(every.Items))
	}
	for _, n := range own.Items {
		if n.Incident != "" && !strings.Contains(n.Key, string(incidentOf(all.Items, "house-b"))) {
			t.Errorf("a house's operator sees %s", n.Key)
		}
	}
	if len(own.Items) != 3 {
		t.Errorf("a house's operator sees %d notices, want 3", len(own.Items))
	}
	// Page by page, each once.
	seen := map[string]bool{}
	for path := "/notices?limit=2"; path != ""; {
		var p page[care.Notice]
		s.get("operator", path, &p)
		path = ""
		for _, n := range p.Items {
			if seen[n.Key] {
				t.Errorf("%s twice", n.Key)
			}
			seen[n.Key] = true
		}
		if p.Next != nil {
			path = "/notices?limit=2&cursor=" + *p.Next
		}
	}
	if len(seen) != len(every.Items) {
		t.Errorf("%d notices page by page", len(seen))
	}
}

func incidentOf(list []care.Incident, house care.CenterID) care.IncidentID {
	for _, in := range list {
		if in.CenterID == house {
			return in.ID
		}
	}
	return ""
}

// A call that the network held up for an hour was answered in time all the same.
func TestALateCallCountsFromWhenItCameIn(t *testing.T) {
	s := start(t)
	p, err := s.people.Place(t.Context(), "cord-a")
	must(t, err)
	now := time.Now()
	must(t, s.desk.Raise(t.Context(), care.Call{ID: "late", Kind: care.PullCord, PressedAt: now.Add(-time.Hour), ReceivedAt: now, Place: p}))
	var in page[care.Incident]
	s.get("operator", "/incidents", &in)
	s.post("operator", "/incidents/"+string(in.Items[0].ID)+"/answer", map[string]any{}, nil)
	var day DayView
	s.get("manager", "/centers/house-a/today", &day)
	var all Overview
	s.get("leader", "/overview", &all)
	if day.Calls != 1 || day.Answered15s != 1 || all.Answered15s != (Share{1, 1}) {
		t.Errorf("the house has %d of %d, the county %+v", day.Answered15s, day.Calls, all.Answered15s)
	}
}

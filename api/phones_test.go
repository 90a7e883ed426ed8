package api

import (
	"strings"
	"testing"

	"yian/care"
)

var sealed = []string{"Yian-Signature", "sealed"}

// tell is the telephone system telling of a call.
func (s *site) tell(body map[string]any) {
	s.t.Helper()
	if a := s.ask("", "POST", "/api/v1/gateway/calls", body, sealed...); a.StatusCode != 204 {
		s.t.Fatalf("told %v: %d %s", body, a.StatusCode, a.body)
	}
}

func TestOnlyTheTelephoneTellsOfCalls(t *testing.T) {
	s := start(t)
	good := map[string]any{"id": "c", "state": "ringing", "from": "13900000005"}
	for name, c := range map[string]struct {
		body   any
		header []string
		want   int
	}{
		"not signed":         {good, nil, 401},
		"an unknown state":   {map[string]any{"id": "c", "state": "singing"}, sealed, 422},
		"no id":              {map[string]any{"state": "ringing"}, sealed, 422},
		"a long id":          {map[string]any{"id": strings.Repeat("c", 201), "state": "ringing"}, sealed, 422},
		"a time in disorder": {map[string]any{"id": "c", "state": "ringing", "at": "yesterday"}, sealed, 422},
		"not JSON":           {"{broken", sealed, 422},
		"an unknown wish":    {map[string]any{"id": "connect/none", "state": "answered"}, sealed, 404},
		"in order":           {good, sealed, 204},
		"again":              {good, sealed, 204},
	} {
		if a := s.ask("", "POST", "/api/v1/gateway/calls", c.body, c.header...); a.StatusCode != c.want {
			t.Errorf("%s: %d %s, want %d", name, a.StatusCode, a.body, c.want)
		}
	}
}

func TestTheDeskSeesWhoCallsAndNobodyElseDoes(t *testing.T) {
	s := start(t)
	s.post("admin", "/elders", map[string]any{"name": "钱样例", "region_id": village, "phone": "13900000055"}, nil)
	stream := s.listen("operator", "")
	other := s.listen("worker", "")
	s.tell(map[string]any{"id": "sip/13900000055@host", "state": "ringing", "from": "+8613900000055", "seat": "1"})
	ev := stream.next(soon, "phone")
	if ev.id == "" || strings.Contains(ev.data, "13900000055") || strings.Contains(ev.data, "钱") {
		t.Errorf("the event: %+v", ev)
	}
	var live List[PhoneItem]
	s.get("operator", "/phone/calls?which=live", &live)
	if len(live.Items) != 1 || live.Items[0].Number != "13900000055" || len(live.Items[0].Callers) != 1 || live.Items[0].Callers[0].ElderName != "钱样例" {
		t.Fatalf("live: %+v", live.Items)
	}
	id := string(live.Items[0].ID)
	if strings.Contains(id, "139") {
		t.Errorf("the id %s holds a number", id)
	}
	var d PhoneDetail
	s.get("operator", "/phone/calls/"+id, &d)
	if len(d.Callers) != 1 || d.Callers[0].As != "elder" || len(d.Histories) != 1 {
		t.Errorf("the call: %+v", d)
	}
	// Bound to another site: not even that it rings.
	s.get("operator-b", "/phone/calls?which=live", &live)
	if len(live.Items) != 0 {
		t.Errorf("at another site: %+v", live.Items)
	}
	if a := s.ask("operator-b", "GET", "/api/v1/phone/calls/"+id, nil); a.StatusCode != 404 {
		t.Errorf("at another site: %d", a.StatusCode)
	}
	s.tell(map[string]any{"id": "sip/13900000055@host", "state": "missed"})
	stream.next(soon, "phone")
	var v DeskView
	s.get("operator", "/desk", &v)
	if v.MissedCalls != 1 || v.MissedOverdue != 0 {
		t.Errorf("the desk: %+v", v)
	}
	var inc IncidentDetail
	s.post("operator", "/incidents", map[string]any{"phone_id": id, "note": "想聊聊天"}, &inc)
	if inc.Kind != "phone" || inc.ElderName != "钱样例" || inc.AnsweredName == "" || len(inc.Questions) == 0 {
		t.Errorf("the incident: %+v", inc)
	}
	s.post("operator", "/incidents/"+string(inc.ID)+"/asked", map[string]any{"question": inc.Questions[0], "answer": "yes"}, &inc)
	if len(inc.Answers) != 1 || inc.Answers[0].Answer != "yes" {
		t.Errorf("answers: %+v", inc.Answers)
	}
	s.post("operator", "/phone/calls/"+id+"/settle", map[string]any{"how": "reached", "note": "又打通了"}, &d)
	if d.CallBack == nil || d.CallBack.Outcome != care.CallBackReached || d.IncidentID != inc.ID {
		t.Errorf("settled: %+v", d.PhoneCall)
	}
	s.press("button", "after") // what everybody at the desk hears comes last
	stream.next(soon, "incident")
	for len(other.events) > 0 {
		if ev := <-other.events; ev.name == "phone" {
			t.Errorf("a worker hears %+v", ev)
		}
	}
	if s.logged.Lock(); strings.Contains(s.logs.String(), "13900000055") {
		t.Error("the log holds the number")
	}
	s.logged.Unlock()
}

func TestAShiftIsSignedByTwo(t *testing.T) {
	s := start(t)
	s.tell(map[string]any{"id": "c", "state": "missed", "from": "13900000055"})
	var v ShiftView
	s.post("operator", "/shifts", map[string]any{"note": "三号井停电"}, &v)
	if len(v.Items) != 1 || v.Items[0].Noun != "phone" || v.TakenAt != nil {
		t.Fatalf("offered: %+v", v)
	}
	take := "/api/v1/shifts/" + string(v.ID) + "/take"
	if a := s.ask("operator", "POST", take, map[string]any{}); a.StatusCode != 409 || a.problem(t).Code != "shift.own" {
		t.Errorf("by oneself: %d %s", a.StatusCode, a.body)
	}
	for range 2 {
		if a := s.ask("supervisor", "POST", take, map[string]any{}); a.StatusCode != 200 {
			t.Errorf("by the next: %d %s", a.StatusCode, a.body)
		}
	}
	if a := s.ask("admin", "POST", take, map[string]any{}); a.StatusCode != 409 || a.problem(t).Code != "shift.taken" {
		t.Errorf("by a third: %d %s", a.StatusCode, a.body)
	}
	var list List[ShiftView]
	s.get("auditor", "/shifts", &list)
	if len(list.Items) != 1 || list.Items[0].Takes != "supervisor" || list.Items[0].Note != "三号井停电" {
		t.Errorf("the list: %+v", list.Items)
	}
}

func TestTheEmergencyBookIsByVillage(t *testing.T) {
	s := start(t)
	var b Book
	s.get("operator", "/emergency-book?region_id="+string(township), &b)
	if len(b.Villages) == 0 || len(b.Villages[0].Homes) == 0 || len(b.Villages[0].Homes[0].Elders) == 0 || b.PrintedAt != nil {
		t.Fatalf("got %+v", b)
	}
	if a := s.ask("operator", "POST", "/api/v1/emergency-book/printed", map[string]any{"region_id": string(township)}); a.StatusCode >= 300 {
		t.Errorf("printed: %d %s", a.StatusCode, a.body)
	}
	s.get("operator", "/emergency-book?region_id="+string(village), &b)
	if b.PrintedAt == nil {
		t.Error("nobody has printed it")
	}
}

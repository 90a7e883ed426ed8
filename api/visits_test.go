package api

import (
	"bytes"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"yian/care"
	"yian/dispatch/visits"
)

func signatureImage(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	must(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 30, 12))))
	return b.String()
}

// TestAVisitFromTheDoorToTheStatement goes the whole way over HTTP: evidence that comes
// late, a file that only those see who may, and the line of what is owed.
func TestAVisitFromTheDoorToTheStatement(t *testing.T) {
	s := start(t)
	must(t, s.visits.Look(t.Context()))
	must(t, s.store.SetSetting(t.Context(), "live_since", "2020-01-01", care.Entry{At: time.Now(), By: care.System, What: "setting.set", Noun: "setting"}))
	var order struct {
		ID    string
		State string
	}
	s.post("operator", "/orders", map[string]any{"service": "cleaning", "elder_id": "wang", "worker_id": "worker"}, &order)
	path := "/orders/" + order.ID
	s.post("worker", path+"/accept", map[string]any{"eta_s": 600}, nil)
	s.post("worker", path+"/depart", map[string]any{}, nil)
	var code struct{ Code string }
	s.get("operator", "/households/home/door-code", &code)
	if a := s.ask("worker", "GET", "/api/v1/households/home/door-code", nil); a.StatusCode != 403 {
		t.Errorf("a worker reads the code at the desk: %d", a.StatusCode)
	}
	s.post("worker", path+"/arrive", map[string]any{"lat": 33.3, "lon": 116.8, "accuracy_m": 12, "at": time.Now().Add(-time.Minute)}, nil)
	s.post("worker", path+"/visit", map[string]any{"door": code.Code, "done": []string{"厨房"}}, nil)
	send := func(account, kind, body string) answer {
		return s.ask(account, "POST", "/api/v1"+path+"/files?kind="+kind, body, "Content-Type", "application/octet-stream")
	}
	if a := send("worker", "signature", "<svg/>"); a.StatusCode != 422 {
		t.Errorf("a script for a picture: %d", a.StatusCode)
	}
	if a := send("worker-b", "signature", signatureImage(t)); a.StatusCode != 404 {
		t.Errorf("another worker's file: %d", a.StatusCode)
	}
	a := send("worker", "signature", signatureImage(t))
	var file care.VisitFile
	if a.StatusCode != 201 {
		t.Fatalf("the signature: %d %s", a.StatusCode, a.body)
	}
	a.into(t, &file)
	s.post("worker", path+"/visit", map[string]any{"signature": map[string]any{"how": "hand"}}, nil)
	s.post("worker", path+"/complete", map[string]any{}, nil)
	must(t, s.visits.Look(t.Context()))
	var v VisitItem
	s.get("supervisor", path+"/visit", &v)
	against := slices.DeleteFunc(slices.Clone(v.Reasons), func(r care.GradeReason) bool { return r.Weighs != "against" })
	if v.Grade != "C" || len(against) != 1 || against[0].Code != "short_stay" || // a test does not stay for an hour
		v.Door != care.DoorMatch || v.WorkerName == "" || v.ElderName != "王样例" || len(v.Files) != 1 || v.Files[0].SHA256 != file.SHA256 {
		t.Errorf("graded %s: %+v", v.Grade, v)
	}
	for account, want := range map[string]int{"operator": 200, "worker": 200, "worker-b": 404, "manager": 404, "operator-b": 404, "auditor": 200} {
		a := s.ask(account, "GET", "/api/v1"+path+"/files/"+file.ID, nil)
		if a.StatusCode != want {
			t.Errorf("the picture as %s: %d, want %d", account, a.StatusCode, want)
		}
		if want == 200 && (string(a.body) != signatureImage(t) || a.Header.Get("Content-Type") != "image/png" || !strings.Contains(a.Header.Get("Content-Security-Policy"), "sandbox")) {
			t.Errorf("the picture as %s: %v", account, a.Header)
		}
	}
	if looks := s.looks(); !slices.Contains(looks, "auditor visit_file "+file.ID) || !slices.Contains(looks, "supervisor visit "+order.ID) {
		t.Errorf("looks: %v", looks)
	}
	if a := s.ask("admin", "PUT", "/api/v1/providers/sunny", map[string]any{"name": "样例服务社", "center_ids": []string{}, "worker_ids": []string{"worker"}, "manager_ids": []string{"manager"}, "version": 0}); a.StatusCode != 200 {
		t.Fatalf("provider: %d %s", a.StatusCode, a.body)
	}
	_, err := s.visits.Tell(t.Context(), care.Staff{ID: "worker", Role: care.Worker}, care.OrderID(order.ID), visitsTold())
	must(t, err)
	must(t, s.visits.Look(t.Context()))
	month := time.Now().In(care.Shanghai).Format("2006-01")
	for account, want := range map[string]int{"admin": 200, "manager": 200, "manager-b": 404, "operator": 403, "worker": 403, "leader": 200} {
		if a := s.ask(account, "GET", "/api/v1/statements?month="+month+"&provider_id=sunny", nil); a.StatusCode != want {
			t.Errorf("the statement as %s: %d, want %d", account, a.StatusCode, want)
		}
	}
	table := s.ask("manager", "GET", "/api/v1/export/statement.csv?month="+month+"&provider_id=sunny", nil)
	if table.StatusCode != 200 || !strings.Contains(string(table.body), "王样例") || !strings.Contains(string(table.body), "合计") {
		t.Errorf("the table: %d %s", table.StatusCode, table.body)
	}
}

// TestAClosedDoorRings over HTTP, with one flag of the act that fails an order.
func TestAClosedDoorRings(t *testing.T) {
	s := start(t)
	var order struct{ ID, State string }
	s.post("operator", "/orders", map[string]any{"service": "meal", "elder_id": "wang", "worker_id": "worker"}, &order)
	s.post("worker", "/orders/"+order.ID+"/accept", map[string]any{}, nil)
	s.post("worker", "/orders/"+order.ID+"/fail", map[string]any{"reason": "敲门无人应", "nobody_opened": true}, &order)
	var open page[struct{ Kind, State string }]
	s.get("operator", "/incidents?state=open", &open)
	if order.State != "failed" || len(open.Items) != 1 || open.Items[0].Kind != "nobody_opened" {
		t.Errorf("order %s, incidents %+v", order.State, open.Items)
	}
}

// TestAMissShowsItsOrderAsItIsNow: who has taken it since it was raised is on the way to
// mending it, and a row that says "to be assigned" would have two sent.
func TestAMissShowsItsOrderAsItIsNow(t *testing.T) {
	s := start(t)
	var order struct{ ID string }
	s.post("operator", "/orders", map[string]any{"service": "meal", "elder_id": "wang"}, &order)
	_, err := s.store.ChangeMiss(t.Context(), care.OrderID(order.ID), "late", func(m *care.Miss) (care.Change, error) {
		m.State, m.RaisedAt, m.ElderID, m.RegionID = "queued", time.Now(), "wang", village
		return care.Change{Entries: []care.Entry{{At: m.RaisedAt, By: care.System, What: "miss.raised", Noun: "miss", Subject: order.ID, RegionID: village}}}, nil
	})
	must(t, err)
	s.post("operator", "/orders/"+order.ID+"/assign", map[string]any{"worker_id": "worker"}, nil)
	s.post("worker", "/orders/"+order.ID+"/accept", map[string]any{}, nil)
	var list page[struct {
		State      string
		WorkerName string `json:"worker_name"`
	}]
	s.get("operator", "/misses", &list)
	if len(list.Items) != 1 || list.Items[0].State != "accepted" || list.Items[0].WorkerName == "" {
		t.Errorf("got %+v", list.Items)
	}
}

func visitsTold() visits.Told { return visits.Told{Note: "样例"} }

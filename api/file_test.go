package api

import (
	"slices"
	"strings"
	"testing"
	"time"

	"yian/care"
)

// TestAKeyIsLentForAnIncidentAndSeenAtTheDesk goes the whole way over HTTP: who can open
// the door is asked of the keys.
func TestAKeyIsLentForAnIncidentAndSeenAtTheDesk(t *testing.T) {
	s := start(t)
	var keys List[KeyItem]
	s.get("operator", "/keys?household_id=home", &keys)
	if len(keys.Items) != 1 || keys.Items[0].Holder.Name != "邻居样例" || !slices.Equal(keys.Items[0].Elders, []string{"李样例", "王样例"}) || keys.Items[0].Village != "前进村" {
		t.Fatalf("the home has %+v", keys.Items)
	}
	if looks := s.looks(); !slices.Contains(looks, "operator keys home") {
		t.Errorf("nobody noted who looked: %v", looks)
	}
	id := string(keys.Items[0].ID)
	s.press("button", "c1")
	var incidents List[IncidentItem]
	s.get("operator", "/incidents", &incidents)
	in := incidents.Items[0]
	s.post("operator", "/incidents/"+string(in.ID)+"/answer", map[string]any{}, nil)
	var lent KeyItem
	s.post("operator", "/keys/"+id+"/acts", map[string]any{"what": "lent", "staff_id": "worker", "incident_id": in.ID}, &lent)
	if lent.State != care.KeyLent || lent.Loan.StaffID != "worker" || lent.Loan.To != "人员样例worker" || lent.Late || lent.ByName == "" {
		t.Errorf("lent as %+v", lent)
	}
	var detail IncidentDetail
	s.get("operator", "/incidents/"+string(in.ID), &detail)
	if !slices.ContainsFunc(detail.Timeline, func(m Moment) bool { return m.What == "key.lent" }) {
		t.Errorf("the incident does not tell of the key: %+v", detail.Timeline)
	}
	if a := s.ask("operator", "POST", "/api/v1/keys/"+id+"/acts", map[string]any{"what": "lent", "name": "别人"}); a.StatusCode != 409 || a.problem(t).Code != "key.lent" {
		t.Errorf("lent twice: %d %s", a.StatusCode, a.body)
	}
	if a := s.ask("manager", "POST", "/api/v1/keys/"+id+"/acts", map[string]any{"what": "came_back"}); a.StatusCode != 404 {
		t.Errorf("a site that has not to do with it: %d", a.StatusCode)
	}
	if a := s.ask("worker", "GET", "/api/v1/keys", nil); a.StatusCode != 403 {
		t.Errorf("a worker lists keys: %d", a.StatusCode)
	}
	s.post("supervisor", "/keys/"+id+"/acts", map[string]any{"what": "came_back"}, &lent)
	s.post("supervisor", "/keys", map[string]any{"household_id": "home", "number": "A-2", "center_id": "house-a", "seal": "F-1"}, &lent)
	if lent.State != care.KeySealed || !lent.Station {
		t.Errorf("sealed at a station: %+v", lent)
	}
	// On paper too, for the night without power.
	var book Book
	s.get("operator", "/emergency-book?region_id=990101", &book)
	if of := book.Villages[0].Homes[0].Keys; len(of) != 2 || of[0].Name != "邻居样例" || of[1].State != care.KeySealed {
		t.Errorf("the book has %+v", of)
	}
	s.get("manager", "/keys?which=sealed", &keys)
	if len(keys.Items) != 1 || keys.Items[0].Seal != "F-1" {
		t.Errorf("the station's manager sees %+v", keys.Items)
	}
	if s.get("manager-b", "/keys?which=all", &keys); len(keys.Items) != 0 {
		t.Errorf("another's manager sees %+v", keys.Items)
	}
}

// A worker takes a key for an own order without asking the desk, sees no more of it than
// is needed, and gives it back when the order is over.
func TestAWorkerTakesAKeyAndGivesItBack(t *testing.T) {
	s := start(t)
	var order OrderItem
	s.post("operator", "/orders", map[string]any{"service": "meal", "elder_id": "wang", "worker_id": "worker"}, &order)
	path := "/orders/" + string(order.ID)
	var detail OrderDetail
	s.get("worker", path, &detail)
	if len(detail.Keys) != 1 || detail.Keys[0].Holder.Name != "邻居样例" || len(detail.Keys[0].History) != 0 {
		t.Fatalf("the worker sees %+v", detail.Keys)
	}
	if looks := s.looks(); !slices.Contains(looks, "worker keys home") {
		t.Errorf("nobody noted who looked: %v", looks)
	}
	acts, take := "/keys/"+string(detail.Keys[0].ID)+"/acts", map[string]any{"what": "lent", "order_id": order.ID, "staff_id": "worker-b"}
	refused := func(what, account string, body any, code string) {
		t.Helper()
		if a := s.ask(account, "POST", "/api/v1"+acts, body); a.StatusCode != 409 || a.problem(t).Code != code {
			t.Errorf("%s: %d %s", what, a.StatusCode, a.body)
		}
	}
	refused("before accepting", "worker", take, "key.order")
	s.post("worker", path+"/accept", map[string]any{}, nil)
	refused("for another's order", "worker-b", take, "key.order")
	refused("for no order", "worker", map[string]any{"what": "lent"}, "key.order")
	var k KeyItem
	s.post("worker", acts, take, &k)
	if k.Loan == nil || k.Loan.StaffID != "worker" || k.Loan.OrderID != order.ID || len(k.History) != 0 || k.ElderID != "" {
		t.Errorf("lent as %+v", k)
	}
	refused("another's loan", "worker-b", map[string]any{"what": "came_back"}, "key.not_yours")
	for _, step := range []string{"depart", "arrive", "complete"} {
		s.post("worker", path+"/"+step, map[string]any{}, nil)
	}
	var own List[KeyItem]
	if s.get("worker", "/keys/mine", &own); len(own.Items) != 1 || own.Items[0].Address == "" {
		t.Errorf("the worker has %+v", own.Items)
	}
	s.post("worker", acts, map[string]any{"what": "came_back"}, &k)
	if s.get("worker", "/keys/mine", &own); k.State != care.KeyHeld || len(own.Items) != 0 {
		t.Errorf("back: %+v, and the worker has %+v", k, own.Items)
	}
}

func TestRespondersSayWhoHasAKeyWhoSleepsAndWhoIsFrail(t *testing.T) {
	s := start(t)
	now := time.Now()
	awake, asleep := hoursAround(now)
	_, err := s.people.UpdateElder(t.Context(), care.Staff{ID: "admin", Role: care.Admin}, "wang", func(e *care.Elder) error {
		e.Contacts = []care.Contact{{Name: "睡着的", Phone: "19900000001", Times: asleep}, {Name: "体弱的", Phone: "19900000002", Frail: true, Times: awake},
			{Name: "有钥匙的", Phone: "19900000003", HasKey: true, Times: awake}}
		return nil
	})
	must(t, err)
	s.press("button", "c1")
	var incidents List[IncidentItem]
	s.get("operator", "/incidents", &incidents)
	var list List[Responder]
	s.get("operator", "/incidents/"+string(incidents.Items[0].ID)+"/responders", &list)
	var got []string
	for _, r := range list.Items {
		if r.Source == "contact" || r.Source == "key_holder" {
			marks := []string{r.Name}
			for mark, on := range map[string]bool{"key": r.HasKey, "asleep": !r.Awake, "frail": r.Frail} {
				if on {
					marks = append(marks, mark)
				}
			}
			got = append(got, strings.Join(marks, " "))
		}
	}
	if want := []string{"有钥匙的 key", "体弱的 frail", "睡着的 asleep"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// hoursAround are hours that hold now, and others.
func hoursAround(now time.Time) (in, out []care.ContactTime) {
	here := now.In(care.Shanghai)
	from, to := here.Add(-time.Hour).Format("15:04"), here.Add(time.Hour).Format("15:04")
	return []care.ContactTime{{From: from, To: to}}, []care.ContactTime{{From: to, To: from}}
}

func TestTheFamilysPageIsNeutralAndNeedsConsent(t *testing.T) {
	s := start(t)
	const page = "/elders/wang/family-page"
	month := time.Now().In(care.Shanghai).Format("2006-01")
	if a := s.ask("operator", "GET", "/api/v1"+page+"?month="+month, nil); a.StatusCode != 403 || a.problem(t).Code != "consent.family" {
		t.Fatalf("without consent: %d %s", a.StatusCode, a.body)
	}
	if a := s.ask("operator", "POST", "/api/v1"+page+"/printed", map[string]any{"month": month}); a.StatusCode != 403 {
		t.Errorf("printed without consent: %d", a.StatusCode)
	}
	if a := s.ask("leader", "POST", "/api/v1/elders/wang/family-consent", map[string]any{"given": true, "by": "elder"}); a.StatusCode != 403 {
		t.Errorf("the bureau consents: %d", a.StatusCode)
	}
	s.post("operator", "/elders/wang/family-consent", map[string]any{"given": true, "by": "guardian", "name": "女儿样例"}, nil)
	_, err := s.people.UpdateElder(t.Context(), care.Staff{ID: "admin", Role: care.Admin}, "wang", func(e *care.Elder) error {
		e.IDNumber, e.BirthDate, e.Conditions = "", "1940-01-01", "心脏病样例"
		e.Contacts = []care.Contact{{Name: "女儿样例", Relation: "长女", Phone: "19900000001", MayKnow: true}, {Name: "邻居样例", Phone: "19900000002"}}
		return nil
	})
	must(t, err)
	s.press("button", "c1")
	var incidents List[IncidentItem]
	s.get("operator", "/incidents", &incidents)
	id := string(incidents.Items[0].ID)
	s.post("operator", "/incidents/"+id+"/answer", map[string]any{}, nil)
	s.post("operator", "/incidents/"+id+"/attempt", map[string]any{"way": "call", "result": "answered"}, nil)
	s.post("operator", "/incidents/"+id+"/contact", map[string]any{"how": "seen", "who": "邻居样例"}, nil)
	s.post("operator", "/incidents/"+id+"/close", map[string]any{"outcome": "emergency_illness", "note": "心绞痛，已送医"}, nil)
	s.post("operator", "/orders", map[string]any{"service": "meal", "elder_id": "wang"}, nil)
	s.post("operator", "/orders", map[string]any{"service": "medical", "elder_id": "wang"}, nil)
	a := s.ask("operator", "GET", "/api/v1"+page+"?month="+month, nil)
	var p FamilyPage
	a.into(t, &p)
	if len(p.Presses) != 1 || p.Presses[0].How != "press" || p.Presses[0].Ended != "seen" || p.Presses[0].AnsweredS == nil || !slices.Equal(p.For, []string{"女儿样例（长女）"}) {
		t.Errorf("the page: %s", a.body)
	}
	if len(p.Services) != 1 || p.Services[0].Service != care.Meal || p.Services[0].Due != 1 || p.Services[0].Done != 0 {
		t.Errorf("visits and meals: %+v", p.Services)
	}
	if len(p.Ring) == 0 || p.Ring[0].Phone != "7012349" {
		t.Errorf("whom to ring: %+v", p.Ring)
	}
	for _, secret := range []string{"心", "病", "illness", "样例路", "1940", "13900000001", "19900000001", "邻居", "送医"} {
		if strings.Contains(string(a.body), secret) {
			t.Errorf("the page holds %q: %s", secret, a.body)
		}
	}
	s.post("operator", page+"/printed", map[string]any{"month": month}, nil)
	entries, _, err := s.store.Entries(t.Context(), care.Everything, care.EntryQuery{Noun: "elder", Subject: "wang"})
	must(t, err)
	if !slices.ContainsFunc(entries, func(e care.Entry) bool {
		return e.What == "elder.family_printed" && e.By == "operator" && e.Note == month
	}) {
		t.Error("the print was not recorded")
	}
	if looks := s.looks(); !slices.Contains(looks, "operator family_page wang") {
		t.Errorf("nobody noted who looked: %v", looks)
	}
	s.post("operator", "/elders/wang/family-consent", map[string]any{"given": false, "by": "elder"}, nil)
	if a := s.ask("operator", "GET", "/api/v1"+page, nil); a.StatusCode != 403 {
		t.Errorf("after it was taken back: %d", a.StatusCode)
	}
	var file ElderDetail
	if s.get("operator", "/elders/wang", &file); file.FamilyConsent == nil || file.FamilyConsent.Given {
		t.Errorf("the file says %+v", file.FamilyConsent)
	}
}

package api

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"yian/care"
	"yian/dispatch"
)

// station gives the sample's village a point on the map, and its home one 1 km away.
func (s *site) station() {
	s.t.Helper()
	lat, lon, there := 33.3, 116.8, 33.309
	e := func(noun string) care.Entry {
		return care.Entry{At: time.Now(), By: care.System, What: noun + ".imported", Noun: noun}
	}
	must(s.t, s.store.CreateCenters(s.t.Context(), []care.Center{{ID: "station", Kind: care.Station, Name: "前进站", RegionID: village, Lat: &lat, Lon: &lon}}, e("center")))
	admin := care.Staff{ID: "admin", Role: care.Admin}
	_, err := s.people.UpdateHousehold(s.t.Context(), admin, "home", func(h *care.Household) error { h.Lat, h.Lon = &there, &lon; return nil })
	must(s.t, err)
}

func (s *site) make(want dispatch.NewOrder) care.Order {
	s.t.Helper()
	o, err := s.desk.MakeOrder(s.t.Context(), care.Staff{ID: "operator", Role: care.Operator}, want)
	must(s.t, err)
	return o
}

// TestCandidatesComeWithReasons over the whole way: what was entered of a worker and of an
// elder decides who comes first and who must not go.
func TestCandidatesComeWithReasons(t *testing.T) {
	s := start(t)
	s.station()
	tomorrow := time.Now().AddDate(0, 0, 1).In(care.Shanghai).Format(time.DateOnly)
	for account, body := range map[string]string{
		"worker":   `{"certificates":[{"name":"健康证","expires":"2020-01-01"}],"hours":{"from":"00:00","until":"24:00"}}`,
		"worker-b": `{"gender":"female","certificates":[{"name":"健康证","expires":"` + tomorrow + `"}],"zones":["` + string(village) + `"],"hours":{"from":"00:00","until":"24:00"}}`,
	} {
		if a := s.ask("admin", "PATCH", "/api/v1/staff/"+account, body); a.StatusCode != 200 {
			t.Fatalf("%s: %d %s", account, a.StatusCode, a.body)
		}
	}
	if a := s.ask("operator", "PATCH", "/api/v1/elders/wang", `{"worker_gender":"female","prefers":["worker-b"]}`); a.StatusCode != 200 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	o := s.make(dispatch.NewOrder{Offering: "meal-delivery", Elder: "wang"})
	var got CandidateList
	s.get("operator", "/orders/"+string(o.ID)+"/candidates", &got)
	if len(got.Items) != 2 || got.Fit != 1 || got.Items[0].WorkerID != "worker-b" || !got.Items[0].Fit || got.Items[1].Stops[0].Code != "certificate_expired" {
		t.Fatalf("got %+v", got)
	}
	var why []string
	for _, r := range got.Items[0].Reasons {
		why = append(why, r.Code)
	}
	for _, want := range []string{"preferred", "village", "gender", "distance", "expiring"} {
		if !slices.Contains(why, want) {
			t.Errorf("%s is not among %v", want, why)
		}
	}
	if m := got.Items[0].Minutes; m == nil || *m != 4 || got.Items[0].From != "zone" {
		t.Errorf("%v minutes from %q", m, got.Items[0].From)
	}
	if p := s.ask("operator", "POST", "/api/v1/orders/"+string(o.ID)+"/assign", `{"worker_id":"worker"}`).problem(t); p.Code != "worker.certificate_expired" {
		t.Errorf("sent to whoever must not: %+v", p)
	}
	// The list of what ends soon has both, the one that ended first.
	var due page[ExpiringItem]
	s.get("supervisor", "/certificates", &due)
	if len(due.Items) != 2 || due.Items[0].StaffID != "worker" || due.Items[0].Days >= 0 || due.Items[1].Days != 1 {
		t.Errorf("got %+v", due.Items)
	}
}

// TestRespondersAreReckonedFromWhereTheyAre: the phone's place counts while it is fresh.
func TestRespondersAreReckonedFromWhereTheyAre(t *testing.T) {
	s := start(t)
	s.station()
	s.press("button", "c1")
	s.post("worker-b", "/workers/here", `{"lat":33.33,"lon":116.8,"accuracy":30}`, nil)
	var open page[IncidentItem]
	s.get("operator", "/incidents", &open)
	var got page[Responder]
	s.get("operator", "/incidents/"+string(open.Items[0].ID)+"/responders", &got)
	minutes := map[care.StaffID]string{}
	for _, r := range got.Items {
		if r.Minutes != nil {
			minutes[r.StaffID] = fmt.Sprintf("%d from %s", *r.Minutes, r.From)
		}
	}
	if minutes["worker"] != "4 from zone" || minutes["worker-b"] != "8 from place" {
		t.Errorf("got %v", minutes)
	}
	if got.Items[0].StaffID != "worker" {
		t.Errorf("the first is %+v", got.Items[0])
	}
}

// TestADayIsLaidOutAndSent from the draft over a change to what workers then have.
func TestADayIsLaidOutAndSent(t *testing.T) {
	s := start(t)
	s.station()
	day := time.Now().In(care.Shanghai).AddDate(0, 0, 1)
	at := func(hour int) *time.Time {
		v := time.Date(day.Year(), day.Month(), day.Day(), hour, 0, 0, 0, care.Shanghai)
		return &v
	}
	meal := s.make(dispatch.NewOrder{Service: care.Meal, Elder: "wang", DueAt: at(11)})
	visit := s.make(dispatch.NewOrder{Service: care.VisitService, Elder: "li", DueAt: at(14)})
	bath := s.make(dispatch.NewOrder{Service: care.Bathing, Elder: "qian", DueAt: at(15)})
	night := s.make(dispatch.NewOrder{Service: care.Companionship, Elder: "wang", DueAt: at(23)})
	want := map[string]any{"day": day.Format(time.DateOnly)}
	var draft RoundView
	s.post("operator", "/rounds/plan", want, &draft)
	if draft.Planned != 3 || draft.Total != 4 || len(draft.Unplanned) != 1 || draft.Unplanned[0].OrderID != night.ID || draft.Unplanned[0].Reason != "time" {
		t.Fatalf("laid out %+v", draft)
	}
	whose := func(v RoundView, id care.OrderID) (care.StaffID, *StopView) {
		for _, r := range v.Routes {
			for i := range r.Stops {
				if r.Stops[i].OrderID == id {
					return r.WorkerID, &r.Stops[i]
				}
			}
		}
		return "", nil
	}
	has, stop := whose(draft, meal.ID)
	if stop.ElderName != "王样例" || stop.ArriveAt.Before(at(11).Add(-30*time.Minute)) || stop.ArriveAt.After(at(11).Add(15*time.Minute)) {
		t.Errorf("the meal is %+v", stop)
	}
	other := care.StaffID("worker")
	if has == other {
		other = "worker-b"
	}
	path := "/rounds/" + string(draft.ID)
	s.post("operator", path+"/move", map[string]any{"order_id": meal.ID, "worker_id": other}, &draft)
	s.post("operator", path+"/move", map[string]any{"order_id": visit.ID}, &draft)
	if has, _ = whose(draft, meal.ID); has != other {
		t.Errorf("moved to %q, want %q", has, other)
	}
	if draft.Planned != 2 || !slices.ContainsFunc(draft.Unplanned, func(u LeftView) bool { return u.OrderID == visit.ID && u.Reason == "taken_out" }) {
		t.Errorf("after taking one out: %+v", draft.Unplanned)
	}
	// Somebody cancels one meanwhile: it keeps its reason and stops nobody else.
	_, err := s.desk.Cancel(t.Context(), care.Staff{ID: "operator", Role: care.Operator}, bath.ID, "不需要了")
	must(t, err)
	s.post("operator", path+"/send", nil, &draft)
	if draft.State != care.RoundSent || draft.Refused != 1 {
		t.Errorf("sent as %s, %d refused", draft.State, draft.Refused)
	}
	o, err := s.store.Order(t.Context(), care.Everything, meal.ID)
	must(t, err)
	if _, stop = whose(draft, meal.ID); o.State != care.OrderAssigned || o.WorkerID != other || o.AcceptBy.Before(at(9).UTC()) || o.PlannedAt == nil || !o.PlannedAt.Equal(stop.ArriveAt) {
		t.Errorf("the meal is %s with %q until %s, planned for %v", o.State, o.WorkerID, o.AcceptBy, o.PlannedAt)
	}
	for _, again := range []string{"/send", "/drop"} {
		if a := s.ask("operator", "POST", "/api/v1"+path+again, nil); a.StatusCode != 409 {
			t.Errorf("%s again: %d", again, a.StatusCode)
		}
	}
	// What was sent stays with its worker on the next draft of the day.
	s.post("operator", "/rounds/plan", want, &draft)
	if has, stop = whose(draft, meal.ID); has != other || !stop.Fixed {
		t.Errorf("planned again: with %q, %+v", has, stop)
	}
}

// thousand is a site with a thousand workers, each with orders of the day.
func thousand(t testing.TB) (*site, care.OrderID) {
	s := startWith(t, nil)
	s.station()
	e := care.Entry{At: time.Now(), By: care.System, What: "staff.imported", Noun: "staff"}
	var staff []care.Staff
	for n := range 1000 {
		staff = append(staff, care.Staff{ID: care.StaffID(fmt.Sprintf("w%04d", n)), Name: "样例", Role: care.Worker, RegionID: township,
			Certificates: []care.Certificate{{Name: "健康证", Expires: "2030-01-01"}}, Zones: []care.RegionID{village}})
	}
	must(t, s.store.CreateStaff(t.Context(), staff, make([]string, len(staff)), e))
	for n := range 2000 {
		id := care.OrderID(fmt.Sprintf("o%04d", n))
		_, _, err := s.store.NewOrder(t.Context(), id, "", func(c *care.Case) (care.Change, error) {
			done := time.Now()
			c.Orders = append(c.Orders, &care.Order{ID: id, Service: care.Meal, State: care.OrderCompleted, ElderID: "wang", RegionID: village, WorkerID: staff[n%1000].ID, CreatedAt: done, CompletedAt: &done})
			return care.Change{Entries: []care.Entry{{At: done, By: care.System, What: "order.created", Noun: "order", Subject: string(id)}}}, nil
		})
		must(t, err)
	}
	return s, s.make(dispatch.NewOrder{Offering: "meal-delivery", Elder: "wang"}).ID
}

// BenchmarkCandidatesOfAThousand measures what the desk waits for.
func BenchmarkCandidatesOfAThousand(b *testing.B) {
	s, id := thousand(b)
	by := care.Staff{ID: "operator", Role: care.Operator}
	for b.Loop() {
		advice, err := s.server.deps.Assigner.Candidates(context.Background(), by, id)
		if err != nil || len(advice.Candidates) < 1000 {
			b.Fatal(len(advice.Candidates), err)
		}
	}
}

// TestAStopForTwoIsMovedTogether: with whoever is named to go along, or whoever can be
// there at the same time; never one alone.
func TestAStopForTwoIsMovedTogether(t *testing.T) {
	s := start(t)
	s.station()
	for _, account := range []string{"worker", "worker-b"} {
		body := `{"certificates":[{"name":"健康证","expires":"2099-01-01"},{"name":"助浴培训证","expires":"2099-01-01"}],"hours":{"from":"08:00","until":"18:00"}}`
		if a := s.ask("admin", "PATCH", "/api/v1/staff/"+account, body); a.StatusCode != 200 {
			t.Fatalf("%s: %d %s", account, a.StatusCode, a.body)
		}
	}
	day := time.Now().In(care.Shanghai).AddDate(0, 0, 1)
	due := time.Date(day.Year(), day.Month(), day.Day(), 10, 0, 0, 0, care.Shanghai)
	bath := s.make(dispatch.NewOrder{Offering: "bath-at-home", Elder: "wang", DueAt: &due})
	var draft RoundView
	s.post("operator", "/rounds/plan", map[string]any{"day": day.Format(time.DateOnly)}, &draft)
	// pair is who goes, who goes along, and whether both are there at the same time.
	pair := func() (first, second care.StaffID) {
		t.Helper()
		var at, with time.Time
		for _, r := range draft.Routes {
			for _, stop := range r.Stops {
				switch {
				case stop.OrderID != bath.ID:
				case stop.With != "":
					second, with = r.WorkerID, stop.ArriveAt
				default:
					first, at = r.WorkerID, stop.ArriveAt
				}
				if !stop.Two {
					t.Errorf("the stop does not say that two must go: %+v", stop)
				}
			}
		}
		if first == "" || second == "" || first == second || !at.Equal(with) {
			t.Fatalf("%q at %s, %q at %s: %+v", first, at, second, with, draft.Unplanned)
		}
		return first, second
	}
	first, second := pair()
	move := func(body map[string]any) (code string) {
		t.Helper()
		body["order_id"] = bath.ID
		a := s.ask("operator", "POST", "/api/v1/rounds/"+string(draft.ID)+"/move", body)
		if a.StatusCode != 200 {
			return a.problem(t).Code
		}
		draft = RoundView{}
		a.into(t, &draft)
		return ""
	}
	if code := move(map[string]any{"worker_id": second, "second_id": first}); code != "" {
		t.Fatal(code)
	}
	if a, b := pair(); a != second || b != first {
		t.Errorf("moved to %s with %s", a, b)
	}
	if code := move(map[string]any{}); code != "" || draft.Planned != 0 {
		t.Fatalf("taken out: %q, %d are left", code, draft.Planned)
	}
	if code := move(map[string]any{"worker_id": first, "second_id": first}); code != "order.second_same" {
		t.Errorf("with themselves: %q", code)
	}
	if code := move(map[string]any{"worker_id": first, "second_id": "nobody"}); code != "round.not_at_work" {
		t.Errorf("with nobody: %q", code)
	}
	// Nobody else is on this round any more: the second is named.
	if code := move(map[string]any{"worker_id": first}); code != "round.no_time_together" {
		t.Errorf("alone: %q", code)
	}
	if code := move(map[string]any{"worker_id": first, "second_id": second}); code != "" {
		t.Fatal(code)
	}
	pair()
	s.post("operator", "/rounds/"+string(draft.ID)+"/send", nil, &draft)
	o, err := s.store.Order(t.Context(), care.Everything, bath.ID)
	must(t, err)
	if o.WorkerID != first || o.SecondID != second {
		t.Errorf("sent to %q with %q, refused %d", o.WorkerID, o.SecondID, draft.Refused)
	}
}

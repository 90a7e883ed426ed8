package api

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"yian/care"
	"yian/centers/medicine"
	"yian/centers/samples"
)

// threeMeals cooks for two.
type threeMeals struct{}

func (threeMeals) Served(context.Context, care.CenterID, string) (map[care.MealTime]care.Served, error) {
	return map[care.MealTime]care.Served{care.Breakfast: {Residents: 2}, care.Lunch: {Residents: 2}, care.Supper: {Residents: 2}}, nil
}

// houseKeeping is what goes round in the sample's houses.
func houseKeeping(t testing.TB, s *site) Carehome {
	t.Helper()
	m, err := medicine.New(medicine.Config{}, medicine.Deps{Book: s.store, Due: s.store, Shelf: s.store, Residents: s.centers, People: s.people})
	must(t, err)
	log, err := samples.New(samples.Deps{Book: s.store, Shelf: s.store, Sites: s.people, Tables: threeMeals{}})
	must(t, err)
	return Carehome{Medicines: m, Samples: log}
}

// nurses are workers of house-a, with a session each.
func (s *site) nurses(names ...string) {
	s.t.Helper()
	ctx := context.Background()
	for _, n := range names {
		must(s.t, s.store.CreateStaff(ctx, []care.Staff{{ID: care.StaffID(n), Username: n, Name: n, Role: care.Worker, CenterID: "house-a"}}, []string{"x-" + n},
			care.Entry{At: time.Now(), By: care.System, What: "staff.created", Noun: "staff", Subject: n}))
		must(s.t, s.store.OpenSession(ctx, digest(tokenFor(n)), care.StaffID(n), "127.0.0.1", time.Now(), time.Now().Add(time.Hour)))
	}
}

func TestMedicineIsSeenInItsHouseOnly(t *testing.T) {
	s := start(t)
	s.nurses("nurse", "nurse2")
	var bed care.Bed
	s.post("manager", "/centers/house-a/beds", map[string]any{"room": "101", "name": "A"}, &bed)
	s.post("manager", "/centers/house-a/stays", map[string]any{"elder_id": "sun", "bed_id": bed.ID}, nil)
	// Due within the hour, whatever the time of day is.
	due := time.Now().In(care.Shanghai).Add(30 * time.Second).Truncate(time.Minute).Add(time.Minute)
	var made page[care.Medicine]
	s.post("nurse", "/centers/house-a/medicines", map[string]any{"elder_id": "sun", "list_date": "2026-11-01", "prescriber": "样例医院", "page": "3",
		"lines": []map[string]any{{"name": "样例胰岛素", "dose": "餐前 8 单位", "times": []string{due.Format("15:04")}, "from": "2026-01-01", "double_check": true, "each": 8, "unit": "单位", "stock": 16}}}, &made)
	s.looks()
	round := "/centers/house-a/medicine-round?day=" + due.Format(time.DateOnly)
	var r MedicineRound
	s.get("nurse", round, &r)
	if len(r.Items) != 1 || r.Items[0].ElderName != "孙甲样例" || r.Items[0].Dose != "餐前 8 单位" || r.Items[0].Room != "101" || r.Items[0].State != care.DoseOpen {
		t.Fatalf("got %+v", r)
	}
	if seen := s.looks(); !slices.Contains(seen, "nurse medicine house-a "+due.Format(time.DateOnly)) {
		t.Errorf("the look is not on record: %v", seen)
	}
	at := "/medicines/" + string(made.Items[0].ID)
	body := map[string]any{"due_at": r.Items[0].DueAt}
	s.post("nurse", at+"/give", body, nil)
	if a := s.ask("nurse", "POST", "/api/v1"+at+"/check", body); a.StatusCode != 409 || a.problem(t).Code != "dose.same_person" {
		t.Errorf("the second is the first: %d %s", a.StatusCode, a.body)
	}
	s.post("nurse2", at+"/check", body, nil)
	var day MedicineDay
	s.get("manager", "/centers/house-a/medicine-day", &day)
	if len(day.Low) != 1 || day.Low[0].ElderName != "孙甲样例" || *day.Low[0].DaysLeft != 1 {
		t.Errorf("the manager's day: %+v", day)
	}
	for account, want := range map[string]int{"admin": 200, "auditor": 200, "manager": 200, "manager-b": 404, "worker": 404, "operator": 403, "supervisor": 403, "leader": 403} {
		for _, path := range []string{round, "/centers/house-a/medicines", "/centers/house-a/medicine-day", at + "/stock"} {
			a := s.ask(account, "GET", "/api/v1"+path, nil)
			if a.StatusCode != want || want != 200 && strings.Contains(string(a.body), "胰岛素") {
				t.Errorf("%s as %s: %d, want %d", path, account, a.StatusCode, want)
			}
		}
	}
	// The desk sees the elder, and nothing of the medicine.
	for _, path := range []string{"/elders/sun", "/centers/house-a/today"} {
		if a := s.ask("operator", "GET", "/api/v1"+path, nil); a.StatusCode != 200 || strings.Contains(string(a.body), "dose.") || strings.Contains(string(a.body), "胰岛素") {
			t.Errorf("%s: %d %s", path, a.StatusCode, a.body)
		}
	}
}

// TestAsNeededOverHTTP: the round says what may be given now, and from when again.
func TestAsNeededOverHTTP(t *testing.T) {
	s := start(t)
	s.nurses("nurse", "nurse2")
	var bed care.Bed
	s.post("manager", "/centers/house-a/beds", map[string]any{"room": "101", "name": "A"}, &bed)
	s.post("manager", "/centers/house-a/stays", map[string]any{"elder_id": "sun", "bed_id": bed.ID}, nil)
	line := map[string]any{"name": "样例止痛片", "dose": "必要时一次一片", "times": []string{}, "from": "2026-01-01", "as_needed": true, "gap_minutes": 240, "day_most": 3, "each": 1, "unit": "片", "stock": 10}
	var made page[care.Medicine]
	s.post("nurse", "/centers/house-a/medicines", map[string]any{"elder_id": "sun", "list_date": "2026-11-01", "prescriber": "样例医院", "lines": []map[string]any{line}}, &made)
	var r MedicineRound
	s.get("nurse", "/centers/house-a/medicine-round", &r)
	if len(r.Items) != 0 || len(r.Needed) != 1 || r.Needed[0].ElderName != "孙甲样例" || r.Needed[0].Room != "101" || r.Needed[0].From != nil || r.Needed[0].GapMinutes != 240 {
		t.Fatalf("got %+v", r)
	}
	give := "/medicines/" + string(made.Items[0].ID) + "/give"
	body := map[string]any{"due_at": time.Now().Truncate(time.Millisecond), "reason": "腰疼"}
	s.post("nurse", give, body, nil)
	s.post("nurse", give, body, nil) // the answer was lost
	body["due_at"] = time.Now()
	if a := s.ask("nurse2", "POST", "/api/v1"+give, body); a.StatusCode != 409 || a.problem(t).Code != "dose.too_soon" {
		t.Errorf("again at once: %d %s", a.StatusCode, a.body)
	}
	s.get("nurse2", "/centers/house-a/medicine-round", &r)
	if len(r.Needed) != 1 || r.Needed[0].From == nil || r.Needed[0].LastAt == nil || r.Needed[0].Today != 1 {
		t.Errorf("afterwards: %+v", r.Needed)
	}
	if len(r.Items) != 1 || r.Items[0].Reason != "腰疼" || !r.Items[0].AsNeeded || r.Items[0].State != care.DoseGiven {
		t.Errorf("the day: %+v", r.Items)
	}
}

func TestTheManagersDaySaysWhatTheKitchenOwes(t *testing.T) {
	s := start(t)
	s.nurses("cook")
	var bed care.Bed
	s.post("manager", "/centers/house-a/beds", map[string]any{"room": "101", "name": "A"}, &bed)
	s.post("manager", "/centers/house-a/stays", map[string]any{"elder_id": "sun", "bed_id": bed.ID}, nil)
	if a := s.ask("manager", "PATCH", "/api/v1/elders/sun", map[string]any{"diet_tags": []string{"软食", "花生过敏"}}); a.StatusCode != 200 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	noon := time.Now().In(care.Shanghai)
	bath := time.Date(noon.Year(), noon.Month(), noon.Day(), 23, 58, 0, 0, care.Shanghai)
	s.post("manager", "/orders", map[string]any{"service": "bathing", "elder_id": "sun", "due_at": bath}, nil)
	yesterday := noon.AddDate(0, 0, -1)
	dishes := []map[string]any{{"name": "样例粥", "grams": 125}}
	s.post("cook", "/kitchens/house-a/samples", map[string]any{"meal": "breakfast", "dishes": dishes, "celsius": 4.5, "taken_at": time.Date(yesterday.Year(), yesterday.Month(), yesterday.Day(), 7, 10, 0, 0, care.Shanghai)}, nil)
	var d DayView
	s.get("manager", "/centers/house-a/today", &d)
	if len(d.Baths) != 1 || d.Baths[0].ElderName != "孙甲样例" || d.Baths[0].Clock != "23:58" {
		t.Errorf("baths: %+v", d.Baths)
	}
	got := ""
	for _, l := range d.Tomorrow.Tags {
		got += fmt.Sprint(l.Diet, l.Residents, l.Names)
	}
	if d.Tomorrow.Residents != 1 || got != "allergy1 [孙甲样例]soft1 [孙甲样例]" {
		t.Errorf("tomorrow: %+v", d.Tomorrow)
	}
	if len(d.SamplesMissing) < 2 || d.SamplesMissing[0] != (MissingSample{yesterday.Format(time.DateOnly), care.Lunch}) {
		t.Errorf("samples: %+v", d.SamplesMissing)
	}
	if a := s.ask("operator", "POST", "/api/v1/kitchens/house-a/samples", map[string]any{"meal": "lunch", "dishes": dishes, "celsius": 4}); a.StatusCode != 403 {
		t.Errorf("an operator keeps no samples: %d", a.StatusCode)
	}
	if a := s.ask("manager-b", "GET", "/api/v1/kitchens/house-a/samples", nil); a.StatusCode != 404 {
		t.Errorf("another house's log: %d", a.StatusCode)
	}
	var log SampleLog
	s.get("operator", "/kitchens/house-a/samples?month="+yesterday.Format("2006-01"), &log)
	if last := log.Days[yesterday.Day()-1]; last.Meals[0].Samples[0].Dish != "样例粥" || last.Meals[0].Missing || !last.Meals[1].Missing {
		t.Errorf("the month: %+v", last)
	}
}

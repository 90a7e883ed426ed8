package api

import (
	"slices"
	"testing"
	"time"

	"yian/care"
	"yian/centers"
)

// TestAroundAnIncident goes over HTTP through what happens around one: who may, what is
// refused, what is recorded, and what lists do not tell.
func TestAroundAnIncident(t *testing.T) {
	s := start(t)
	must(t, s.desk.Raise(t.Context(), care.Call{ID: "c", Kind: care.Gas, PressedAt: time.Now(), ReceivedAt: time.Now(), Place: care.Place{Device: "button", Elder: "wang", Household: "home", Region: village}}))
	var list page[IncidentItem]
	s.get("operator", "/incidents", &list)
	path := "/incidents/" + string(list.Items[0].ID)
	var d IncidentDetail
	s.post("operator", path+"/answer", map[string]any{}, &d)
	// 119 first; nobody is sent in before its word.
	send := map[string]any{"service": "emergency", "incident_id": d.ID, "worker_id": "worker"}
	if a := s.ask("operator", "POST", "/api/v1/orders", send); a.StatusCode != 409 || a.problem(t).Code != "incident.not_safe" {
		t.Fatalf("sent into gas: %d %s", a.StatusCode, a.body)
	}
	s.post("operator", path+"/help", map[string]any{"what": "119"}, nil)
	s.post("operator", path+"/safe", map[string]any{"who": "中队样例"}, nil)
	s.post("operator", "/orders", send, nil)
	s.post("operator", path+"/refused", map[string]any{"said": "我没事", "witness": "邻居样例"}, &d)
	if !d.Refused.Owed() || !slices.Contains(d.Missing, "second_call") {
		t.Errorf("after the refusal: %+v, missing %v", d.Refused, d.Missing)
	}
	s.post("operator", path+"/second_call", map[string]any{"result": "well"}, nil)
	s.post("operator", path+"/lost", map[string]any{}, nil)
	s.post("operator", path+"/search", map[string]any{"clothes": "蓝棉袄", "seen": "河边"}, nil)
	s.post("operator", path+"/area", map[string]any{"where": "河堤", "who": "站长样例"}, &d)
	if d.Search == nil || d.Search.Clothes != "蓝棉袄" || len(d.Search.Areas) != 1 {
		t.Errorf("the sheet: %+v", d.Search)
	}
	s.get("operator", "/incidents", &list)
	if list.Items[0].Search != nil {
		t.Error("a list tells where somebody was seen")
	}
	photo := func(account, body string) answer {
		return s.ask(account, "POST", "/api/v1"+path+"/photos?kind=lost", body, "Content-Type", "application/octet-stream")
	}
	if a := photo("operator", "<svg/>"); a.StatusCode != 422 {
		t.Errorf("a script for a picture: %d", a.StatusCode)
	}
	if a := photo("manager", signatureImage(t)); a.StatusCode != 403 {
		t.Errorf("a manager's photo: %d", a.StatusCode)
	}
	a := photo("operator", signatureImage(t))
	if a.StatusCode != 201 {
		t.Fatalf("the photo: %d %s", a.StatusCode, a.body)
	}
	var f care.SceneFile
	a.into(t, &f)
	got := s.ask("supervisor", "GET", "/api/v1"+path+"/photos/"+f.ID, nil)
	if got.StatusCode != 200 || string(got.body) != signatureImage(t) || got.Header.Get("Content-Type") != "image/png" || got.Header.Get("Content-Security-Policy") == "" {
		t.Errorf("read: %d %v", got.StatusCode, got.Header)
	}
	if !slices.Contains(s.looks(), "supervisor incident_photo "+f.ID) {
		t.Errorf("looks: %v", s.looks())
	}
	for _, account := range []string{"worker", "leader", "auditor"} {
		if a := s.ask(account, "GET", "/api/v1"+path+"/photos/"+f.ID, nil); a.StatusCode != 403 {
			t.Errorf("%s sees the photo: %d", account, a.StatusCode)
		}
	}
	if a := s.ask("manager", "GET", "/api/v1"+path+"/photos/"+f.ID, nil); a.StatusCode != 404 {
		t.Errorf("a manager elsewhere sees the photo: %d", a.StatusCode)
	}
	s.post("operator", path+"/help", map[string]any{"what": "110"}, nil)
	s.post("operator", path+"/forced", map[string]any{"damage": "门锁坏了", "cost_fen": 18000}, nil)
	s.post("operator", path+"/mend", map[string]any{}, nil)
	s.get("leader", "/incidents?owing=true", &list)
	if len(list.Items) != 1 || !list.Items[0].Forced.Police || list.Items[0].Forced.RepairID == "" {
		t.Errorf("owed for: %+v", list.Items)
	}
	s.post("operator", path+"/damage_paid", map[string]any{"payer": "镇政府", "cost_fen": 18000}, nil)
	s.get("leader", "/incidents?owing=true", &list)
	if len(list.Items) != 0 {
		t.Errorf("%d owed for after the payment", len(list.Items))
	}
}

// TestAwayFromHome: the host comes first, with the place's own area code.
func TestAwayFromHome(t *testing.T) {
	s := start(t)
	where := map[string]any{"state": "staying", "place": "女儿家", "phone": "13900000088", "area_code": "551"}
	if a := s.ask("operator", "POST", "/api/v1/elders/wang/whereabouts", where); a.StatusCode != 422 {
		t.Errorf("551: %d", a.StatusCode)
	}
	where["area_code"] = "0551"
	s.post("operator", "/elders/wang/whereabouts", where, nil)
	must(t, s.desk.Raise(t.Context(), care.Call{ID: "c", Kind: care.SOS, PressedAt: time.Now(), ReceivedAt: time.Now(), Place: care.Place{Device: "button", Elder: "wang", Household: "home", Region: village}}))
	var list page[IncidentItem]
	s.get("operator", "/incidents", &list)
	path := "/incidents/" + string(list.Items[0].ID)
	var d IncidentDetail
	s.post("operator", path+"/answer", map[string]any{}, &d)
	if d.Away == nil || d.Away.Phone != "13900000088" || d.Away.AreaCode != "0551" || d.Away.Device {
		t.Errorf("away: %+v", d.Away)
	}
	var who page[Responder]
	s.get("operator", path+"/responders", &who)
	if len(who.Items) == 0 || who.Items[0].Source != "host" || who.Items[0].Phone != "13900000088" {
		t.Errorf("who can go: %+v", who.Items)
	}
	var seen IncidentDetail
	s.get("leader", path, &seen)
	if seen.Away != nil || seen.Search != nil {
		t.Error("a leader sees where somebody is")
	}
}

// TestTheRegisterSaysWhere: whoever reads an incident to 120 knows where the elder is by
// the register, since when and by whom, whatever the home; a leader does not.
func TestTheRegisterSaysWhere(t *testing.T) {
	s := start(t)
	must(t, s.desk.Raise(t.Context(), care.Call{ID: "c", Kind: care.SOS, PressedAt: time.Now(), ReceivedAt: time.Now(), Place: care.Place{Device: "button", Elder: "wang", Household: "home", Region: village}}))
	var list page[IncidentItem]
	s.get("operator", "/incidents", &list)
	path := "/incidents/" + string(list.Items[0].ID)
	for _, state := range []care.WhereaboutsState{care.Out, care.InHospital, care.AtDayCare, care.Lost, care.Unknown} {
		s.post("operator", "/elders/wang/whereabouts", map[string]any{"state": state, "place": "样例医院"}, nil)
		var d IncidentDetail
		s.get("operator", path, &d)
		if a := d.Away; a == nil || a.State != state || a.Place != "样例医院" || a.Since == nil || time.Since(*a.Since) > time.Minute || a.ByName != "人员样例operator" || a.Overdue || !a.HomeCall || a.Device {
			t.Errorf("%s: %+v", state, d.Away)
		}
		s.get("leader", path, &d)
	}
	s.post("operator", "/elders/wang/whereabouts", map[string]any{"state": "home"}, nil)
	var d IncidentDetail
	s.get("operator", path, &d)
	if d.Away != nil {
		t.Errorf("at home: %+v", d.Away)
	}
	// Whoever was admitted does not live at home any more.
	must(t, s.store.CreateBeds(t.Context(), township, []care.Bed{{ID: "bed-1", CenterID: "house-a", Floor: "1", Room: "101", Name: "A", State: care.BedCommissioned}}, time.Now(), care.Entry{At: time.Now(), By: care.System, What: "bed.imported", Noun: "bed"}))
	_, err := s.centers.Admit(t.Context(), care.Staff{ID: "admin", Role: care.Admin}, "house-a", centers.Admission{ElderID: "wang", BedID: "bed-1"})
	must(t, err)
	s.get("operator", path, &d)
	if d.Away == nil || d.Away.State != care.InCenter || d.Away.Place != "样例院甲" {
		t.Errorf("in the house: %+v", d.Away)
	}
	// The cord at a bed is where its elder is.
	must(t, s.desk.Raise(t.Context(), care.Call{ID: "d", Kind: care.PullCord, PressedAt: time.Now(), ReceivedAt: time.Now(), Place: care.Place{Device: "cord-a", Elder: "sun", Center: "house-a", Region: township}}))
	s.get("operator", "/incidents", &list)
	for _, in := range list.Items {
		if in.ElderID == "sun" {
			var d IncidentDetail
			if s.get("operator", "/incidents/"+string(in.ID), &d); d.Away != nil {
				t.Errorf("at the bed: %+v", d.Away)
			}
		}
	}
}

// TestFirstAidWordsOverHTTP: nothing until a second person approved them.
func TestFirstAidWordsOverHTTP(t *testing.T) {
	s := start(t)
	var a ArticleItem
	s.post("operator", "/articles", map[string]any{"title": "摔倒了先别扶", "body": "样例", "source": "样例120", "first_aid": true, "kinds": []string{"fall"},
		"review_by": time.Now().AddDate(0, 1, 0).Format(time.DateOnly)}, &a)
	var words page[ArticleItem]
	s.get("operator", "/first-aid/fall", &words)
	if len(words.Items) != 0 {
		t.Error("a draft is read out")
	}
	s.post("supervisor", "/articles/"+string(a.ID)+"/approve", map[string]any{}, nil)
	s.get("operator", "/first-aid/fall", &words)
	if len(words.Items) != 1 || words.Items[0].ApprovedName == "" || words.Items[0].Told.ApprovedAt == nil || words.Items[0].Draft != nil {
		t.Errorf("got %+v", words.Items)
	}
	s.get("operator", "/first-aid/smoke", &words)
	if len(words.Items) != 0 {
		t.Error("for another kind")
	}
}

// TestAWearablesPlaceIsForWhoeverGoes: the keeper near it can be sent; the order tells
// its worker where, and no list tells anybody.
func TestAWearablesPlaceIsForWhoeverGoes(t *testing.T) {
	s := start(t)
	lat, lon := 33.9, 117.9
	e := care.Entry{At: time.Now(), By: care.System, What: "center.imported", Noun: "center"}
	must(t, s.store.CreateRegions(t.Context(), []care.Region{{ID: "990101002", Kind: care.Township, Name: "石桥镇"}}, e))
	must(t, s.store.CreateCenters(t.Context(), []care.Center{{ID: "bridge", Kind: care.Station, Name: "石桥站", RegionID: "990101002", KeeperName: "石桥站长样例", KeeperPhone: "13900000077", Lat: &lat, Lon: &lon}}, e))
	must(t, s.people.Load(t.Context()))
	must(t, s.desk.Raise(t.Context(), care.Call{ID: "c", Kind: care.SOS, PressedAt: time.Now(), ReceivedAt: time.Now(), Location: &care.Location{Lat: 33.91, Lon: 117.9},
		Place: care.Place{Device: "button", Elder: "wang", Household: "home", Region: village}}))
	var list page[IncidentItem]
	s.get("operator", "/incidents", &list)
	path := "/incidents/" + string(list.Items[0].ID)
	var d IncidentDetail
	s.post("operator", path+"/answer", map[string]any{}, &d)
	if d.Away == nil || !d.Away.Device || d.Away.Outside || d.Away.NearName != "石桥站" {
		t.Errorf("away: %+v", d.Away)
	}
	var who page[Responder]
	s.get("operator", path+"/responders", &who)
	if len(who.Items) == 0 || who.Items[0].Name != "石桥站长样例" || slices.ContainsFunc(who.Items, func(r Responder) bool { return r.Source == "key_holder" }) {
		t.Errorf("who can go: %+v", who.Items)
	}
	s.post("operator", "/orders", map[string]any{"service": "emergency", "incident_id": d.ID, "worker_id": "worker"}, nil)
	var orders page[OrderItem]
	s.get("worker", "/orders", &orders)
	i := slices.IndexFunc(orders.Items, func(o OrderItem) bool { return o.IncidentID == d.ID })
	if i < 0 || orders.Items[i].Spot != nil {
		t.Fatalf("the list: %+v", orders.Items)
	}
	var o OrderDetail
	s.get("worker", "/orders/"+string(orders.Items[i].ID), &o)
	if o.Spot == nil || o.Spot.Lat != 33.91 {
		t.Errorf("the worker reads %+v", o.Spot)
	}
	var seen OrderDetail
	s.get("leader", "/orders/"+string(orders.Items[i].ID), &seen)
	if seen.Spot != nil {
		t.Error("a leader sees where somebody is")
	}
}

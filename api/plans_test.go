package api

import (
	"context"
	"testing"
	"time"

	"yian/care"
	"yian/dispatch"
	"yian/dispatch/plans"
)

// maker makes what plans want through the desk.
type maker struct{ desk *dispatch.Desk }

func (m maker) Make(ctx context.Context, w plans.Wanted) (care.Order, error) {
	return m.desk.MakeOrder(ctx, care.Staff{ID: care.System, Role: care.Admin}, dispatch.NewOrder{ID: w.ID, Plan: w.Plan, Offering: w.Offering, Elder: w.Elder,
		Place: w.Place, DueAt: &w.DueAt, Worker: w.Worker, Note: w.Note, Source: "plan"})
}

func (m maker) CallOff(ctx context.Context, by care.Staff, id care.OrderID, why string) error {
	_, err := m.desk.Cancel(ctx, by, id, why)
	return err
}

func (m maker) Amend(ctx context.Context, by care.Staff, id care.OrderID, note string, kitchen care.CenterID) error {
	_, err := m.desk.Amend(ctx, by, id, note, kitchen)
	return err
}

func (m maker) Visit(ctx context.Context, by care.Staff, id care.OrderID, elder care.ElderID, due time.Time, note string) (care.Order, error) {
	return m.desk.MakeOrder(ctx, by, dispatch.NewOrder{ID: id, Service: care.VisitService, Elder: elder, DueAt: &due, Note: note})
}

func TestAnOutreachCountsOnlyWhomOneSees(t *testing.T) {
	s := start(t)
	var d OutreachDetail
	a := s.ask("operator", "POST", "/api/v1/outreaches", map[string]any{"kind": "heat", "title": "高温走访", "filter": map[string]any{}})
	if a.into(t, &d); a.StatusCode != 201 || d.Of != 4 || d.Pending != 4 || d.Places[0].Name != "柳林镇" {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	at := "/api/v1/outreaches/" + string(d.ID)
	a = s.ask("operator", "POST", at+"/elders/wang", map[string]any{"state": "unreached"})
	var row OutreachRow
	if a.into(t, &row); a.StatusCode != 200 || row.OrderID == "" || row.ElderName != "王样例" {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	var o OrderDetail
	s.get("operator", "/orders/"+string(row.OrderID), &o)
	if o.Service != care.VisitService || o.ElderID != "wang" {
		t.Errorf("the visit: %+v", o)
	}
	s.ask("manager", "POST", at+"/elders/sun", map[string]any{"state": "safe"})
	s.get("operator", "/outreaches/"+string(d.ID), &d)
	if d.Ended != 1 || d.Unreached != 1 || len(d.Hours) != 1 || d.Hours[0].Total != 1 {
		t.Errorf("%+v", d)
	}
	var own OutreachDetail
	s.get("manager", "/outreaches/"+string(d.ID), &own)
	var rows page[OutreachRow]
	s.get("manager", "/outreaches/"+string(d.ID)+"/elders", &rows)
	if own.Of != 1 || own.Ended != 1 || len(rows.Items) != 1 || rows.Items[0].ElderID != "sun" {
		t.Errorf("a site sees its own: %+v %+v", own, rows.Items)
	}
	if a := s.ask("manager", "POST", at+"/elders/wang", map[string]any{"state": "safe"}); a.StatusCode != 404 {
		t.Errorf("another's: %d", a.StatusCode)
	}
	if a := s.ask("operator", "POST", at+"/close", nil); a.problem(t).Code != "outreach.left" {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
}

func TestAPlanFromItsBeginningToTheKitchen(t *testing.T) {
	s := start(t)
	tomorrow := time.Now().In(care.Shanghai).AddDate(0, 0, 1).Format(time.DateOnly)
	plan := map[string]any{"offering_id": "meal-delivery", "elder_id": "wang", "center_id": "house-a", "rule": "FREQ=DAILY", "times": []string{"00:30"},
		"from": tomorrow, "ahead_minutes": 3 * 24 * 60, "cut_off_minutes": 10}
	var d PlanDetail
	if a := s.ask("operator", "POST", "/api/v1/plans", plan); a.StatusCode != 201 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	} else if a.into(t, &d); d.OfferingName != "送餐上门" || d.ElderName == "" || d.NextAt == nil {
		t.Errorf("%+v", d)
	}
	must(t, s.plans.Pass(t.Context()))
	s.get("operator", "/plans/"+string(d.ID), &d)
	if len(d.Orders) < 2 || d.Orders[0].PlanID != d.ID || d.Orders[0].Source != "plan" || d.Orders[0].CenterID != "house-a" {
		t.Fatalf("orders: %+v", d.Orders)
	}
	var day PlanDay
	s.get("leader", "/plan-day?day="+tomorrow, &day)
	if len(day.Services) != 1 || day.Services[0].Made != 1 || day.Services[0].Waiting != 1 || day.Places[0].Name != "柳林镇" {
		t.Errorf("the day: %+v", day)
	}
	// The kitchen's own manager prints its list, another's does not see it.
	s.looks()
	var v KitchenView
	s.get("manager", "/kitchens/house-a/meals?day="+tomorrow, &v)
	if len(v.Meals) != 1 || v.Plain != 1 || v.Meals[0].ElderName != "王样例" {
		t.Errorf("kitchen: %+v", v)
	}
	if got := s.looks(); len(got) != 1 || got[0] != "manager kitchen house-a "+tomorrow {
		t.Errorf("looks: %v", got)
	}
	if a := s.ask("manager-b", "GET", "/api/v1/kitchens/house-a/meals", nil); a.StatusCode != 404 {
		t.Errorf("another's kitchen: %d", a.StatusCode)
	}
	if a := s.ask("manager-b", "GET", "/api/v1/plans/"+string(d.ID), nil); a.StatusCode != 404 {
		t.Errorf("another's plan: %d", a.StatusCode)
	}
	a := s.ask("manager", "PUT", "/api/v1/kitchens/house-a", map[string]any{"diets": []string{"soft", "low_salt"}, "version": 0})
	if a.StatusCode != 200 {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	a = s.ask("operator", "POST", "/api/v1/plans/"+string(d.ID)+"/pause", map[string]any{"from": tomorrow, "why": "女儿来"})
	if a.into(t, &d); a.StatusCode != 200 || d.Orders[0].State != care.OrderCancelled {
		t.Errorf("paused: %d %s", a.StatusCode, a.body)
	}
	a = s.ask("operator", "POST", "/api/v1/plans/"+string(d.ID)+"/end", map[string]any{"reason": "搬走"})
	if a.into(t, &d); a.StatusCode != 200 || d.EndedAt == nil {
		t.Errorf("ended: %d %s", a.StatusCode, a.body)
	}
	var running page[PlanItem]
	if s.get("operator", "/plans", &running); len(running.Items) != 0 {
		t.Errorf("running: %+v", running.Items)
	}
}

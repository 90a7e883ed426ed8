package api

import (
	"slices"
	"testing"
	"time"
)

// TestTheMoneyOfAnOrder over HTTP: collected with a receipt, sent twice counted once, given
// back by whoever may agree, an advance accounted for, and what is not on the list.
func TestTheMoneyOfAnOrder(t *testing.T) {
	s := start(t)
	day := time.Now().AddDate(0, 0, -1).Format(time.DateOnly)
	if a := s.ask("admin", "PUT", "/api/v1/offerings/shopping", map[string]any{"service": "shopping", "name": "代购", "minutes": 60, "advance_fen": 20000, "receipt": true,
		"prices": []map[string]any{{"from": day, "fen": 1000, "subsidy_fen": 400}}, "version": 0}); a.StatusCode != 200 {
		t.Fatalf("the price: %d %s", a.StatusCode, a.body)
	}
	var order struct{ ID string }
	s.post("operator", "/orders", map[string]any{"offering_id": "shopping", "elder_id": "wang", "worker_id": "worker"}, &order)
	path := "/orders/" + order.ID
	s.post("worker", path+"/accept", map[string]any{}, nil)
	send := func(account, to string, body map[string]any) answer {
		return s.ask(account, "POST", "/api/v1"+path+to, body, "Idempotency-Key", "k1")
	}
	for range 2 {
		if a := send("worker", "/payments", map[string]any{"fen": 600, "how": "cash"}); a.StatusCode != 200 {
			t.Fatalf("paid: %d %s", a.StatusCode, a.body)
		}
	}
	for account, want := range map[string]int{"worker": 403, "operator": 403, "worker-b": 403, "leader": 403, "supervisor": 200} {
		if a := send(account, "/refunds", map[string]any{"fen": 100, "how": "cash", "to": "王样例", "reason": "少买一样"}); a.StatusCode != want {
			t.Errorf("refund by %s: %d, want %d: %s", account, a.StatusCode, want, a.body)
		}
	}
	if a := send("worker", "/advances", map[string]any{"fen": 20001, "kind": "ahead", "from": "elder", "witness": "邻居样例", "relation": "neighbour"}); a.StatusCode != 409 {
		t.Errorf("above the limit: %d %s", a.StatusCode, a.body)
	}
	if a := send("worker", "/advances", map[string]any{"fen": 5000, "kind": "ahead", "from": "elder", "witness": "邻居样例", "relation": "neighbour"}); a.StatusCode != 200 {
		t.Errorf("an advance: %d %s", a.StatusCode, a.body)
	}
	if a := send("worker-b", "/advance-moves", map[string]any{"fen": 5, "what": "spent"}); a.StatusCode != 404 {
		t.Errorf("another worker's: %d", a.StatusCode)
	}
	var v AccountView
	s.get("supervisor", path+"/account", &v)
	if v.CollectedFen != 600 || v.RefundedFen != 100 || v.LeftFen != 100 || v.OpenFen != 5000 || v.LimitFen != 20000 || len(v.Receipts) != 1 || v.Receipts[0].Number == "" ||
		!v.MayRefund || v.ElderName != "王样例" || v.Names["worker"] == "" || v.Refunds[0].AgreedBy != "supervisor" {
		t.Errorf("the account: %+v", v)
	}
	var list struct{ Items []UnsettledItem }
	s.get("supervisor", "/unsettled-accounts", &list)
	if len(list.Items) != 1 || list.Items[0].OpenFen != 5000 || list.Items[0].Overdue || list.Items[0].ElderName != "王样例" {
		t.Errorf("the list: %+v", list.Items)
	}
	for _, to := range []map[string]any{{"fen": 4200, "what": "spent"}, {"fen": 800, "what": "returned", "to": "王样例"}} {
		if a := send("worker", "/advance-moves", to); a.StatusCode != 200 {
			t.Errorf("%v: %d %s", to, a.StatusCode, a.body)
		}
	}
	if s.get("supervisor", "/unsettled-accounts", &list); len(list.Items) != 0 {
		t.Errorf("settled, and on the list: %+v", list.Items)
	}
	if looks := s.looks(); !slices.Contains(looks, "supervisor account "+order.ID) {
		t.Errorf("looks: %v", looks)
	}
}

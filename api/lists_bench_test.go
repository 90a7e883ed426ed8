package api

import (
	"fmt"
	"testing"
)

// BenchmarkLists measures what a console waits for: a hundred incidents, each
// with a timeline, and a hundred orders.
func BenchmarkLists(b *testing.B) {
	s := start(b)
	// One home has one incident at a time, so each is closed before the next press.
	for i := range 100 {
		s.press("button", fmt.Sprint("p", i))
		var q page[IncidentItem]
		s.get("operator", "/incidents?state=open", &q)
		path := "/incidents/" + string(q.Items[0].ID)
		s.post("operator", path+"/answer", nil, nil)
		for range 5 {
			s.post("operator", path+"/note", map[string]any{"text": "样例"}, nil)
		}
		s.post("operator", path+"/contact", map[string]any{"how": "heard"}, nil)
		s.post("operator", path+"/close", map[string]any{"outcome": "help"}, nil)
		var o OrderDetail
		s.post("operator", "/orders", map[string]any{"service": "meal", "elder_id": "wang"}, &o)
		s.post("worker", "/orders/"+string(o.ID)+"/accept", nil, nil)
	}
	for _, path := range []string{"/incidents", "/orders", "/desk"} {
		b.Run(path[1:], func(b *testing.B) {
			for b.Loop() {
				s.ask("operator", "GET", "/api/v1"+path, nil)
			}
		})
	}
}

package care

import (
	"slices"
	"testing"
	"time"
)

func TestTurnOfOrders(t *testing.T) {
	eight := time.Date(2026, 11, 23, 8, 0, 0, 0, Shanghai)
	order := func(id OrderID, priority, minute int, due ...int) Order {
		o := Order{ID: id, Priority: priority, CreatedAt: eight.Add(time.Duration(minute) * time.Minute)}
		if len(due) > 0 {
			at := eight.Add(time.Duration(due[0]) * time.Minute)
			o.DueAt = &at
		}
		return o
	}
	for name, want := range map[string][]Order{
		"the oldest first":                            {order("a", 2, 0), order("b", 2, 1)},
		"medical before the rest":                     {order("medical", 1, 59), order("meal", 2, 0)},
		"but not before what has waited an hour more": {order("meal", 2, 0), order("medical", 1, 61)},
		"an emergency before whatever has waited":     {order("emergency", 0, 100_000), order("medical", 1, 0), order("meal", 2, 0)},
		"the older emergency first":                   {order("a", 0, 0), order("b", 0, 1)},
		"made at dawn for noon waits from eleven":     {order("now", 2, 170), order("noon", 2, -120, 240), order("later", 2, 190)},
		"what is late waits since it was made":        {order("late", 2, 0, 10), order("later", 2, 1)},
	} {
		t.Run(name, func(t *testing.T) {
			got := slices.Clone(want)
			slices.Reverse(got)
			slices.SortFunc(got, func(a, b Order) int { return a.Turn().Compare(b.Turn()) })
			for i := range want {
				if got[i].ID != want[i].ID {
					t.Errorf("place %d: got %s, want %s", i+1, got[i].ID, want[i].ID)
				}
			}
		})
	}
}

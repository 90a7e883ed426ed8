package queue

import (
	"slices"
	"testing"

	"yian/care"
)

// TestOneOrderTravelsOnceAJourney: of one order, what came first is done first; and
// whoever only wants one takes part in any journey.
func TestOneOrderTravelsOnceAJourney(t *testing.T) {
	of := func(what kind, id care.OrderID) *errand { return &errand{what: what, id: id} }
	for _, c := range []struct {
		list []*errand
		want int
	}{
		{nil, 0},
		{[]*errand{of(put, "a"), of(remove, "b"), of(take, ""), of(take, "")}, 4},
		{[]*errand{of(put, "a"), of(take, ""), of(remove, "a"), of(put, "b")}, 2},
		{[]*errand{of(remove, "a"), of(put, "a")}, 1},
		{slices.Repeat([]*errand{of(take, "")}, most+1), most},
	} {
		if got := together(c.list); got != c.want {
			t.Errorf("%d of %d errands travel together, want %d", got, len(c.list), c.want)
		}
	}
}

package records

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
)

// What the queue is told says of whose turn it is what the whole order says.
func TestOrdersThatWait(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s, ctx := db.open(t), t.Context()
		eight := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
		for i, o := range []care.Order{
			{Priority: 2}, {Priority: 1}, {Priority: 0}, {Priority: 2, DueAt: ptrTo(eight.Add(10 * time.Hour))},
			{Priority: 2, DueAt: ptrTo(eight.Add(time.Minute))}, {Priority: 2, State: care.OrderAccepted}, {Priority: 1, State: care.OrderRequested},
		} {
			o.ID, o.Service, o.RegionID, o.CreatedAt = care.OrderID(fmt.Sprint("o", i)), care.Meal, "990101001002", eight.Add(time.Duration(i)*time.Second)
			if o.State == "" {
				o.State = care.OrderQueued
			}
			_, _, err := s.NewOrder(ctx, o.ID, "", func(c *care.Case) (care.Change, error) {
				c.Orders = []*care.Order{&o}
				return care.Change{Entries: []care.Entry{entry("order", string(o.ID))}}, nil
			})
			must(t, err)
		}
		turns := func(list []care.Order, err error) map[care.OrderID]string {
			must(t, err)
			out := map[care.OrderID]string{}
			for _, o := range list {
				out[o.ID] = fmt.Sprint(o.Turn().UnixMilli(), o.Service, o.RegionID, o.State)
			}
			return out
		}
		whole, lean := turns(s.QueuedOrders(ctx)), turns(s.WaitingOrders(ctx))
		if diff := cmp.Diff(whole, lean); diff != "" || len(lean) != 5 {
			t.Errorf("%d (-whole +lean)\n%s", len(lean), diff)
		}
		for _, c := range []struct {
			before time.Time
			want   []care.OrderID
		}{
			{eight.Add(-time.Second), []care.OrderID{}},
			{eight, []care.OrderID{"o0"}},
			{eight.Add(time.Minute), []care.OrderID{"o0", "o1", "o4"}},
			{eight.Add(10 * time.Hour), []care.OrderID{"o0", "o1", "o3", "o4"}},
		} {
			got, err := s.UnclaimedOrders(ctx, c.before)
			if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
				t.Errorf("before %s: %v (-want +got)\n%s", c.before, err, diff)
			}
		}
	})
}

// TestOrdersSoonestFirst: emergencies, then what is due first, page by page, whatever
// was made last.
func TestOrdersSoonestFirst(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s, ctx := db.open(t), t.Context()
		made := time.Date(2026, 11, 26, 4, 0, 0, 0, time.UTC)
		due := func(hours int) *time.Time { return ptrTo(made.Add(time.Duration(hours) * time.Hour)) }
		for i, o := range []care.Order{
			{ID: "tomorrow", Priority: 2, DueAt: due(24)}, {ID: "noon", Priority: 2, DueAt: due(2)}, {ID: "medical", Priority: 1, DueAt: due(3)},
			{ID: "whenever", Priority: 2}, {ID: "help-b", Priority: 0, DueAt: due(1)}, {ID: "help-a", Priority: 0, DueAt: due(1)}, {ID: "gone", Priority: 2, DueAt: due(-1), State: care.OrderCompleted},
		} {
			o.Service, o.RegionID, o.CreatedAt = care.Meal, "990101001", made.Add(time.Duration(i)*time.Second)
			if o.State == "" {
				o.State = care.OrderQueued
			}
			_, _, err := s.NewOrder(ctx, o.ID, "", func(c *care.Case) (care.Change, error) {
				c.Orders = []*care.Order{&o}
				return care.Change{Entries: []care.Entry{entry("order", string(o.ID))}}, nil
			})
			must(t, err)
		}
		var got []string
		q := care.OrderQuery{States: []care.OrderState{care.OrderQueued}, Soonest: true, Page: care.Page{Limit: 2}}
		for range 10 {
			list, next, err := s.Orders(ctx, care.Everything, q)
			must(t, err)
			for _, o := range list {
				got = append(got, string(o.ID))
			}
			if q.Page.Cursor = next; next == "" {
				break
			}
		}
		if want := "help-a help-b whenever noon medical tomorrow"; strings.Join(got, " ") != want {
			t.Errorf("got %v, want %s", got, want)
		}
	})
}

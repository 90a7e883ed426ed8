package records

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
)

// What many decide in one transaction ends as if each had had one of its own,
// whether all goes well or somebody fails in the middle of writing.
func TestDecisionsTogetherAreAsDecisionsAlone(t *testing.T) {
	made := time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
	broken := errors.New("a fault in the middle")
	create := func(id care.OrderID) func(*care.Case) (care.Change, error) {
		return func(c *care.Case) (care.Change, error) {
			c.Orders = append(c.Orders, &care.Order{ID: id, Service: care.Meal, State: care.OrderQueued, RegionID: "990101001", CreatedAt: made})
			return care.Change{Entries: []care.Entry{entry("order", string(id))}}, nil
		}
	}
	accept := func(who care.StaffID) func(*care.Case) (care.Change, error) {
		return func(c *care.Case) (care.Change, error) {
			o := c.Orders[0]
			if o.State != care.OrderQueued {
				return care.Change{}, &care.Fault{Kind: care.ErrConflict, Code: "order.taken", Winner: o.WorkerID}
			}
			o.State, o.WorkerID = care.OrderAccepted, who
			return care.Change{Entries: []care.Entry{entry("order", "accepted by "+string(who))}}, nil
		}
	}
	for name, fails := range map[string]bool{"all goes well": false, "one fails in the middle": true} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, db database) {
				s := db.open(t)
				var jobs []*job
				var outcomes []*error
				// Jobs are the store's own: they are caught on their way to the writer.
				add := func(id care.OrderID, do func(tx *Tx) error) {
					j := &job{ctx: t.Context(), do: do, order: id, since: time.Now(), err: make(chan error, 1)}
					jobs, outcomes = append(jobs, j), append(outcomes, new(error))
				}
				change := func(id care.OrderID, fresh bool, decide func(*care.Case) (care.Change, error)) func(tx *Tx) error {
					return func(tx *Tx) error {
						c := care.Case{}
						o, err := tx.loadOrder(id)
						if fresh != errors.Is(err, care.ErrNotFound) {
							return fmt.Errorf("%s is fresh: %v, %w", id, fresh, err)
						}
						if !fresh {
							c.Orders = []*care.Order{o}
						}
						before, err := ordersAsTheyWere(&c)
						if err != nil {
							return err
						}
						change, err := decide(&c)
						if err != nil {
							return err
						}
						if err := tx.saveCase(&c, before); err != nil {
							return err
						}
						return tx.saveChange(change, c.Incident)
					}
				}
				add("o1", change("o1", true, create("o1")))
				add("o1", change("o1", false, accept("first")))
				add("o1", change("o1", false, accept("second")))
				add("o2", change("o2", true, create("o2")))
				// Somebody reads by a statement what others have only kept so far.
				add("", func(tx *Tx) error {
					var n int
					if err := tx.QueryRowContext(tx.ctx, `SELECT COUNT(*) FROM orders WHERE state = 'accepted'`).Scan(&n); err != nil || n != 1 {
						return fmt.Errorf("sees %d accepted, %w", n, err)
					}
					return nil
				})
				if fails {
					add("o3", func(tx *Tx) error {
						if err := change("o3", true, create("o3"))(tx); err != nil {
							return err
						}
						return broken
					})
				}
				add("o4", change("o4", true, create("o4")))
				s.commit(s.pen, jobs)
				var got []string
				for i, j := range jobs {
					*outcomes[i] = <-j.err
					got = append(got, fmt.Sprint(*outcomes[i]))
				}
				var f *care.Fault
				if !errors.As(*outcomes[2], &f) || f.Winner != "first" {
					t.Errorf("the second claim: %v", *outcomes[2])
				}
				want := []string{"<nil>", "<nil>", got[2], "<nil>", "<nil>"}
				if fails {
					want = append(want, broken.Error())
				}
				if diff := cmp.Diff(append(want, "<nil>"), got); diff != "" {
					t.Errorf("outcomes (-want +got)\n%s", diff)
				}
				list, _, err := s.Orders(t.Context(), care.Everything, care.OrderQuery{})
				must(t, err)
				var rows []string
				for _, o := range list {
					rows = append(rows, fmt.Sprintln(o.ID, o.Number, o.State, o.WorkerID, o.Version))
				}
				if diff := cmp.Diff([]string{"o4 20261123-0003 queued  1\n", "o2 20261123-0002 queued  1\n", "o1 20261123-0001 accepted first 2\n"}, rows); diff != "" {
					t.Errorf("orders (-want +got)\n%s", diff)
				}
				if n, err := s.Verify(t.Context()); err != nil || n != 4 {
					t.Errorf("the journal has %d entries, %v", n, err)
				}
			})
		})
	}
}

package records

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yian/care"
)

// two opens one record twice, as two processes do.
func (db database) two(t testing.TB) (a, b *Store) {
	t.Helper()
	address := db.address(t)
	return openAt(t, address), openAt(t, address)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var pressedAt = time.UnixMilli(1_700_000_000_000).UTC()

func pressOf(id string) care.Call {
	return care.Call{ID: care.CallID(id), Kind: care.SOS, PressedAt: pressedAt, ReceivedAt: pressedAt,
		Place: care.Place{Device: care.DeviceID("d-" + id), Elder: "e1", Household: "h1", Region: "990101001"}}
}

// raise puts a call into the record as the desk does.
func raise(t testing.TB, s *Store, c care.Call, incident string) (care.IncidentID, bool, error) {
	t.Helper()
	out, known, err := s.Raise(t.Context(), c, func(k *care.Case) (care.Change, error) {
		what := "incident.pressed_again"
		if k.Incident == nil {
			what = "incident.opened"
			k.Incident = &care.Incident{ID: care.IncidentID(incident), State: care.IncidentOpen, Severity: care.Critical, ElderID: c.Place.Elder,
				ElderIDs: []care.ElderID{c.Place.Elder}, HouseholdID: c.Place.Household, DeviceID: c.Place.Device, RegionID: c.Place.Region,
				OpenedAt: c.ReceivedAt, PressedAt: c.PressedAt, LastCallAt: c.PressedAt}
		}
		k.Incident.Calls++
		return care.Change{Entries: []care.Entry{{At: c.ReceivedAt, By: care.System, What: what, Noun: "incident", Subject: string(k.Incident.ID)}}}, nil
	})
	if err != nil || out.Incident == nil {
		return "", known, err
	}
	return out.Incident.ID, known, nil
}

// answer takes an incident for by, unless somebody has it.
func answer(t testing.TB, s *Store, id care.IncidentID, by care.StaffID) error {
	_, err := s.ChangeIncident(t.Context(), id, func(c *care.Case) (care.Change, error) {
		if by := c.Incident.AnsweredBy; by != "" {
			return care.Change{}, &care.Fault{Kind: care.ErrConflict, Code: "incident.taken", Winner: by}
		}
		c.Incident.AnsweredBy, c.Incident.State = by, care.IncidentAnswered
		return care.Change{Entries: []care.Entry{{At: pressedAt, By: by, What: "incident.answered", Noun: "incident", Subject: string(id)}},
			Feedback: []care.StepMade{{Step: care.StepAnswered}}}, nil
	})
	return err
}

func TestTwoAnswersInTwoProcessesHaveOneWinner(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		a, b := db.two(t)
		for round := range 20 {
			c := pressOf(fmt.Sprint("c", round))
			c.Place.Elder, c.Place.Household = care.ElderID(c.ID), ""
			id, _, err := raise(t, a, c, fmt.Sprint("i", round))
			must(t, err)
			var errs [2]error
			var wg sync.WaitGroup
			for i, s := range []*Store{a, b} {
				wg.Go(func() { errs[i] = answer(t, s, id, care.StaffID(fmt.Sprint("op", i))) })
			}
			wg.Wait()
			winner, loser := care.StaffID("op0"), errs[1]
			if errs[0] != nil {
				winner, loser = "op1", errs[0]
			}
			var fault *care.Fault
			if !errors.As(loser, &fault) || fault.Winner != winner {
				t.Fatalf("round %d: got %v and %v, want one winner whom the other is told", round, errs[0], errs[1])
			}
			in, err := b.Incident(t.Context(), care.Everything, id)
			if err != nil || in.AnsweredBy != winner || in.Version != 2 {
				t.Fatalf("round %d: the record says %s, version %d, %v", round, in.AnsweredBy, in.Version, err)
			}
		}
	})
}

// TestACallThatTwoProcessesTakeIsOne: every process hears every call.
func TestACallThatTwoProcessesTakeIsOne(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		a, b := db.two(t)
		var mu sync.Mutex
		repeats, opened := 0, map[care.IncidentID]int{}
		var wg sync.WaitGroup
		for n := range 20 { // of one elder: all belong to one incident
			for i, s := range []*Store{a, b} {
				wg.Go(func() {
					id, known, err := raise(t, s, pressOf(fmt.Sprint("c", n)), fmt.Sprintf("i%d-%d", n, i))
					mu.Lock()
					defer mu.Unlock()
					if err != nil {
						t.Error(err)
					}
					opened[id]++
					if known {
						repeats++
					}
				})
			}
		}
		wg.Wait()
		if len(opened) != 1 || repeats != 20 {
			t.Errorf("20 calls, each taken twice: got %d incidents and %d repeats, want 1 and 20", len(opened), repeats)
		}
		list, _, err := a.Incidents(t.Context(), care.Everything, care.IncidentQuery{})
		if err != nil || len(list) != 1 || list[0].Calls != 20 {
			t.Errorf("got %+v, %v", list, err)
		}
	})
}

func TestATimerOfTwoOwnersFiresOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		a, b := db.two(t)
		id, _, err := raise(t, a, pressOf("c"), "i")
		must(t, err)
		fired, claimed := 0, 0
		var mu sync.Mutex
		both := func(do func(s *Store)) {
			var wg sync.WaitGroup
			for _, s := range []*Store{a, b} {
				wg.Go(func() { do(s) })
			}
			wg.Wait()
		}
		notice := care.Notice{Key: "i/first-1/webhook/supervisor/0", Channel: "webhook", Kind: "ring", Incident: id, DueAt: pressedAt}
		both(func(s *Store) {
			_, err := s.ChangeIncident(t.Context(), id, func(c *care.Case) (care.Change, error) {
				if c.Incident.Ladder.Step != 0 {
					return care.Change{}, nil
				}
				mu.Lock()
				defer mu.Unlock()
				fired++
				c.Incident.Ladder.Step = 1
				return care.Change{Entries: []care.Entry{{At: pressedAt, What: "incident.escalated", Noun: "incident", Subject: "i"}}, Notices: []care.Notice{notice}}, nil
			})
			if err != nil {
				t.Error(err)
			}
		})
		both(func(s *Store) {
			mine, err := s.ClaimNotice(t.Context(), notice, pressedAt, pressedAt.Add(time.Minute))
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			}
			if mine {
				claimed++
			}
		})
		list, err := a.NoticesOf(t.Context(), id)
		if err != nil || fired != 1 || claimed != 1 || len(list) != 1 {
			t.Errorf("fired %d times, claimed %d times, %d notices, %v", fired, claimed, len(list), err)
		}
	})
}

// TestEntriesOfTwoProcessesChainInOrder reads along: an entry that were seen
// before one of a lower number would be lost to whoever follows.
func TestEntriesOfTwoProcessesChainInOrder(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		a, b := db.two(t)
		const each = 100
		reading, stop := context.WithCancel(t.Context())
		var follower, writers sync.WaitGroup
		last := int64(0)
		follower.Go(func() {
			for reading.Err() == nil && last < 2*each {
				list, err := b.EntriesAfter(reading, last, 500)
				if err != nil && reading.Err() == nil {
					t.Error(err)
				}
				for _, e := range list {
					if e.Seq != last+1 {
						t.Errorf("entry %d came after %d", e.Seq, last)
					}
					last = e.Seq
				}
			}
		})
		for i, s := range []*Store{a, b} {
			for w := range 4 {
				writers.Go(func() {
					for n := range each / 4 {
						if err := s.write(t.Context(), func(tx *Tx) error { return tx.record(entry(fmt.Sprint(i, w, n), "text")) }); err != nil {
							t.Error(err)
						}
					}
				})
			}
		}
		writers.Wait()
		n, err := a.Verify(t.Context())
		if err != nil || n != 2*each {
			t.Errorf("the journal: %d entries, %v; want %d", n, err, 2*each)
		}
		if !t.Failed() {
			follower.Wait()
		}
		stop()
	})
}

func TestTextsAreCleaned(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		must(t, s.CreateDevices(t.Context(), []care.Device{{ID: "d", Name: "a\x00b\xff", Model: "\x00"}}, make([]care.DeviceKey, 1), entry("d", "NUL \x00 and \xfe")))
		if n, err := s.Verify(t.Context()); err != nil || n != 1 {
			t.Errorf("the journal: %d, %v", n, err)
		}
		list, err := s.EntriesAfter(t.Context(), 0, 10)
		if err != nil || len(list) != 1 || list[0].Note != "NUL  and \uFFFD" {
			t.Errorf("got %+v, %v", list, err)
		}
		if _, _, err := s.Devices(t.Context(), care.Everything, care.DeviceQuery{Text: "a\x00"}, care.Page{}); err != nil {
			t.Errorf("a search with a NUL: %v", err)
		}
	})
}

func TestVerifyWhileOthersWrite(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		a, b := db.two(t)
		var wg sync.WaitGroup
		done := make(chan struct{})
		wg.Go(func() {
			defer close(done)
			for n := range 60 {
				if err := a.write(t.Context(), func(tx *Tx) error { return tx.record(entry(fmt.Sprint(n), "")) }); err != nil {
					t.Error(err)
				}
			}
		})
		for {
			if _, err := b.Verify(t.Context()); err != nil {
				t.Fatal(err)
			}
			select {
			case <-done:
				wg.Wait()
				return
			default:
			}
		}
	})
}

// BenchmarkPress is one press with its incident, feedback and entry, by eight
// callers at once: in one process, and shared by two.
func BenchmarkPress(b *testing.B) {
	for _, c := range []struct {
		name      string
		db        database
		processes int
	}{{"sqlite", onSQLite(), 1}, {"postgres", onPostgres(), 1}, {"postgres-2", onPostgres(), 2}} {
		b.Run(c.name, func(b *testing.B) {
			address := c.db.address(b)
			stores := make([]*Store, c.processes)
			for i := range stores {
				stores[i] = openAt(b, address)
			}
			var next atomic.Int64
			b.ResetTimer()
			var wg sync.WaitGroup
			for w := range 8 {
				wg.Go(func() {
					for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
						call := pressOf(fmt.Sprint("c", n))
						call.Place.Elder, call.Place.Household = care.ElderID(call.ID), ""
						if _, _, err := raise(b, stores[w%len(stores)], call, fmt.Sprint("i", n)); err != nil {
							b.Error(err)
						}
					}
				})
			}
			wg.Wait()
		})
	}
}

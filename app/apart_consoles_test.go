package app_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"yian/care"
)

// screen is what one stream has shown so far.
type screen struct {
	mu     sync.Mutex // guards all below
	events []event
	ended  time.Time // zero while it is open
	opened bool
}

// open follows events at a process until stop or the end of the stream.
func (w *watched) open(at *process, token string, last int64) (s *screen, stop func()) {
	w.t.Helper()
	s = &screen{}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = follow(ctx, at.http, token, last, func(e event) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.opened = true
			if e.id > 0 {
				s.events = append(s.events, e)
			}
		})
		s.mu.Lock()
		defer s.mu.Unlock()
		s.ended = time.Now()
	}()
	w.t.Cleanup(func() { cancel(); <-done })
	took(w.t, 10*time.Second, "a stream begins", func() bool { s.mu.Lock(); defer s.mu.Unlock(); return s.opened })
	return s, func() { cancel(); <-done }
}

// ids are the numbers of what was shown behind after, up to and with last.
func (s *screen) ids(after, last int64) (ids []int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.events {
		if e.id > after && e.id <= last {
			ids = append(ids, e.id)
		}
	}
	return ids
}

func (s *screen) last() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.events) == 0 {
		return 0
	}
	return s.events[len(s.events)-1].id
}

// answeredBy is whom a screen names for an incident; "": nobody yet.
func (s *screen) answeredBy(id care.IncidentID) care.StaffID {
	s.mu.Lock()
	defer s.mu.Unlock()
	var by care.StaffID
	for _, e := range s.events {
		var in care.Incident
		if e.name == "incident" && json.Unmarshal(e.data, &in) == nil && in.ID == id && in.AnsweredBy != "" {
			by = in.AnsweredBy
		}
	}
	return by
}

// consoles: two processes are one desk.
func (w *watched) consoles(t *testing.T) {
	a, b := w.dispatch[0], w.dispatch[1]
	names := []care.StaffID{"operator-a", "operator-b"}
	tokens := []string{w.person(a, string(names[0]), care.Operator), w.person(b, string(names[1]), care.Operator)}
	atA, _ := w.open(a, tokens[0], 0)
	atB, _ := w.open(b, tokens[1], 0)
	stop := w.load(100*time.Millisecond, 0)
	torn, tear := w.open(a, tokens[0], 0)

	// Two answers at the same instant have one winner, and both screens name it.
	var open struct {
		Items []struct{ ID care.IncidentID }
	}
	until(t, 10*time.Second, "ten incidents", func() bool { a.call("GET", "/api/v1/incidents?state=open", nil, &open); return len(open.Items) >= 10 })
	wins := map[care.StaffID]int{}
	for _, in := range open.Items[:10] {
		var both sync.WaitGroup
		status, told, begin := [2]int{}, [2]struct{ Winner care.StaffID }{}, make(chan struct{})
		for i, p := range []*process{a, b} {
			both.Go(func() {
				<-begin
				var text []byte
				status[i], text = ask(p, tokens[i], "POST", "/api/v1/incidents/"+string(in.ID)+"/answer", nil)
				_ = json.Unmarshal(text, &told[i]) // nobody named is seen below
			})
		}
		close(begin)
		both.Wait()
		winner := slices.Index(status[:], http.StatusOK)
		if winner < 0 || status[1-winner] != http.StatusConflict || told[1-winner].Winner != names[winner] {
			t.Errorf("two answers: %v, the loser was told %q", status, told)
			continue
		}
		wins[names[winner]]++
		took(t, 5*time.Second, "both screens show who answered", func() bool { return atA.answeredBy(in.ID) != "" && atB.answeredBy(in.ID) != "" })
		if x, y := atA.answeredBy(in.ID), atB.answeredBy(in.ID); x != names[winner] || y != names[winner] {
			t.Errorf("%s answered, the screens show %q and %q", names[winner], x, y)
		}
	}

	// A stream that is torn goes on at the other process, without a gap or a double.
	first := torn.last()
	got := torn.ids(0, first)
	start := got[0] - 1
	for i, p := range []*process{b, a, b} {
		tear()
		from := torn.last()
		rest(300 * time.Millisecond)
		torn, tear = w.open(p, tokens[0], max(from, got[len(got)-1]))
		took(t, 5*time.Second, "the stream goes on", func() bool { return torn.last() > got[len(got)-1]+int64(i) })
		tear()
		got = append(got, torn.ids(0, torn.last())...)
	}
	end := got[len(got)-1]
	took(t, 5*time.Second, "both screens are as far", func() bool { return atA.last() >= end && atB.last() >= end })
	for _, whole := range []*screen{atA, atB} {
		if want := whole.ids(start, end); !slices.Equal(got, want) {
			t.Errorf("a stream torn three times shows %d events, one that was not %d", len(got), len(want))
		}
	}

	// A sign-out at one process ends the session at the other.
	token := w.person(a, "operator-c", care.Operator)
	stream, _ := w.open(b, token, 0)
	signedIn := func() int { status, _ := ask(b, token, "GET", "/api/v1/session", nil); return status }
	if s := signedIn(); s != http.StatusOK {
		t.Fatalf("a session of one process at the other: %d", s)
	}
	if s, _ := ask(a, token, "DELETE", "/api/v1/session", nil); s > 299 {
		t.Fatalf("sign-out: %d", s)
	}
	out := time.Now()
	session := took(t, 5*time.Second, "the session ended at the other process", func() bool { return signedIn() == http.StatusUnauthorized })
	cut := took(t, time.Until(out.Add(5*time.Second)), "the stream ended at the other process", func() bool {
		stream.mu.Lock()
		defer stream.mu.Unlock()
		return !stream.ended.IsZero()
	})
	// A closed account is heard of at once.
	token = w.person(a, "operator-d", care.Operator)
	_ = signedIn()
	a.call("PATCH", "/api/v1/staff/operator-d", map[string]bool{"disabled": true}, nil)
	closed := took(t, 5*time.Second, "a closed account ended at the other process", func() bool { return signedIn() == http.StatusUnauthorized })

	w.revokes(t)
	presses := stop()
	w.nothingLost(presses)
	t.Logf("ten pairs of answers, one winner each: %v; a stream torn three times: %d events, no gap, none twice", wins, len(got))
	t.Logf("signed out at one process: the session ended at the other after %v, its stream after %v more; a closed account after %v", session, cut, closed)
}

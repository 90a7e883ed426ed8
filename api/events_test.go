package api

import (
	"bytes"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
)

func TestAnEventComesAtOnceAndIsTheNoun(t *testing.T) {
	s := start(t)
	es := s.listen("operator", "")
	s.press("button", "a")
	e := es.next(soon, "incident")
	var q page[map[string]any]
	s.get("operator", "/incidents", &q)
	if e.id == "" || strings.ContainsAny(e.data, "\n") {
		t.Errorf("id %q, data %q", e.id, e.data)
	}
	for _, part := range []string{fmt.Sprintf("%q:%q", "id", q.Items[0]["id"]), `"state":"open"`, `"elder_name":"王样例"`, `"village":"前进村"`, `"timeline":[{`} {
		if !strings.Contains(e.data, part) {
			t.Errorf("the event lacks %s: %s", part, e.data)
		}
	}
	s.post("operator", "/orders", map[string]any{"service": "meal", "elder_id": "wang"}, nil)
	if e := es.next(soon, "order"); e.id == "" || !strings.Contains(e.data, `"history":[{`) {
		t.Errorf("order event %+v", e)
	}
}

func TestAResumedStreamHasNoGapAndNoDouble(t *testing.T) {
	s := start(t)
	first := s.listen("operator", "")
	s.press("button", "p0")
	last := first.next(soon, "incident")
	first.cancel()
	for i := range 40 {
		s.press("button", fmt.Sprint("while-away-", i))
	}
	second := s.listen("operator", last.id)
	go func() {
		for i := range 40 {
			s.press("button", fmt.Sprint("after-", i))
		}
	}()
	seen := second.id(last)
	var got []int
	for range 80 {
		e := second.next(3*time.Second, "incident", "resync")
		if e.name == "resync" {
			t.Fatal("told to fetch anew")
		}
		if id := second.id(e); id <= seen {
			t.Errorf("%d after %d", id, seen)
		} else {
			seen = id
		}
		got = append(got, seen)
	}
	for i := 1; i < len(got); i++ {
		if got[i] != got[i-1]+1 {
			t.Errorf("a gap between %d and %d", got[i-1], got[i])
		}
	}
}

func TestWhoeverMissedTooMuchIsToldToFetchAnew(t *testing.T) {
	s := start(t)
	s.listen("operator", "") // the server has read where the journal really ends
	s.press("button", "a")
	n, err := s.store.LastEntry(t.Context())
	must(t, err)
	s.journal.ahead.Store(resumeLimit + 1)
	es := s.listen("operator", fmt.Sprint(n))
	if e := es.next(soon, "resync", "incident"); e.name != "resync" || e.id != fmt.Sprint(n+resumeLimit+1) {
		t.Errorf("got %+v", e)
	}
	s.journal.ahead.Store(0)
	// So is whoever comes from another life of the record.
	es = s.listen("operator", fmt.Sprint(n+1000))
	es.next(soon, "resync")
	// And nobody for a word that is no number.
	es = s.listen("operator", "nonsense")
	s.press("button", "b")
	if e := es.next(soon, "resync", "incident"); e.name != "incident" {
		t.Errorf("got %+v", e)
	}
}

func TestASlowClientIsCutAndNobodyElseNotices(t *testing.T) {
	s := start(t)
	good := s.listen("operator", "")
	slow, err := net.Dial("tcp", s.server.Addr())
	must(t, err)
	defer slow.Close()
	_, err = fmt.Fprintf(slow, "GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n", tokenFor("supervisor"))
	must(t, err)
	hub := s.server.Hub()
	wait(t, 2*time.Second, "both listen", func() bool { return hub.Clients() == 2 })
	big := bytes.Repeat([]byte("x"), 64<<10)
	data := append(append([]byte(`{"x":"`), big...), `"}`...)
	published := 0
	for deadline := time.Now().Add(10 * time.Second); hub.Clients() == 2; published++ {
		if time.Now().After(deadline) {
			t.Fatal("the slow client is still there")
		}
		hub.Publish(Event{Name: "device", Data: data, Visible: func(care.Scope) bool { return true }})
		good.next(soon, "device")
	}
	s.press("button", "a")
	good.next(soon, "incident")
	if hub.Clients() != 1 {
		t.Errorf("%d clients after %d events", hub.Clients(), published)
	}
}

func TestAStreamEndsWithItsSession(t *testing.T) {
	t.Parallel()
	s := start(t)
	es := s.listen("operator", "")
	other := s.listen("supervisor", "")
	if a := s.ask("operator", "DELETE", "/api/v1/session", nil); a.StatusCode != 204 {
		t.Fatal(a.StatusCode)
	}
	es.ends(5 * time.Second)
	s.press("button", "a")
	other.next(soon, "incident")
}

func TestAStreamEndsWhenTheAccountIsClosed(t *testing.T) {
	t.Parallel()
	s := start(t)
	es := s.listen("operator", "")
	if a := s.ask("admin", "PATCH", "/api/v1/staff/operator", `{"disabled":true}`); a.StatusCode != 200 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	es.ends(5 * time.Second)
}

func TestStoppingClosesEveryStream(t *testing.T) {
	s := start(t)
	var streams []*eventStream
	for _, account := range []string{"operator", "worker", "manager"} {
		streams = append(streams, s.listen(account, ""))
	}
	began := time.Now()
	must(t, s.stop())
	for _, es := range streams {
		es.ends(time.Second)
	}
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("stopping took %s", took)
	}
}

func TestWhatIsRenderedOfEachEntry(t *testing.T) {
	s := start(t)
	s.press("button", "a")
	var q page[IncidentItem]
	s.get("admin", "/incidents", &q)
	for _, c := range []struct {
		entry care.Entry
		want  string
	}{
		{care.Entry{Noun: "incident", Subject: string(q.Items[0].ID)}, "incident"},
		{care.Entry{Noun: "device", Subject: "button"}, "device"},
		{care.Entry{Noun: "stay", Subject: "x", CenterID: "house-a"}, "occupancy"},
		{care.Entry{Noun: "alert", Subject: "x"}, "alert"},
		{care.Entry{Noun: "whereabouts", Subject: "wang"}, ""},
		{care.Entry{Noun: "staff", Subject: "operator"}, ""},
		{care.Entry{Noun: "incident", Subject: "gone"}, ""},
		{care.Entry{Noun: "order", Subject: "gone"}, ""},
	} {
		ev, err := s.server.views.Render(t.Context(), c.entry)
		if err != nil || ev.Name != c.want {
			t.Errorf("%s %s: got %q, %v; want %q", c.entry.Noun, c.entry.Subject, ev.Name, err, c.want)
		}
	}
}

// wait polls until good, for at most d.
func wait(t testing.TB, d time.Duration, what string, good func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(d)
	for !good() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("not within %s: %s", d, what)
		}
	}
}

func TestNamesAreFreshWithinSeconds(t *testing.T) {
	now := time.Unix(0, 0)
	n := newNames[string](func() time.Time { return now })
	reads := 0
	name := "一"
	read := func(string) (string, error) { reads++; return name, nil }
	var got []string
	for _, pass := range []time.Duration{0, time.Second, 3 * time.Second, 2 * time.Second} {
		now = now.Add(pass)
		got = append(got, n.of("a", read))
		name = "二"
	}
	if diff := cmp.Diff([]string{"一", "一", "一", "二"}, got); diff != "" || reads != 2 {
		t.Errorf("%d reads (-want +got)\n%s", reads, diff)
	}
}

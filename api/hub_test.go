package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"testing"

	"yian/care"
)

// lines is a journal in memory.
type lines []care.Entry

func (l lines) LastEntry(context.Context) (int64, error) { return 0, nil }
func (l lines) EntriesAfter(_ context.Context, seq int64, _ int) ([]care.Entry, error) {
	return l[min(int(seq), len(l)):], nil
}

// picky renders incidents and fails at anything else.
type picky struct{}

func (picky) Render(_ context.Context, e care.Entry) (Event, error) {
	if e.Noun != "incident" {
		return Event{}, errors.New("the record is away")
	}
	return eventOf("incident", e.Seq, e.Subject, func(sc care.Scope) bool { return sc.Role == care.Operator })
}

func TestAnEventThatCannotBeRenderedIsNotLost(t *testing.T) {
	h := NewHub(picky{}, lines{{Seq: 1, Noun: "incident"}, {Seq: 2, Noun: "order"}, {Seq: 3, Noun: "incident"}}, slog.New(slog.DiscardHandler))
	operator, _ := h.join(care.Scope{Role: care.Operator})
	leader, _ := h.join(care.Scope{Role: care.Leader})
	must(t, h.catchUp(t.Context()))
	for _, c := range []struct {
		who  *client
		want []string
	}{{operator, []string{"incident", "resync", "incident"}}, {leader, []string{"resync"}}} {
		if len(c.who.events) != len(c.want) {
			t.Fatalf("%s got %d events", c.who.scope.Role, len(c.who.events))
		}
		for _, want := range c.want {
			if ev := <-c.who.events; ev.Name != want {
				t.Errorf("%s got %s, want %s", c.who.scope.Role, ev.Name, want)
			}
		}
	}
}

func TestAClosedHubTakesNobody(t *testing.T) {
	h := NewHub(picky{}, lines{}, slog.New(slog.DiscardHandler))
	c, _ := h.join(care.Scope{Role: care.Operator})
	ctx, stop := context.WithCancel(t.Context())
	stop()
	must(t, h.Run(ctx))
	if _, open := <-c.events; open {
		t.Error("the stream is still open")
	}
	if _, ok := h.join(care.Scope{Role: care.Operator}); ok {
		t.Error("joined a closed hub")
	}
}

// sessions answer with one error.
type sessions struct{ err error }

func (s sessions) Session(context.Context, string) (care.Staff, error) { return care.Staff{}, s.err }

// A record that cannot be read signs nobody out.
func TestOnlyAnEndedSessionIs401(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want int
	}{
		"ended":              {&care.Fault{Kind: care.ErrForbidden, Code: "session.expired", Detail: "x"}, 401},
		"unknown":            {care.ErrNotFound, 401},
		"the record is away": {care.ErrUnavailable, 503},
		"something broke":    {errors.New("disk"), 500},
	} {
		s, err := New(Config{}, Deps{Sessions: sessions{c.err}, Log: slog.New(slog.DiscardHandler)})
		must(t, err)
		req := httptest.NewRequest("GET", "/api/v1/orders", nil)
		req.Header.Set("Authorization", "Bearer x")
		res, err := s.app.Test(req)
		must(t, err)
		if res.StatusCode != c.want {
			t.Errorf("%s: %d, want %d", name, res.StatusCode, c.want)
		}
	}
}

// asleep fails until it is woken.
type asleep struct{ awake bool }

func (a *asleep) Render(ctx context.Context, e care.Entry) (Event, error) {
	if !a.awake {
		return Event{}, fmt.Errorf("records: %w", care.ErrUnavailable)
	}
	return picky{}.Render(ctx, e)
}

// While the record is away entries wait: nobody is told to fetch from it anew.
func TestEventsWaitForTheRecord(t *testing.T) {
	record := &asleep{}
	h := NewHub(record, lines{{Seq: 1, Noun: "incident"}, {Seq: 2, Noun: "incident"}}, slog.New(slog.DiscardHandler))
	operator, _ := h.join(care.Scope{Role: care.Operator})
	for range 3 {
		if err := h.catchUp(t.Context()); !errors.Is(err, care.ErrUnavailable) || len(operator.events) != 0 {
			t.Fatalf("%v, %d events", err, len(operator.events))
		}
	}
	record.awake = true
	must(t, h.catchUp(t.Context()))
	for want := int64(1); want <= 2; want++ {
		if ev := <-operator.events; ev.Name != "incident" || ev.ID != want {
			t.Errorf("got %s %d, want incident %d", ev.Name, ev.ID, want)
		}
	}
}

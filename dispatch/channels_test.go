package dispatch_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"yian/care"
	"yian/dispatch"
)

// over are the channels of what was sent since the last time, with the end of each key.
func (g *gateway) over() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	var out []string
	for _, n := range g.sent {
		out = append(out, fmt.Sprintf("%s %s", n.Channel, n.Kind))
	}
	g.sent, g.at = nil, nil
	slices.Sort(out)
	return out
}

// What one channel does not take goes over the next at once; after all of them a
// pause, and so on for as long as with one.
func TestANoticeFallsOverToTheNextChannel(t *testing.T) {
	for name, c := range map[string]struct {
		errs     map[care.Channel]error
		over     []string // in the first second
		attempts int      // in all
		done     care.Channel
	}{
		"the first takes it":       {nil, []string{"voice ring"}, 1, care.Voice},
		"the first is away":        {map[care.Channel]error{care.Voice: care.ErrUnavailable}, []string{"voice ring", "webhook ring"}, 2, care.Webhook},
		"the first refuses":        {map[care.Channel]error{care.Voice: care.ErrInvalid}, []string{"voice ring", "webhook ring"}, 2, care.Webhook},
		"all refuse":               {map[care.Channel]error{care.Voice: care.ErrInvalid, care.Webhook: care.ErrInvalid}, []string{"voice ring", "webhook ring"}, 2, ""},
		"all are away":             {map[care.Channel]error{care.Voice: care.ErrUnavailable, care.Webhook: care.ErrUnavailable}, []string{"voice ring", "webhook ring"}, 20, ""},
		"one refuses, one is away": {map[care.Channel]error{care.Voice: care.ErrInvalid, care.Webhook: care.ErrUnavailable}, []string{"voice ring", "webhook ring"}, 20, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := setup(t)
			w.rung.ways, w.rung.errs = []care.Channel{care.Voice, care.Webhook}, c.errs
			must(t, w.desk.Reinforce(t.Context(), supervisor))
			county := func() care.Notice {
				list, _, err := w.store.Notices(t.Context(), care.Everything, care.Page{Limit: 10})
				must(t, err)
				return list[slices.IndexFunc(list, func(n care.Notice) bool { return n.Receiver == "county_desk" })]
			}
			w.pass(0)
			w.pass(0)
			if got, want := w.rung.over(), slices.Concat(c.over, c.over); !slices.Equal(slices.Compact(got), c.over) || len(got) != len(want) {
				t.Errorf("in the first moment over %v, want %v", got, want)
			}
			for range 150 {
				w.pass(20 * time.Second)
			}
			n := county()
			if n.Attempts != c.attempts || (n.DoneAt != nil) != (c.done != "") || c.done != "" && n.Channel != c.done || (n.FailedAt != nil) != (c.done == "") {
				t.Errorf("got %+v", n)
			}
		})
	}
}

// Whoever is rung gets a text beside, once, and only while the ladder runs.
func TestWhoeverIsRungGetsATextBeside(t *testing.T) {
	w := setup(t)
	w.rung.ways = []care.Channel{care.Voice, care.SMS}
	w.rung.errs = map[care.Channel]error{care.Voice: care.ErrUnavailable} // the text is not sent twice for it
	w.press(wangsPendant, "a")
	w.attend()
	w.pass(31 * time.Second)
	w.pass(0)
	w.pass(0)
	list, err := w.store.NoticesOf(t.Context(), w.one().ID)
	must(t, err)
	if len(list) != 2 || list[1].Kind != "message" || list[1].Only != care.SMS || list[1].Phone != supervisor.Phone || list[1].Ladder != "first" || list[1].DoneAt == nil {
		t.Errorf("got %+v", list)
	}
	w.rung.roles()
	w.attend()
	_, err = w.desk.Answer(t.Context(), operator, w.one().ID)
	must(t, err)
	w.pass(time.Minute)
	if got := w.rung.over(); len(got) != 0 {
		t.Errorf("after the answer over %v", got)
	}
}

// A channel that took a notice and could not deliver it after all is not the end.
func TestWhatCannotBeDeliveredGoesTheOtherWay(t *testing.T) {
	w := setup(t)
	w.rung.ways = []care.Channel{care.Voice, care.Webhook}
	must(t, w.desk.Reinforce(t.Context(), supervisor))
	w.pass(0)
	key := w.keyOf("supervisor")
	n, err := w.store.NoticeRef(t.Context(), care.Voice, "ref-"+key)
	must(t, err)
	if _, err := w.store.NoticeRef(t.Context(), care.SMS, "ref-"+key); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("another channel's number: got %v", err)
	}
	w.rung.over()
	must(t, w.desk.Receipt(t.Context(), dispatch.Receipt{Channel: care.Voice, Ref: "ref-" + n.Key, Result: care.ReceiptFailed}))
	w.pass(0)
	if got := w.rung.over(); !slices.Equal(got, []string{"webhook ring"}) {
		t.Errorf("over %v", got)
	}
	must(t, w.desk.Receipt(t.Context(), dispatch.Receipt{Key: key, Channel: care.Voice, Result: care.ReceiptFailed})) // told twice
	w.pass(0)
	if got := w.rung.over(); len(got) != 0 {
		t.Errorf("told twice: over %v", got)
	}
	states, err := w.store.ChannelStates(t.Context(), w.clock.now().Add(-24*time.Hour))
	must(t, err)
	if v := states[care.Voice]; v.Taken != 2 || v.Tries != 3 || v.Error != "不能送达" || v.TakenAt == nil || v.FailedAt == nil {
		t.Errorf("voice did %+v", v)
	}
	if states, err = w.store.ChannelStates(t.Context(), w.clock.now().Add(time.Hour)); err != nil || states[care.Voice].Tries != 0 || states[care.Voice].FailedAt == nil {
		t.Errorf("a day later: %+v, %v", states[care.Voice], err)
	}
}

// What fails over one channel and then over the next is two failures, each of its own
// channel; after the last, whoever comes next is rung at once.
func TestEveryChannelThatFailsCounts(t *testing.T) {
	w := setup(t)
	w.rung.ways = []care.Channel{care.Voice, care.Webhook}
	w.press(wangsPendant, "a")
	w.atDesk(31)
	key := w.keyOf("supervisor")
	failed := func(over care.Channel) {
		t.Helper()
		for range 2 { // told twice is once
			must(t, w.desk.Receipt(t.Context(), dispatch.Receipt{Key: key, Channel: over, Result: care.ReceiptFailed}))
		}
	}
	failed(care.Voice)
	w.rung.over()
	w.attend()
	w.pass(time.Second)
	if got := w.rung.over(); !slices.Equal(got, []string{"webhook ring"}) {
		t.Fatalf("over %v", got)
	}
	failed(care.Webhook)
	failed(care.Voice) // late, and of before
	n, err := w.store.Notice(t.Context(), key)
	must(t, err)
	if n.Receipt != care.ReceiptFailed || n.ReceiptBy != care.Webhook || n.Channel != care.Webhook || n.DoneAt == nil {
		t.Errorf("the notice says %+v", n)
	}
	states, err := w.store.ChannelStates(t.Context(), w.clock.now().Add(-time.Hour))
	must(t, err)
	for _, over := range []care.Channel{care.Voice, care.Webhook} {
		if st := states[over]; st.Tries-st.Taken != 1 || st.Error != "不能送达" {
			t.Errorf("%s did %+v", over, st)
		}
	}
	if got := w.atDesk(30)[1]; got["contact"] != 1 {
		t.Errorf("a second later rung %v", got)
	}
}

// A number that the only channel cannot reach says nothing of the channel.
func TestOneBadNumberIsNoFailureOfTheOnlyChannel(t *testing.T) {
	w := setup(t)
	must(t, w.desk.Reinforce(t.Context(), supervisor))
	w.pass(0)
	w.receipt(w.keyOf("supervisor"), care.ReceiptFailed)
	states, err := w.store.ChannelStates(t.Context(), w.clock.now().Add(-time.Hour))
	must(t, err)
	for over, st := range states {
		if st.FailedAt != nil {
			t.Errorf("%s did %+v", over, st)
		}
	}
}

// A test says what is missing, and its number stands in no journal.
func TestATestOfAChannelNeedsAReceiver(t *testing.T) {
	w := setup(t)
	w.rung.ways = []care.Channel{care.SMS}
	for name, c := range map[string]struct {
		want dispatch.ChannelTest
		code string
	}{
		"no such channel": {dispatch.ChannelTest{Channel: "pigeon", To: "1"}, "channel.unknown"},
		"no number":       {dispatch.ChannelTest{Channel: care.SMS, To: "abc"}, "channel.number"},
		"no mailbox":      {dispatch.ChannelTest{Channel: care.Mail, To: "nobody"}, "channel.mailbox"},
	} {
		var f *care.Fault
		if _, err := w.desk.TestChannel(t.Context(), supervisor, c.want); !errors.As(err, &f) || f.Code != c.code {
			t.Errorf("%s: got %v", name, err)
		}
	}
	key, err := w.desk.TestChannel(t.Context(), supervisor, dispatch.ChannelTest{Channel: care.SMS, To: "+86 139 0000 0009"})
	must(t, err)
	w.pass(0)
	if n := w.rung.sent; len(n) != 1 || n[0].Phone != "13900000009" || n[0].Channel != care.SMS || n[0].Key != key {
		t.Errorf("sent %+v", n)
	}
	entries, err := w.store.Timeline(t.Context(), "notice", key)
	must(t, err)
	if len(entries) != 2 || entries[0].Note != "sms" || entries[0].By != supervisor.ID {
		t.Errorf("journal %+v", entries)
	}
	w.rung.none = true
	_, err = w.desk.TestChannel(t.Context(), supervisor, dispatch.ChannelTest{Channel: care.WeCom})
	conflict(t, err, "channel.none")
}

// A plain phone that rings for an offer gets a text beside as well.
func TestAnOfferByVoiceHasATextBeside(t *testing.T) {
	w := setup(t)
	w.rung.ways = []care.Channel{care.Voice, care.SMS}
	w.hire(zhou)
	in := w.answered(wangsPendant)
	_, err := w.desk.MakeOrder(t.Context(), operator, dispatch.NewOrder{Service: care.Emergency, Incident: in.ID, Worker: zhou.ID})
	must(t, err)
	w.pass(0)
	w.pass(0)
	list, err := w.store.NoticesOf(t.Context(), in.ID)
	must(t, err)
	for _, n := range list {
		if n.DoneAt == nil || n.FailedAt != nil {
			t.Errorf("%s over %s did not go out", n.Key, n.Channel)
		}
	}
}

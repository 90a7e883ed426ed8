package dispatch_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"yian/care"
	"yian/dispatch"
)

// The keepers with plain phones.
var (
	zhou = care.Staff{ID: "zhou", Username: "zhou", Name: "周样例", Role: care.Worker, RegionID: township, Phone: "13900000021", PhoneKind: care.PlainPhone}
	wu   = care.Staff{ID: "wu", Username: "wu", Name: "吴样例", Role: care.Worker, RegionID: township, Phone: "13900000022", PhoneKind: care.PlainPhone}
)

// roads know one time for everybody.
type roads int

func (r roads) Minutes(context.Context, care.Order, care.StaffID) (int, error) { return int(r), nil }

// voiceWorld is an emergency that was sent to zhou, who has a plain phone; wu, who has
// one too, and a worker with the field page come next.
func voiceWorld(t *testing.T) (*world, care.OrderID) {
	t.Helper()
	w := setup(t)
	w.hire(zhou, wu)
	w.sends, w.roads = &adviser{order: []care.StaffID{zhou.ID, wu.ID, worker.ID}}, roads(8)
	w.desk = w.newDesk()
	w.attend()
	in := w.answered(wangsPendant)
	o, err := w.desk.MakeOrder(t.Context(), operator, dispatch.NewOrder{Service: care.Emergency, Incident: in.ID, Worker: zhou.ID})
	must(t, err)
	w.pass(0)
	return w, o.ID
}

// offerTo is the call that last offered something to a worker.
func (w *world) offerTo(who care.Staff) care.Notice {
	w.t.Helper()
	list, _, err := w.store.Notices(w.t.Context(), care.Everything, care.Page{})
	must(w.t, err)
	for _, n := range list {
		if n.Phone == who.Phone && strings.HasPrefix(n.Key, "offer") {
			return n
		}
	}
	w.t.Fatalf("nothing was offered to %s", who.ID)
	return care.Notice{}
}

// textsTo are the messages to a worker.
func (w *world) textsTo(who care.Staff) (out []string) {
	w.t.Helper()
	list, _, err := w.store.Notices(w.t.Context(), care.Everything, care.Page{})
	must(w.t, err)
	for _, n := range list {
		if n.Phone == who.Phone && n.Kind == "message" {
			out = append(out, n.Text)
		}
	}
	return out
}

func TestAnEmergencyIsOfferedToAPlainPhoneByVoice(t *testing.T) {
	w, id := voiceWorld(t)
	n := w.offerTo(zhou)
	if n.DoneAt == nil || n.Kind != "ring" || n.Text != "颐安平台：有一件助急，在柳林镇前进村，能去吗？回电 7012349。" {
		t.Errorf("the call: %+v", n)
	}
	for _, private := range []string{"王样例", "样例路", "跌倒", "sos"} {
		if strings.Contains(n.Text, private) {
			t.Errorf("the call holds %q: %s", private, n.Text)
		}
	}
	w.told.heard("pendant-wang")
	for range 2 { // twice is once
		must(t, w.desk.Receipt(t.Context(), dispatch.Receipt{Key: n.Key, Result: care.ReceiptAccepted}))
	}
	if o := w.orderOf(id); o.State != care.OrderAccepted || o.WorkerID != zhou.ID || o.ETASeconds != 480 {
		t.Fatalf("the order is %s with %q, eta %d", o.State, o.WorkerID, o.ETASeconds)
	}
	w.pass(0)
	heard := w.told.heard("pendant-wang")
	if len(heard) == 0 || heard[len(heard)-1].Text != "已叫老周过来，约8分钟" {
		t.Errorf("the senior heard %+v", heard)
	}
	if in := w.one(); in.State != care.IncidentDispatched {
		t.Errorf("the incident is %s", in.State)
	}
	if got := w.textsTo(zhou); len(got) != 1 || !strings.Contains(got[0], "柳林镇前进村，老人姓王") || strings.Contains(got[0], "样例路") {
		t.Errorf("told where: %v", got)
	}
	if lines := w.lines("order", string(id)); !slices.Equal(lines, []string{"order.created", "order.assigned", "order.accepted"}) {
		t.Errorf("the timeline is %v", lines)
	}
}

// Pressing 2, not picking up and a busy line ask the next one at once.
func TestWhoCannotGoMakesTheNextPhoneRing(t *testing.T) {
	for _, result := range []care.NoticeReceipt{care.ReceiptDeclined, care.ReceiptNoAnswer, care.ReceiptBusy, care.ReceiptFailed} {
		w, id := voiceWorld(t)
		key := w.offerTo(zhou).Key
		must(t, w.desk.Receipt(t.Context(), dispatch.Receipt{Key: key, Result: result}))
		if o := w.orderOf(id); o.State != care.OrderAssigned || o.WorkerID != wu.ID {
			t.Fatalf("%s: the order is %s with %q", result, o.State, o.WorkerID)
		}
		w.pass(0)
		if n := w.offerTo(wu); n.DoneAt == nil {
			t.Errorf("%s: the next is not rung: %+v", result, n)
		}
		if w.one().Ringing {
			t.Errorf("%s: the desk rings though the next is asked", result)
		}
		// The same word again, late, takes nothing from wu.
		must(t, w.desk.Receipt(t.Context(), dispatch.Receipt{Key: key, Result: care.ReceiptNoAnswer}))
		if o := w.orderOf(id); o.WorkerID != wu.ID {
			t.Errorf("%s: then with %q", result, o.WorkerID)
		}
	}
}

// Nobody picks up and the gateway tells nothing: as with the field page, 30 s.
func TestASilentPhoneIsPassedOverAfter30Seconds(t *testing.T) {
	w, id := voiceWorld(t)
	w.attend()
	w.pass(29 * time.Second)
	if o := w.orderOf(id); o.WorkerID != zhou.ID {
		t.Fatalf("after 29 s with %q", o.WorkerID)
	}
	w.pass(time.Second)
	if o := w.orderOf(id); o.WorkerID != wu.ID {
		t.Fatalf("after 30 s with %q", o.WorkerID)
	}
	// Zhou presses 1 after all, before wu has: who says yes first goes.
	must(t, w.desk.Receipt(t.Context(), dispatch.Receipt{Key: w.offerTo(zhou).Key, Result: care.ReceiptAccepted}))
	if o := w.orderOf(id); o.State != care.OrderAccepted || o.WorkerID != zhou.ID {
		t.Fatalf("the order is %s with %q", o.State, o.WorkerID)
	}
	w.pass(0)
	must(t, w.desk.Receipt(t.Context(), dispatch.Receipt{Key: w.offerTo(wu).Key, Result: care.ReceiptAccepted}))
	if o := w.orderOf(id); o.WorkerID != zhou.ID {
		t.Errorf("taken from who goes, by %q", o.WorkerID)
	}
	if got := w.textsTo(wu); len(got) != 1 || !strings.Contains(got[0], "您不用去了") {
		t.Errorf("wu was told %v", got)
	}
}

// A county without any channel to telephones asks the next one, and the desk knows.
func TestWithoutATelephoneTheNextIsAskedAtOnce(t *testing.T) {
	w := setup(t)
	w.hire(zhou)
	w.sends = &adviser{order: []care.StaffID{zhou.ID, worker.ID}}
	w.desk = w.newDesk()
	w.attend()
	in := w.answered(wangsPendant)
	w.rung.none = true
	o, err := w.desk.MakeOrder(t.Context(), operator, dispatch.NewOrder{Service: care.Emergency, Incident: in.ID, Worker: zhou.ID})
	must(t, err)
	w.pass(0)
	if o = w.orderOf(o.ID); o.State != care.OrderAssigned || o.WorkerID != worker.ID {
		t.Errorf("the order is %s with %q", o.State, o.WorkerID)
	}
}

// TestNeverTwoGoByTelephone: the key 1 of two phones, an acceptance on the field page
// and the lapse come at once, in two processes. One worker has the order, and all
// others are told so.
func TestNeverTwoGoByTelephone(t *testing.T) {
	for range 10 {
		w, id := voiceWorld(t)
		other := w.newDesk()
		first := w.offerTo(zhou).Key
		w.clock.pass(30 * time.Second)
		must(t, w.desk.Pass(t.Context())) // wu is asked
		w.pass(0)
		second := w.offerTo(wu).Key
		w.clock.pass(30 * time.Second) // and lapses now
		var all sync.WaitGroup
		all.Go(func() { _ = w.desk.Pass(t.Context()) })
		all.Go(func() { _ = other.Pass(t.Context()) })
		all.Go(func() {
			must(t, w.desk.Receipt(t.Context(), dispatch.Receipt{Key: first, Result: care.ReceiptAccepted}))
		})
		all.Go(func() {
			must(t, other.Receipt(t.Context(), dispatch.Receipt{Key: second, Result: care.ReceiptAccepted}))
		})
		all.Go(func() { _, _ = w.desk.Accept(t.Context(), worker, id, 60) })
		all.Wait()
		o := w.orderOf(id)
		accepted := 0
		for _, l := range w.lines("order", string(id)) {
			if l == "order.accepted" {
				accepted++
			}
		}
		if o.State != care.OrderAccepted || accepted != 1 {
			t.Fatalf("accepted %d times, and %s with %q", accepted, o.State, o.WorkerID)
		}
		for _, who := range []care.Staff{zhou, wu} {
			got := w.textsTo(who)
			if len(got) != 1 || strings.Contains(got[0], "您不用去了") != (o.WorkerID != who.ID) {
				t.Fatalf("%s has it, and %s was told %v", o.WorkerID, who.ID, got)
			}
		}
	}
}

// A late call must not wake whoever has nothing to accept any more.
func TestNobodyIsRungForAnOfferThatIsOver(t *testing.T) {
	w := setup(t)
	w.hire(zhou)
	in := w.answered(wangsPendant)
	w.rung.answer(care.ErrUnavailable)
	o, err := w.desk.MakeOrder(t.Context(), operator, dispatch.NewOrder{Service: care.Emergency, Incident: in.ID, Worker: zhou.ID})
	must(t, err)
	w.pass(0)
	_, err = w.desk.Cancel(t.Context(), operator, o.ID, "老人说没事")
	must(t, err)
	w.rung.answer(nil)
	w.rung.roles()
	for range 60 {
		w.attend()
		w.pass(time.Second)
	}
	if got := w.rung.roles()["worker"]; got != 0 {
		t.Errorf("rung %d times", got)
	}
}

// Orders that can wait ring at a humane hour; a missed ring gives nothing away, pressing
// 2 does; a day's orders that were sent ahead are one call.
func TestOrdinaryOrdersRingInTheMorning(t *testing.T) {
	w := setup(t)
	w.hire(zhou)
	w.clock.pass(14 * time.Hour) // 02:00 in Shanghai
	due := w.clock.now().Add(10 * time.Hour)
	made := func(send func(id care.OrderID) error) care.Order {
		o, err := w.desk.MakeOrder(t.Context(), operator, dispatch.NewOrder{Service: care.Meal, Elder: "wang", DueAt: &due})
		must(t, err)
		must(t, send(o.ID))
		return w.orderOf(o.ID)
	}
	o := made(func(id care.OrderID) error { _, err := w.desk.Assign(t.Context(), operator, id, zhou.ID); return err })
	n := w.offerTo(zhou)
	morning := time.Date(2026, 11, 24, 8, 0, 0, 0, care.Shanghai)
	if !n.DueAt.Equal(morning) || !o.AcceptBy.Equal(morning.Add(15*time.Minute)) || !strings.Contains(n.Text, "有一件助餐，在柳林镇前进村，11月24日12点00分，能去吗") {
		t.Errorf("rung at %s until %s: %s", n.DueAt, o.AcceptBy, n.Text)
	}
	w.clock.pass(6 * time.Hour)
	w.pass(0)
	must(t, w.desk.Receipt(t.Context(), dispatch.Receipt{Key: n.Key, Result: care.ReceiptNoAnswer}))
	if o = w.orderOf(o.ID); o.State != care.OrderAssigned {
		t.Errorf("after a missed ring: %s", o.State)
	}
	must(t, w.desk.Receipt(t.Context(), dispatch.Receipt{Key: n.Key, Result: care.ReceiptDeclined}))
	if o = w.orderOf(o.ID); o.State != care.OrderQueued || !slices.Contains(o.Declined, zhou.ID) {
		t.Errorf("after the key 2: %s, %v", o.State, o.Declined)
	}
	calls := func() (n int) {
		list, _, err := w.store.Notices(t.Context(), care.Everything, care.Page{})
		must(t, err)
		for _, one := range list {
			if strings.HasPrefix(one.Key, "offer-day/") {
				n++
			}
		}
		return n
	}
	for range 3 {
		made(func(id care.OrderID) error {
			_, err := w.desk.SendTo(t.Context(), operator, id, zhou.ID, "", due, time.Time{})
			return err
		})
	}
	if calls() != 1 {
		t.Errorf("%d calls for a day's orders", calls())
	}
	// What is sent after that call was made is told by another: nobody rings twice to ask.
	w.pass(10 * time.Minute)
	made(func(id care.OrderID) error {
		_, err := w.desk.SendTo(t.Context(), operator, id, zhou.ID, "", due, time.Time{})
		return err
	})
	if calls() != 2 {
		t.Errorf("%d calls after one more was sent", calls())
	}
}

// Nobody answers at the desk: the keeper of the station, who has a plain phone, is
// offered the emergency by voice.
func TestTheKeeperWithAPlainPhoneIsOfferedWhatNobodyAnswers(t *testing.T) {
	w := setup(t)
	w.hire(zhou)
	must(t, w.store.ChangeCenter(t.Context(), "station", func(c *care.Center) (care.Entry, error) {
		c.KeeperStaff = zhou.ID
		return care.Entry{At: w.clock.now(), By: "admin", What: "center.changed", Noun: "center", Subject: "station"}, nil
	}))
	w.desk.Leave(t.Context(), operator.ID)
	w.press(wangsPendant, "a")
	for range 70 {
		w.pass(time.Second)
	}
	n := w.offerTo(zhou)
	must(t, w.desk.Receipt(t.Context(), dispatch.Receipt{Key: n.Key, Result: care.ReceiptAccepted}))
	w.pass(0)
	if in := w.one(); in.State != care.IncidentDispatched || !in.Ringing { // help comes, and the desk still has to answer
		t.Errorf("the incident is %s, ringing %v", in.State, in.Ringing)
	}
	heard := w.told.heard("pendant-wang")
	if last := heard[len(heard)-1]; last.Text != "已叫老周过来" {
		t.Errorf("the senior heard %q", last.Text)
	}
}

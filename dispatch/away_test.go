package dispatch_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"yian/care"
	"yian/dispatch"
)

// sites stand on a map; near is always the one that a test names.
type sites struct{ near care.Near }

func (s sites) Nearest(context.Context, care.Location) (care.Near, bool, error) {
	return s.near, true, nil
}

// hosts are those with whom elders stay.
type hosts map[care.ElderID]care.Whereabouts

func (h hosts) WhereaboutsAt(_ context.Context, _ care.Scope, id care.ElderID, _ time.Time) (care.Whereabouts, error) {
	return h[id], nil
}

// roam lets wang press at a place while near lies nearest to it.
func (w *world) roam(near care.Near, stays hosts) {
	w.t.Helper()
	w.sites, w.hosts = sites{near}, stays
	w.desk = w.newDesk()
	w.attend()
	must(w.t, w.desk.Raise(w.t.Context(), care.Call{ID: "p", Kind: care.SOS, PressedAt: w.clock.now(), ReceivedAt: w.clock.now(), Place: wangsPendant, Location: &care.Location{Lat: 33.9, Lon: 117.9}}))
}

var stoneBridge = care.Center{ID: "bridge", Kind: care.Station, Name: "石桥站", RegionID: faraway, KeeperName: "石桥站长样例", KeeperPhone: "13900000077", KeeperStaff: stranger.ID}

// TestAWearableIsHelpedWhereItIs: another township's keeper is rung and offered the order,
// which says where to go, and sees this one order only.
func TestAWearableIsHelpedWhereItIs(t *testing.T) {
	w := setup(t)
	entry := care.Entry{At: w.clock.now(), By: care.System, What: "center.imported", Noun: "center"}
	must(t, w.store.CreateCenters(t.Context(), []care.Center{stoneBridge}, entry))
	w.roam(care.Near{Center: stoneBridge, Metres: 800}, nil)
	rungAt := w.atDesk(61)[60]
	if rungAt["station_keeper"] != 1 {
		t.Errorf("rung: %v", rungAt)
	}
	orders, err := w.store.OrdersOf(t.Context(), w.one().ID)
	must(t, err)
	if len(orders) != 1 || orders[0].WorkerID != stranger.ID || orders[0].Spot == nil || orders[0].Spot.Lat != 33.9 || !strings.Contains(orders[0].Note, "石桥站") {
		t.Fatalf("offered %+v", orders)
	}
	if _, err := w.store.Order(t.Context(), stranger.Scope(), orders[0].ID); err != nil {
		t.Errorf("who is asked may not see it: %v", err)
	}
	if _, err := w.store.Incident(t.Context(), stranger.Scope(), w.one().ID); err == nil {
		t.Error("who is asked for an order sees the incidents of another township")
	}
}

// TestOutsideTheCounty: nobody of the county is sent or rung at the door; the host is.
func TestOutsideTheCounty(t *testing.T) {
	w := setup(t)
	w.roam(care.Near{Center: stoneBridge, Metres: 90_000, Outside: true}, hosts{"wang": {State: care.Staying, Place: "女儿家", Phone: "13900000088"}})
	w.atDesk(58)
	w.rung.roles()
	w.attend()
	w.clock.pass(3 * time.Second)
	must(t, w.desk.Pass(t.Context()))
	phones := map[string]bool{}
	for _, n := range w.rung.sent {
		phones[n.Phone] = true
	}
	if !phones["13900000088"] || phones["13900000002"] || phones["13900000077"] || phones["0990-200"] {
		t.Errorf("rung: %v", phones)
	}
	if orders, err := w.store.OrdersOf(t.Context(), w.one().ID); err != nil || len(orders) != 0 {
		t.Errorf("offered %+v, %v", orders, err)
	}
	in, err := w.desk.Answer(t.Context(), operator, w.one().ID)
	must(t, err)
	if _, err := w.desk.NoteAreaCode(t.Context(), operator, in.ID, "551"); err == nil {
		t.Error("551 is an area code")
	}
	in, err = w.desk.NoteAreaCode(t.Context(), operator, in.ID, "0551")
	must(t, err)
	if in.AreaCode != "0551" {
		t.Errorf("got %q", in.AreaCode)
	}
}

// TestAHomeButtonWhileAwayIsACall: somebody pressed it; its home's own people are rung,
// and the host as well.
func TestAHomeButtonWhileAwayIsACall(t *testing.T) {
	w := setup(t)
	w.enter("wang", care.Staying)
	w.sites, w.hosts = sites{care.Near{Center: stoneBridge, Outside: true}}, hosts{"wang": {State: care.Staying, Place: "女儿家", Phone: "13900000088"}}
	w.desk = w.newDesk()
	w.attend()
	w.press(wangsPendant, "p")
	in := w.one()
	if in.Severity != care.Critical || !in.Ringing || w.desk.Near(t.Context(), &in) != nil {
		t.Fatalf("got %+v", in)
	}
	in, err := w.desk.Answer(t.Context(), operator, in.ID)
	must(t, err)
	_, err = w.desk.NoAnswer(t.Context(), operator, in.ID)
	must(t, err)
	if rung := w.atDesk(1)[1]; rung["key_holder"] != 1 || rung["contact"] != 1 || rung["station_keeper"] != 1 {
		t.Errorf("rung: %v", rung)
	}
}

var _ dispatch.Sites = sites{}

package supervision_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yian/care"
	"yian/store/records"
	"yian/supervision"
)

// books is a real record with a time of its own.
type books struct {
	t     testing.TB
	store *records.Store
	now   time.Time
	alive map[care.DeviceID]care.Liveness
}

func openBooks(t testing.TB) *books {
	t.Helper()
	store, err := records.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "yian.db"), slog.New(slog.DiscardHandler))
	must(t, err)
	t.Cleanup(func() { _ = store.Close() })
	return &books{t: t, store: store, now: time.Date(2026, 3, 2, 0, 0, 0, 0, care.Shanghai), alive: map[care.DeviceID]care.Liveness{}}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// furnish enters homes, ten to a village, each with a button that is heard.
func (b *books) furnish(homes int) {
	b.t.Helper()
	var households []care.Household
	var devices []care.Device
	for n := range homes {
		h := care.Household{ID: care.HouseholdID(fmt.Sprintf("h%05d", n)), RegionID: care.RegionID(fmt.Sprintf("990101001%03d", n/10%1000)), StationID: care.CenterID(fmt.Sprint("station-", n/10%1000))}
		households = append(households, h)
		d := care.Device{ID: care.DeviceID(fmt.Sprintf("b%05d", n)), Kind: "sos_button", HouseholdID: h.ID, RegionID: h.RegionID}
		devices = append(devices, d)
		b.alive[d.ID] = care.Liveness{Device: d.ID, SeenAt: b.now, Online: true}
	}
	must(b.t, b.store.CreateHouseholds(b.t.Context(), households, care.Entry{At: b.now, Noun: "household"}))
	must(b.t, b.store.CreateDevices(b.t.Context(), devices, make([]care.DeviceKey, homes), care.Entry{At: b.now, Noun: "device"}))
}

func (b *books) ledger() *supervision.Ledger {
	b.t.Helper()
	l, err := supervision.NewLedger(supervision.LedgerDeps{Posts: b.store, Outages: b.store, Days: b.store, Proofs: b.store, Book: b.store, Census: b.store,
		Alive: func(id care.DeviceID) (care.Liveness, bool) { l, ok := b.alive[id]; return l, ok },
		Now:   func() time.Time { return b.now }})
	must(b.t, err)
	return l
}

// keep does what is due at this time.
func (b *books) keep(l *supervision.Ledger) {
	b.t.Helper()
	must(b.t, l.Keep(b.t.Context()))
}

// TestTheBrokerStopsForTenMinutes is the promise: two hundred homes, ten minutes,
// and two thousand minutes that are our fault.
func TestTheBrokerStopsForTenMinutes(t *testing.T) {
	b := openBooks(t)
	b.furnish(200)
	broker := error(nil)
	pulse := supervision.NewPulse(supervision.PulseConfig{Instance: "up", Every: time.Minute}, b.store, func() time.Time { return b.now }, nil,
		supervision.Beat{Part: care.UpCalls, Ended: care.EndedBroker, Works: func(context.Context) error { return broker }},
		supervision.Beat{Part: care.UpDesk, Works: func(context.Context) error { return nil }})
	beat := func(long time.Duration) {
		t.Helper()
		for end := b.now.Add(long); b.now.Before(end); b.now = b.now.Add(time.Second) {
			must(t, pulse.Look(t.Context()))
		}
	}
	l := b.ledger()
	b.keep(l)
	beat(time.Hour)
	broker = errors.New("no connection")
	beat(10 * time.Minute)
	now, err := l.Now(t.Context(), care.Everything, "")
	must(t, err)
	if now.PlatformSince == nil || now.Unprotected != 200 || now.Protected != 0 || now.AsOf.Sub(*now.PlatformSince) > 11*time.Minute {
		t.Errorf("while it is down: %+v", now)
	}
	broker = nil
	beat(time.Hour)
	m, err := l.Month(t.Context(), care.Everything, "", "")
	must(t, err)
	want := care.Minutes{Protected: 200 * 120, Unprotected: 2000, Platform: 2000, Broker: 2000}
	if diff := cmp.Diff(want, m.Total); diff != "" || m.Homes != 200 || len(m.Places) != 20 {
		t.Errorf("%d homes of %d villages (-want +got)\n%s", m.Homes, len(m.Places), diff)
	}
	if now, err = l.Now(t.Context(), care.Everything, ""); err != nil || now.Protected != 200 || now.PlatformSince != nil {
		t.Errorf("when it is back: %+v, %v", now, err)
	}
	// A kill says nothing: the time from the last sign of life to the next start is ours
	// as well.
	b.now = b.now.Add(20 * time.Minute)
	beat(time.Minute)
	if m, err = l.Month(t.Context(), care.Everything, "", ""); err != nil || m.Total.Platform != 2000+200*21 || m.Total.Broker != 2000 || m.Total.Total() != 200*(130+20+1) {
		t.Errorf("after a kill: %+v, %v", m.Total, err)
	}
	// One village sees its own.
	if m, err = l.Month(t.Context(), care.Scope{Role: care.Manager, Region: "990101001003"}, "", ""); err != nil || m.Homes != 10 || m.Total.Platform != 310 {
		t.Errorf("a village: %+v, %v", m, err)
	}
	if m, err = l.Month(t.Context(), care.Scope{Role: care.Manager, Center: "station-3"}, "", ""); err != nil || m.Homes != 10 {
		t.Errorf("a station: %+v, %v", m, err)
	}
}

// TestADayIsClosedOnce keeps a ledger over midnight: the closed day, the open one and
// the homes one by one say the same.
func TestADayIsClosedOnce(t *testing.T) {
	b := openBooks(t)
	b.furnish(30)
	ctx := t.Context()
	for _, part := range []care.UptimePart{care.UpCalls, care.UpDesk} {
		must(t, b.store.KeepUptime(ctx, care.Uptime{Part: part, Instance: "up", From: b.now.Add(-time.Hour), Until: b.now.Add(30 * time.Hour)}))
	}
	l := b.ledger()
	b.keep(l)
	began := b.now
	at := func(hours float64) time.Time { return began.Add(time.Duration(hours * float64(time.Hour))) }
	back := at(25)
	must(t, b.store.KeepSilences(ctx, []care.Silence{
		{Device: "b00003", DoubtAt: at(10), From: at(10.5), Until: &back, Cause: care.CauseBattery},
		{Device: "b00014", DoubtAt: at(23), From: at(23), Cause: care.CauseNetwork},
	}))
	b.now = at(25.5)
	open, err := l.Month(ctx, care.Everything, "2026-03", "")
	must(t, err)
	if open.ClosedThrough != "" || open.Total.Total() != 30*(1440+90) {
		t.Errorf("before it is closed: %+v", open)
	}
	b.now = at(26.5)
	b.keep(l)
	closed, err := l.Month(ctx, care.Everything, "2026-03", "")
	must(t, err)
	want := care.Minutes{Protected: 30*1590 - 30 - 870 - 210, Unknown: 30, Unprotected: 870 + 210, Battery: 870, Network: 210}
	if diff := cmp.Diff(want, closed.Total); diff != "" || closed.ClosedThrough != "2026-03-02" {
		t.Errorf("closed through %q (-want +got)\n%s", closed.ClosedThrough, diff)
	}
	homes, err := l.Homes(ctx, care.Everything, "2026-03", "", true)
	must(t, err)
	var sum care.Minutes
	for _, h := range homes {
		sum.Add(h.Minutes)
	}
	if diff := cmp.Diff(want, sum); diff != "" || homes[0].HouseholdID != "h00003" || len(homes) != 30 {
		t.Errorf("home by home, %s first of %d (-want +got)\n%s", homes[0].HouseholdID, len(homes), diff)
	}
	// What is noted later of a closed day changes it no more.
	must(t, b.store.KeepSilences(ctx, []care.Silence{{Device: "b00020", DoubtAt: at(1), From: at(1), Until: &back, Cause: care.CauseNetwork}}))
	b.keep(b.ledger())
	if again, err := l.Month(ctx, care.Everything, "2026-03", "990101001002"); err != nil || again.Total.Network != 60 || len(again.Places) != 1 {
		t.Errorf("the village: %+v, %v", again, err)
	}
	home, err := l.Home(ctx, care.Everything, "h00003", "")
	must(t, err)
	pieces := []supervision.Piece{{From: at(10).UTC(), Until: at(10.5).UTC(), Unknown: true}, {From: at(10.5).UTC(), Until: back.UTC(), Cause: care.CauseBattery}}
	if diff := cmp.Diff(pieces, home.Pieces); diff != "" || len(home.Days) != 2 || home.Days[0].Minutes.Battery != 810 {
		t.Errorf("days %+v (-want +got)\n%s", home.Days, diff)
	}
	if _, err := l.Home(ctx, care.Scope{Role: care.Manager, Region: "990101001001"}, "h00003", ""); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("another's home: %v", err)
	}
	now, err := l.Now(ctx, care.Everything, "")
	must(t, err)
	list := []supervision.UnprotectedHome{{HouseholdID: "h00014", RegionID: "990101001001", Cause: care.CauseNetwork, Since: at(23).UTC()}}
	if diff := cmp.Diff(list, now.List); diff != "" || now.Homes != 30 || now.Protected != 29 {
		t.Errorf("%d of %d (-want +got)\n%s", now.Protected, now.Homes, diff)
	}
}

func TestPostsFollowTheDevices(t *testing.T) {
	b := openBooks(t)
	b.furnish(2)
	ctx := t.Context()
	delete(b.alive, "b00001") // never heard
	must(t, b.store.CreateDevices(ctx, []care.Device{
		{ID: "mat", Kind: "bed_sensor", HouseholdID: "h00000"}, {ID: "old", Kind: "sos_button", HouseholdID: "h00000", Revoked: true},
		{ID: "stock", Kind: "sos_button"}, {ID: "moved", Kind: "sos_button", HouseholdID: "h00000", State: care.DeviceSuspended},
	}, make([]care.DeviceKey, 4), care.Entry{}))
	l := b.ledger()
	b.keep(l)
	posts, err := b.store.OpenPosts(ctx)
	must(t, err)
	if len(posts) != 2 || posts[0].HeardAt == nil || posts[1].HeardAt != nil || posts[0].Station != "station-0" {
		t.Fatalf("posts: %+v", posts)
	}
	now, err := l.Now(ctx, care.Everything, "")
	must(t, err)
	if now.PlatformSince == nil {
		t.Error("nobody ever said that the platform is up, and it counts as up")
	}
	// The second is heard, by a process that begins anew.
	b.now = b.now.Add(time.Hour)
	l = b.ledger()
	b.keep(l)
	l.Heard(care.Place{Device: "b00001"}, care.Liveness{SeenAt: b.now.Add(time.Minute), Online: true})
	b.keep(l)
	// And the first goes to the second's home.
	b.now = b.now.Add(time.Hour)
	must(t, b.store.ChangeDevice(ctx, "b00000", func(d *care.Device, _ []*care.Device, _ *care.DeviceKey) (care.Entry, error) {
		d.HouseholdID = "h00001"
		return care.Entry{At: b.now, Noun: "device", Subject: "b00000"}, nil
	}))
	l = b.ledger()
	b.keep(l)
	if posts, err = b.store.OpenPosts(ctx); err != nil || len(posts) != 3 || posts[1].Household != "h00001" || !posts[1].From.Equal(b.now) || !posts[2].HeardAt.Equal(b.now.Add(time.Minute-time.Hour)) {
		t.Errorf("posts: %+v, %v", posts, err)
	}
	// A mat and a button that nobody knows the house of are left there: devices, and
	// nothing to call with.
	if !posts[0].Bare() || posts[0].Household != "h00000" || !posts[0].From.Equal(b.now) || posts[0].Station != "station-0" {
		t.Errorf("a home without a button: %+v", posts[0])
	}
	all, err := b.store.Posts(ctx, care.Everything, care.PostQuery{From: b.now.Add(-24 * time.Hour), To: b.now.Add(time.Hour)})
	if err != nil || len(all) != 4 || all[1].Household != "h00000" || all[1].Until == nil {
		t.Errorf("all posts: %+v, %v", all, err)
	}
	for _, part := range []care.UptimePart{care.UpCalls, care.UpDesk} {
		must(t, b.store.KeepUptime(ctx, care.Uptime{Part: part, Instance: "up", From: b.now.Add(-24 * time.Hour), Until: b.now.Add(24 * time.Hour)}))
	}
	b.now = b.now.Add(time.Hour)
	if now, err = l.Now(ctx, care.Everything, ""); err != nil || now.Homes != 2 || now.Protected != 1 || len(now.List) != 1 || now.List[0].Cause != care.CauseButton {
		t.Errorf("now: %+v, %v", now, err)
	}
}

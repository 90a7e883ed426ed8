package registry_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"yian/care"
	"yian/registry"
)

// doorman remembers what it was told, unless it is away.
type doorman struct {
	told     []care.Account
	accounts map[care.DeviceID]bool
	away     error
}

func (d *doorman) Admit(_ context.Context, accounts []care.Account) (int, error) {
	for n, a := range accounts {
		if d.away != nil {
			return n, d.away
		}
		d.told = append(d.told, a)
		if d.accounts != nil {
			d.accounts[a.Device] = a.Secret != ""
		}
	}
	return len(accounts), nil
}

func (d *doorman) Accounts(context.Context) (map[care.DeviceID]bool, error) {
	return d.accounts, d.away
}

// another makes a second process over the same record.
func (w *world) another(t *testing.T, cfg registry.Config) *registry.Registry {
	t.Helper()
	r := registry.New(cfg, registry.Deps{Record: w.store, Log: slog.New(slog.DiscardHandler), Now: w.now})
	must(t, r.Load(t.Context()))
	return r
}

func sealKey(s string) []byte { sum := sha256.Sum256([]byte(s)); return sum[:] }

func TestTheOldSecretEndsOnceTheNewOneWasUsed(t *testing.T) {
	w := setup(t)
	var cut []care.DeviceID
	w.OnRevoke(func(id care.DeviceID) { cut = append(cut, id) })
	_, err := w.CreateDevice(t.Context(), admin, care.Device{ID: "panel", Kind: "home_panel", RegionID: township})
	must(t, err)
	_, first, until, err := w.RotateCredential(t.Context(), admin, "panel", time.Hour)
	must(t, err)
	if !until.IsZero() {
		t.Error("there was no secret to keep")
	}
	_, second, until, err := w.RotateCredential(t.Context(), admin, "panel", time.Hour)
	must(t, err)
	if want := w.now().Add(time.Hour); !until.Equal(want) || !w.Authenticate("panel", first) {
		t.Errorf("both must open until %s, got %s", want, until)
	}
	cut = nil
	other := w.another(t, registry.Config{}) // as after a restart
	if !other.Authenticate("panel", first) || !other.Authenticate("panel", second) {
		t.Error("after a restart not both open")
	}
	if other.Authenticate("panel", first) {
		t.Error("the new secret was used and the old one still opens")
	}
	if !w.Authenticate("panel", first) {
		t.Error("this process has not heard that yet, and must not shut anybody out")
	}
	other.EndOldKeys(t.Context())
	must(t, w.Load(t.Context()))
	if w.Authenticate("panel", first) || !w.Authenticate("panel", second) {
		t.Error("the record does not say that the old secret ended")
	}
	d, err := w.Device(t.Context(), care.Everything, "panel")
	must(t, err)
	if d.OldKeyUntil != nil {
		t.Errorf("the device still shows %v", d.OldKeyUntil)
	}
}

func TestTheOldSecretEndsWithItsTime(t *testing.T) {
	w := setup(t)
	var cut []care.DeviceID
	w.OnRevoke(func(id care.DeviceID) { cut = append(cut, id) })
	_, issued, err := w.CreateDevices(t.Context(), admin, []care.Device{{ID: "panel", Kind: "home_panel", RegionID: township}})
	must(t, err)
	first := issued[0].Password
	_, _, _, err = w.RotateCredential(t.Context(), admin, "panel", 8*24*time.Hour)
	is(t, "keeping for longer than a week", err, care.ErrInvalid, "credential.keep")
	_, second, _, err := w.RotateCredential(t.Context(), admin, "panel", 24*time.Hour)
	must(t, err)
	w.EndOldKeys(t.Context())
	if len(cut) != 0 || !w.Authenticate("panel", first) {
		t.Fatalf("cut %v before its time", cut)
	}
	w.pass(24*time.Hour + time.Second)
	if w.Authenticate("panel", first) {
		t.Error("the old secret opens after its time")
	}
	w.EndOldKeys(t.Context())
	if fmt.Sprint(cut) != "[panel]" || !w.Authenticate("panel", second) {
		t.Errorf("cut %v", cut)
	}
	w.EndOldKeys(t.Context())
	if len(cut) != 1 {
		t.Error("cut again")
	}

	_, third, _, err := w.RotateCredential(t.Context(), admin, "panel", time.Hour)
	must(t, err)
	must(t, w.RevokeDevice(t.Context(), admin, "panel"))
	if w.Authenticate("panel", second) || w.Authenticate("panel", third) {
		t.Error("a revoked device signs in with an old secret")
	}
	_, _, until, err := w.RotateCredential(t.Context(), admin, "panel", time.Hour)
	must(t, err)
	if !until.IsZero() || w.Authenticate("panel", second) || w.Authenticate("panel", third) {
		t.Error("what was taken away came back with the next secret")
	}
}

func TestACertificateEndsWithTheCredential(t *testing.T) {
	w := setup(t)
	_, err := w.CreateDevice(t.Context(), admin, care.Device{ID: "gw", Kind: "zigbee2mqtt", RegionID: township})
	must(t, err)
	made := w.now()
	w.pass(time.Hour)
	if !w.Certified("gw", made) || w.Certified("other", made) {
		t.Error("a known device with a certificate must come in, an unknown one not")
	}
	must(t, w.RevokeDevice(t.Context(), admin, "gw"))
	if w.Certified("gw", made) {
		t.Error("a revoked device came in with its certificate")
	}
	_, _, err = w.IssueCredential(t.Context(), admin, "gw")
	must(t, err)
	if w.Certified("gw", made) || !w.Certified("gw", w.now().Add(time.Minute)) {
		t.Error("only a certificate made since the revocation is good again")
	}
	must(t, w.Load(t.Context()))
	if w.Certified("gw", made) {
		t.Error("a restart forgot the revocation")
	}
}

// TestTheBrokerIsToldOnceItAnswers: what the broker must know waits in the record,
// unreadable, and survives both its outage and ours.
func TestTheBrokerIsToldOnceItAnswers(t *testing.T) {
	w := setup(t)
	keeps := registry.Config{Seal: sealKey("platform password")}
	r := w.another(t, keeps)
	broker := &doorman{accounts: map[care.DeviceID]bool{}, away: errors.New("away")}
	_, issued, err := r.CreateDevices(t.Context(), admin, []care.Device{{ID: "a", Kind: "home_panel", RegionID: township}, {ID: "b", Kind: "home_panel", RegionID: township}})
	must(t, err)
	if err := r.Tell(t.Context(), broker); err == nil {
		t.Fatal("an outage went unnoticed")
	}
	waiting, err := w.store.Admissions(t.Context(), 10)
	must(t, err)
	if len(waiting) != 2 || strings.Contains(waiting[0].Sealed, issued[0].Password) {
		t.Fatalf("waiting: %+v", waiting)
	}
	must(t, r.RevokeDevice(t.Context(), admin, "b"))

	broker.away = nil
	r = w.another(t, keeps)
	must(t, r.Tell(t.Context(), broker))
	if len(broker.told) != 2 || broker.told[0].Device != "b" || broker.told[0].Secret != "" || broker.told[1].Secret != issued[0].Password {
		t.Errorf("told %+v; the one to be shut out comes first", broker.told)
	}
	if waiting, err := w.store.Admissions(t.Context(), 10); err != nil || len(waiting) != 0 || r.Door() != (registry.DoorState{}) {
		t.Errorf("left %v, %v, %+v", waiting, err, r.Door())
	}

	_, second, until, err := r.RotateCredential(t.Context(), admin, "a", time.Hour)
	must(t, err)
	must(t, r.Tell(t.Context(), broker))
	last := broker.told[len(broker.told)-1]
	if !until.IsZero() || last.Secret != second || !last.Replaces {
		t.Errorf("a broker with one secret of each keeps no old one: %+v until %s", last, until)
	}
}

// TestTheBrokersAccountsAreCompared: whoever should not come in is shut out again, and
// whom nobody can let in is counted.
func TestTheBrokersAccountsAreCompared(t *testing.T) {
	w := setup(t)
	r := w.another(t, registry.Config{Seal: sealKey("platform password")})
	broker := &doorman{accounts: map[care.DeviceID]bool{}}
	_, _, err := r.CreateDevices(t.Context(), admin, []care.Device{{ID: "a", Kind: "home_panel", RegionID: township}, {ID: "b", Kind: "home_panel", RegionID: township}})
	must(t, err)
	must(t, r.RevokeDevice(t.Context(), admin, "b"))
	must(t, r.Tell(t.Context(), broker))
	broker.accounts = map[care.DeviceID]bool{"b": true, "monitoring": true} // an old copy of its file was put back
	broker.told = nil
	must(t, r.Tell(t.Context(), broker))
	if len(broker.told) != 0 {
		t.Error("accounts are compared all the time")
	}
	w.pass(11 * time.Minute)
	must(t, r.Tell(t.Context(), broker))
	if len(broker.told) != 1 || broker.told[0].Device != "b" || broker.told[0].Secret != "" {
		t.Errorf("told %+v", broker.told)
	}
	if got := r.Door(); got.Missing != 1 || got.Waiting != 0 {
		t.Errorf("got %+v, want one that needs a new secret", got)
	}

	// The platform's password was changed while a secret waited.
	_, _, err = r.IssueCredential(t.Context(), admin, "a")
	must(t, err)
	other := w.another(t, registry.Config{Seal: sealKey("new password")})
	must(t, other.Tell(t.Context(), broker))
	if got := other.Door(); got.Missing != 1 || got.Waiting != 0 {
		t.Errorf("a secret that nobody can read: got %+v", got)
	}
}

func TestABrokerThatAsksIsToldWhomToCut(t *testing.T) {
	w := setup(t)
	r := w.another(t, registry.Config{Cuts: true})
	broker := &doorman{}
	_, _, err := r.CreateDevices(t.Context(), admin, []care.Device{{ID: "a", Kind: "home_panel", RegionID: township}})
	must(t, err)
	must(t, r.Tell(t.Context(), broker))
	if len(broker.told) != 0 {
		t.Errorf("a new device: told %+v", broker.told)
	}
	_, second, _, err := r.RotateCredential(t.Context(), admin, "a", time.Hour)
	must(t, err)
	must(t, r.Tell(t.Context(), broker))
	if len(broker.told) != 0 {
		t.Errorf("while the old secret is good: told %+v", broker.told)
	}
	if !r.Authenticate("a", second) {
		t.Error("the new secret does not open")
	}
	r.EndOldKeys(t.Context())
	must(t, r.Tell(t.Context(), broker))
	must(t, r.RevokeDevice(t.Context(), admin, "a"))
	must(t, r.Tell(t.Context(), broker))
	if len(broker.told) != 2 || broker.told[0] != (care.Account{Device: "a", Replaces: true}) {
		t.Errorf("told %+v", broker.told)
	}
}

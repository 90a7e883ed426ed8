package registry_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"yian/care"
	"yian/registry"
)

// An account that another process closed, and a sign-out there, end the session
// here.
func TestSessionsEndedByAnotherProcess(t *testing.T) {
	w := setup(t)
	elsewhere := registry.New(registry.Config{}, registry.Deps{Record: w.store, Log: slog.New(slog.DiscardHandler), Now: w.now})
	w.store.Listen(elsewhere.Heard)
	w.account(t, "operator", care.Operator)
	w.account(t, "leaver", care.Operator)
	disabled, left := w.signIn(t, "operator"), w.signIn(t, "leaver")
	for _, token := range []string{disabled, left} {
		_, err := elsewhere.Session(t.Context(), token) // held in memory from here on
		must(t, err)
	}
	_, err := w.UpdateStaff(t.Context(), admin, "operator", func(s *care.Staff) error { s.Disabled = true; return nil })
	must(t, err)
	_, err = elsewhere.Session(t.Context(), disabled) // the clock stands
	is(t, "a closed account", err, care.ErrForbidden, "session.expired")
	must(t, w.SignOut(t.Context(), left))
	w.pass(time.Second)
	_, err = elsewhere.Session(t.Context(), left)
	is(t, "after leaving", err, care.ErrForbidden, "session.expired")
}

// Another process over the same record answers for devices that this one entered,
// moved and revoked.
func TestDevicesOfAnotherProcessAreKnown(t *testing.T) {
	w := setup(t)
	elsewhere := registry.New(registry.Config{}, registry.Deps{Record: w.store, Log: slog.New(slog.DiscardHandler)})
	must(t, elsewhere.Load(t.Context()))
	w.store.Listen(elsewhere.Heard)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- elsewhere.Run(ctx) }()
	defer func() { cancel(); must(t, <-done) }()
	eventually := func(what string, good func() bool) {
		t.Helper()
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for deadline := time.After(5 * time.Second); !good(); {
			select {
			case <-tick.C:
			case <-deadline:
				t.Fatalf("not heard: %s", what)
			}
		}
	}

	const home care.HouseholdID = "home"
	w.household(t, home, village)
	_, _, err := w.CreateDevices(t.Context(), admin, []care.Device{{ID: "gw", Kind: "zigbee2mqtt", HouseholdID: home}, {ID: "button", Kind: "sos_button", HouseholdID: home, GatewayID: "gw"}})
	must(t, err)
	_, secret, err := w.IssueCredential(t.Context(), admin, "gw")
	must(t, err)
	eventually("a secret", func() bool { return elsewhere.Authenticate("gw", secret) })
	eventually("a child", func() bool {
		p, err := elsewhere.Child(t.Context(), "gw", "button")
		return err == nil && p.Region == village
	})
	_, err = w.UpdateHousehold(t.Context(), admin, home, func(h *care.Household) error { h.RegionID = township; return nil })
	must(t, err)
	eventually("a move", func() bool {
		p, err := elsewhere.Place(t.Context(), "button")
		return err == nil && p.Region == township
	})
	must(t, w.RevokeDevice(t.Context(), admin, "button"))
	eventually("a revocation", func() bool {
		_, err := elsewhere.Place(t.Context(), "button")
		return errors.Is(err, care.ErrNotFound)
	})
}

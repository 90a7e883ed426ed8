package registry_test

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"yian/care"
	"yian/registry"
)

// sourcing is a registry that knows two decoders, with a gateway in it.
func sourcing(t *testing.T) *world {
	t.Helper()
	w := setup(t)
	w.Registry = registry.New(registry.Config{}, registry.Deps{Record: w.store, Log: slog.New(slog.DiscardHandler), Now: w.now, Decoders: []string{"native", "zigbee2mqtt"}})
	_, err := w.CreateDevice(t.Context(), admin, care.Device{ID: "gw1", Kind: "zigbee2mqtt"})
	must(t, err)
	return w
}

func oldBroker() care.Source {
	return care.Source{ID: "old", Name: "旧网关", Decoder: "zigbee2mqtt", Filter: "old/+/#", Cut: 2, Find: care.FindTopic, Level: 2, Enabled: true}
}

func TestSourceIsChecked(t *testing.T) {
	w := sourcing(t)
	for code, spoil := range map[string]func(*care.Source){
		"id.invalid":      func(s *care.Source) { s.ID = "旧" },
		"field.required":  func(s *care.Source) { s.Name = " " },
		"source.decoder":  func(s *care.Source) { s.Decoder = "morse" },
		"source.filter":   func(s *care.Source) { s.Filter = "old/#/x" },
		"source.reserved": func(s *care.Source) { s.Filter = "#" },
		"source.cut":      func(s *care.Source) { s.Filter, s.Cut = "old/+", 3 },
		"source.level":    func(s *care.Source) { s.Filter, s.Level = "old/+", 3 },
		"source.gateway":  func(s *care.Source) { s.Find = care.FindGateway },
		"source.field":    func(s *care.Source) { s.Find, s.Field, s.GatewayID = care.FindField, "a..b", "gw1" },
		"source.find":     func(s *care.Source) { s.Find = "guess" },
		"device.gateway":  func(s *care.Source) { s.GatewayID = "nobody" },
	} {
		s := oldBroker()
		spoil(&s)
		_, err := w.CreateSource(t.Context(), admin, s)
		is(t, code, err, care.ErrInvalid, code)
	}
	for name, spoil := range map[string]func(*care.Source){
		"the platform's own": func(s *care.Source) { s.Filter = "yian/v1/gw1/#" },
		"a wildcard over it": func(s *care.Source) { s.Filter = "+/v1/#" },
		"the broker's own":   func(s *care.Source) { s.Filter = "$SYS/#" },
	} {
		s := oldBroker()
		spoil(&s)
		_, err := w.CreateSource(t.Context(), admin, s)
		is(t, name, err, care.ErrInvalid, "source.reserved")
	}
	field := oldBroker()
	field.Find, field.Field, field.Level = care.FindField, "sn", 0
	_, err := w.CreateSource(t.Context(), admin, field)
	is(t, "a field without a gateway", err, care.ErrInvalid, "source.gateway")
	local := care.Staff{ID: "local", Role: care.Admin, RegionID: township}
	_, err = w.CreateSource(t.Context(), local, oldBroker())
	is(t, "an admin of one township", err, care.ErrForbidden, "source.outside")
}

func TestSourceFromItsBeginningToItsEnd(t *testing.T) {
	w := sourcing(t)
	ctx := t.Context()
	var told [][]care.Source
	w.OnSources(func(rows []care.Source) { told = append(told, slices.Clone(rows)) })
	must(t, w.Load(ctx))
	made, err := w.CreateSource(ctx, admin, oldBroker())
	must(t, err)
	if made.Version != 1 || made.CreatedAt.IsZero() {
		t.Errorf("made %+v", made)
	}
	if _, ok := w.SourceOf("old/gw1/x"); !ok || len(told) != 2 || len(told[0]) != 0 || len(told[1]) != 1 {
		t.Errorf("told %v", told)
	}
	_, err = w.CreateSource(ctx, admin, oldBroker())
	is(t, "the same id", err, care.ErrConflict, "")
	second := oldBroker()
	second.ID, second.Filter = "second", "old/gw9/#"
	_, err = w.CreateSource(ctx, admin, second)
	is(t, "the same topics", err, care.ErrConflict, "source.overlap")
	second.Enabled = false
	_, err = w.CreateSource(ctx, admin, second)
	must(t, err)
	enable := func(id care.SourceID, on bool) error {
		_, err := w.ChangeSource(ctx, admin, id, func(s *care.Source) error { s.Enabled = on; return nil })
		return err
	}
	is(t, "both at once", enable("second", true), care.ErrConflict, "source.overlap")
	must(t, enable("old", false))
	if _, ok := w.SourceOf("old/gw1/x"); ok {
		t.Error("a disabled one is found")
	}
	must(t, enable("second", true))
	changed, err := w.ChangeSource(ctx, admin, "second", func(s *care.Source) error { s.Filter, s.ID, s.Former = "newer/+/#", "other", nil; return nil })
	must(t, err)
	if changed.ID != "second" || !slices.Equal(changed.Former, []string{"old/gw9/#"}) {
		t.Errorf("changed %+v", changed)
	}
	changed, err = w.ChangeSource(ctx, admin, "second", func(s *care.Source) error { s.Filter = "old/gw9/#"; return nil })
	must(t, err)
	if !slices.Equal(changed.Former, []string{"newer/+/#"}) {
		t.Errorf("back again: %v", changed.Former)
	}
	_, err = w.ChangeSource(ctx, admin, "third", func(*care.Source) error { return nil })
	is(t, "of nobody", err, care.ErrNotFound, "")

	entries, _, err := w.store.Entries(ctx, care.Everything, care.EntryQuery{Noun: "source", Page: care.Page{Limit: 20}})
	must(t, err)
	var whats []string
	for _, e := range entries {
		whats = append(whats, e.What+" "+e.Subject)
	}
	want := []string{"source.changed second", "source.changed second", "source.enabled second", "source.disabled old", "source.created second", "source.created old"}
	if !slices.Equal(whats, want) {
		t.Errorf("journal %v", whats)
	}
	if entries[len(entries)-1].Note != "zigbee2mqtt old/+/# level 2" {
		t.Errorf("note %q", entries[len(entries)-1].Note)
	}
}

// TestSourceChangedElsewhere: another process over the same record hears of it.
func TestSourceChangedElsewhere(t *testing.T) {
	w := sourcing(t)
	elsewhere := registry.New(registry.Config{}, registry.Deps{Record: w.store, Log: slog.New(slog.DiscardHandler)})
	told := make(chan int, 10)
	elsewhere.OnSources(func(rows []care.Source) { told <- len(rows) })
	must(t, elsewhere.Load(t.Context()))
	<-told
	w.store.Listen(elsewhere.Heard)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); _ = elsewhere.Run(ctx) }()
	defer func() { cancel(); <-done }()
	_, err := w.CreateSource(t.Context(), admin, oldBroker())
	must(t, err)
	select {
	case n := <-told:
		if n != 1 {
			t.Errorf("%d sources", n)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("not told")
	}
}

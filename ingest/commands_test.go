//go:build !noembedded

package ingest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	"github.com/google/go-cmp/cmp"

	"yian/care"
	"yian/ingest"
)

func TestACommandReachesDeviceAndGateway(t *testing.T) {
	h := openHouse(t)
	down := ingest.NewDownlink(h.cfg, h.log(), nil)
	c := care.Command{ID: "k1", Device: "gw1-door", Gateway: "gw1", Name: "volume", Args: json.RawMessage(`{"level":40}`), ExpiresAt: time.UnixMilli(1_700_000_000_000)}
	if err := down.Command(t.Context(), c); !errors.Is(err, care.ErrUnavailable) {
		t.Errorf("without a connection: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- down.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
	ready, stop := context.WithTimeout(t.Context(), soon)
	defer stop()
	if err := down.WaitReady(ready); err != nil {
		t.Fatal(err)
	}
	own, behind := h.device("gw1-door").hears("command"), h.device("gw1").hears("command")
	if err := down.Command(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]struct {
		heard <-chan string
		want  string
	}{
		"itself":      {own, `{"id":"k1","name":"volume","args":{"level":40},"expires_ts":1700000000000}`},
		"its gateway": {behind, `{"id":"k1","name":"volume","args":{"level":40},"expires_ts":1700000000000,"device":"gw1-door"}`},
	} {
		select {
		case got := <-row.heard:
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Errorf("%s (-want +got)\n%s", name, diff)
			}
		case <-time.After(soon):
			t.Errorf("%s heard nothing", name)
		}
	}
}

func TestAnAnswerReachesTheSupervisorOnceItIsRecorded(t *testing.T) {
	h := openHouse(t)
	tries := 0
	h.alive.setRefuse(func(r care.CommandResult) error {
		if tries++; r.Command == "k1" && tries < 4 {
			return errAway // the record is away
		}
		if r.Command == "nobody-asked" {
			return fmt.Errorf("supervision: %w", care.NotFound("command"))
		}
		return nil
	})
	// While the record is away readings go on.
	d := h.device("gw1")
	d.say("result", `{"id":"k1","ok":false,"reason":"busy","value":{"n":1}}`)
	d.say("telemetry", `{"ts":1700000000000,"readings":{"battery":88}}`)
	d.say("result", `{"id":"k2","device":"gw1-door"}`)
	d.say("result", `{"id":"nobody-asked","ok":true}`)
	d.say("result", `{"id":"k3","device":"other-door","ok":true}`)
	eventually(t, "both answers", func() bool { return len(h.alive.answers()) == 2 })
	eventually(t, "both refusals", func() bool { return len(h.ingest.Refusals(10)) == 2 })
	got := h.alive.answers()
	for i := range got {
		if time.Since(got[i].At) > soon {
			t.Errorf("received at %v", got[i].At)
		}
		got[i].At = time.Time{}
	}
	want := []care.CommandResult{{Device: "gw1", Command: "k1", Reason: "busy", Value: json.RawMessage(`{"n":1}`)}, {Device: "gw1-door", Command: "k2", OK: true}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	counts := h.ingest.RefusalCounts()
	if diff := cmp.Diff(map[care.Reason]int64{care.UnknownCommand: 1, care.ForeignChild: 1}, counts); diff != "" {
		t.Errorf("refused (-want +got)\n%s", diff)
	}
}

func TestAnAnswerSurvivesAStopWhileTheRecordIsAway(t *testing.T) {
	h := openHouse(t)
	tried := make(chan struct{}, 100)
	h.alive.setRefuse(func(care.CommandResult) error { tried <- struct{}{}; return errAway })
	h.device("d1").say("result", `{"id":"k1"}`)
	<-tried
	h.halt()
	h.alive.setRefuse(nil)
	h.run()
	eventually(t, "the answer", func() bool { return len(h.alive.answers()) == 1 })
}

// A session of an older version has the answers in the lane of readings as well.
func TestAnAnswerInTheLaneOfReadingsIsLeftToTheOther(t *testing.T) {
	h := openHouse(t, func(h *house) { h.cfg.ClientID = "yian-older" })
	h.halt()
	older := mqtt.NewClient(mqtt.NewClientOptions().AddBroker(h.cfg.URL).SetUsername(h.cfg.Username).SetPassword(h.cfg.Password).
		SetClientID("yian-older-telemetry").SetCleanSession(false))
	for _, step := range []func() mqtt.Token{older.Connect, func() mqtt.Token { return older.Subscribe("yian/v1/+/result", 1, nil) }} {
		if token := step(); !token.WaitTimeout(soon) || token.Error() != nil {
			t.Fatal(token.Error())
		}
	}
	older.Disconnect(100)
	h.run()
	d := h.device("d1")
	d.say("result", `{"id":"k1"}`)
	d.say("telemetry", `{"readings":{"battery":88}}`)
	eventually(t, "the answer", func() bool { return len(h.alive.answers()) == 1 })
	eventually(t, "the reading", func() bool { h.judge.mu.Lock(); defer h.judge.mu.Unlock(); return len(h.judge.seen) == 1 })
	if got := h.ingest.Refusals(1); len(got) != 0 {
		t.Errorf("refused: %+v", got)
	}
}

package api

import (
	"context"
	"testing"
	"time"

	"yian/care"
)

func sourceBody(more map[string]any) map[string]any {
	body := map[string]any{"id": "old", "name": "旧网关", "decoder": "zigbee2mqtt", "filter": "old/+/#", "cut": 2, "find": "topic", "level": 2}
	for k, v := range more {
		body[k] = v
	}
	return body
}

func TestSourcesOverHTTP(t *testing.T) {
	s := start(t)
	var made, changed care.Source
	a := s.ask("admin", "POST", "/api/v1/sources", sourceBody(nil))
	if a.into(t, &made); a.StatusCode != 201 || !made.Enabled || made.Filter != "old/+/#" || made.Cut != 2 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	a = s.ask("admin", "PATCH", "/api/v1/sources/old", map[string]any{"enabled": false, "gateway_id": "button"})
	if a.into(t, &changed); a.StatusCode != 200 || changed.Enabled || changed.GatewayID != "button" || changed.Filter != "old/+/#" {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	var all page[care.Source]
	s.get("auditor", "/sources", &all)
	if len(all.Items) != 1 || all.Items[0].Version != 2 {
		t.Errorf("got %+v", all.Items)
	}
	var kinds page[SourceDecoder]
	s.get("admin", "/sources/decoders", &kinds)
	if len(kinds.Items) < 2 || kinds.Items[0].Kind != "native" {
		t.Errorf("got %+v", kinds.Items)
	}
	for code, more := range map[string]map[string]any{
		"source.reserved": {"filter": "yian/v1/#"}, "source.decoder": {"decoder": "morse"}, "device.gateway": {"gateway_id": "nobody"},
	} {
		if p := s.ask("admin", "POST", "/api/v1/sources", sourceBody(more)).problem(t); p.Status != 422 || p.Type == "" || p.Code != code {
			t.Errorf("%s: %+v", code, p)
		}
	}
	if p := s.ask("admin", "POST", "/api/v1/sources", sourceBody(nil)).problem(t); p.Status != 409 {
		t.Errorf("a second time: %+v", p)
	}
}

func TestDryRunOverHTTP(t *testing.T) {
	s := start(t)
	s.server.deps.DryRun = func(_ context.Context, src *care.Source, topic string, payload []byte, now time.Time) (care.DryRun, error) {
		return care.DryRun{Matches: src.Matches(topic), Rest: src.Rest(topic) + " " + string(payload)}, nil
	}
	body := sourceBody(map[string]any{"topic": "old/gw1/拉绳", "payload": `{"action":"emergency"}`})
	delete(body, "id")
	delete(body, "name")
	var d care.DryRun
	s.post("admin", "/sources/dry-run", body, &d)
	if !d.Matches || d.Rest != `拉绳 {"action":"emergency"}` {
		t.Errorf("got %+v", d)
	}
	body["filter"] = "#"
	if p := s.ask("admin", "POST", "/api/v1/sources/dry-run", body).problem(t); p.Code != "source.reserved" {
		t.Errorf("got %+v", p)
	}
	// Nothing came of it.
	var all page[care.Source]
	if s.get("admin", "/sources", &all); len(all.Items) != 0 {
		t.Errorf("got %+v", all.Items)
	}
}

package sms_test

import (
	"testing"

	"yian/care"
	"yian/dispatch/notify/gateway"
	"yian/dispatch/notify/gateway/gatewaytest"
	"yian/dispatch/notify/sms"
)

func TestTheFormThatShips(t *testing.T) {
	p := gatewaytest.New(t, `{"id":"job-1"}`)
	g, err := sms.New(gateway.Config{URL: p.Address, Secret: "geheim"}, nil)
	if ref := gatewaytest.Send(t, g, err); ref != "job-1" || g.Name() != care.SMS || !g.Carries("message") || g.Carries("connect") {
		t.Errorf("%s: got %q", g.Name(), ref)
	}
	if want := `{"id":"inc-1/first-1/supervisor/0","phone":"13900000000","text":"` + gatewaytest.Text + `"}`; p.Body != want {
		t.Errorf("got  %s\nwant %s", p.Body, want)
	}
	if p.Header.Get("Authorization") != "Bearer geheim" || p.Header.Get("Idempotency-Key") != gatewaytest.Notice.Key {
		t.Errorf("headers %v", p.Header)
	}
}

package voice_test

import (
	"testing"

	"yian/care"
	"yian/dispatch/notify/gateway"
	"yian/dispatch/notify/gateway/gatewaytest"
	"yian/dispatch/notify/voice"
)

func TestTheFormThatShips(t *testing.T) {
	p := gatewaytest.New(t, `{"id":"job-1"}`)
	g, err := voice.New(gateway.Config{URL: p.Address, Secret: "geheim"}, nil)
	if ref := gatewaytest.Send(t, g, err); ref != "job-1" || g.Name() != care.Voice || !g.Carries("ring") || g.Carries("message") {
		t.Errorf("%s: got %q", g.Name(), ref)
	}
	if want := `{"id":"inc-1/first-1/supervisor/0","phone":"13900000000","text":"` + gatewaytest.Text + `按1接受，按2不能去。","keys":{"1":"accepted","2":"declined"},"repeat":3}`; p.Body != want {
		t.Errorf("got  %s\nwant %s", p.Body, want)
	}
	if p.Header.Get("Authorization") != "Bearer geheim" || p.Header.Get("Idempotency-Key") != gatewaytest.Notice.Key {
		t.Errorf("headers %v", p.Header)
	}
	told, err := g.Receipts("application/json", []byte(`{"id":"job-1","key":"k","result":"1"}`))
	if err != nil || len(told) != 1 || told[0].Result != care.ReceiptAccepted {
		t.Errorf("whoever pressed 1: got %+v, %v", told, err)
	}
}

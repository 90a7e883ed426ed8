package sms_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"yian/care"
	"yian/dispatch/notify/gateway"
	"yian/dispatch/notify/sms"
)

var notice = care.Notice{Key: "inc-1/first-1/supervisor/0", Kind: "ring", Receiver: "supervisor", Name: "值班长样例",
	Phone: "13900000000", Incident: "inc-1", Text: "颐安平台：求助件 20261123-001 需要您处理，请立即回拨 7012349。"}

func TestTheFormThatShips(t *testing.T) {
	var got string
	var header http.Header
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got, header = string(b), r.Header
		_, _ = io.WriteString(w, `{"id":"job-1"}`)
	}))
	t.Cleanup(srv.Close)
	g, err := sms.New(gateway.Config{URL: srv.URL, Secret: "geheim"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	ref, err := g.Send(t.Context(), notice)
	if err != nil || ref != "job-1" || g.Name() != care.SMS || !g.Carries("message") || g.Carries("connect") {
		t.Errorf("%s: got %q, %v", g.Name(), ref, err)
	}
	if want := `{"id":"inc-1/first-1/supervisor/0","phone":"13900000000","text":"颐安平台：求助件 20261123-001 需要您处理，请立即回拨 7012349。"}`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if header.Get("Authorization") != "Bearer geheim" || header.Get("Idempotency-Key") != notice.Key {
		t.Errorf("headers %v", header)
	}
}

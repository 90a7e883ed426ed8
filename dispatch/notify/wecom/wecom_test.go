package wecom_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"yian/care"
	"yian/dispatch/notify/wecom"
)

var notice = care.Notice{Key: "inc-1/first-1/supervisor/0", Kind: "ring", Receiver: "supervisor", Name: "值班长样例",
	Phone: "13900000000", Incident: "inc-1", Text: "颐安平台：求助件 20261123-001 需要您处理，请立即回拨 7012349。"}

// robot is a group's robot that answers alike, and what it last got.
func robot(t *testing.T, answer string) (address string, body *string, query func(string) string) {
	t.Helper()
	body = new(string)
	var last *http.Request
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		*body, last = string(b), r
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(srv.Close)
	return srv.URL + "/send?key=token", body, func(name string) string { return last.URL.Query().Get(name) }
}

// The group reads neither a name nor anybody's number.
func TestAPostHoldsNothingPersonal(t *testing.T) {
	address, body, query := robot(t, `{"errcode":0,"errmsg":"ok"}`)
	g, err := wecom.New(address, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.Send(t.Context(), notice); err != nil {
		t.Fatal(err)
	}
	if want := `{"msgtype":"markdown","markdown":{"content":"颐安平台：求助件 20261123-001 需要您处理，请立即回拨 7012349。"}}`; *body != want || query("key") != "token" {
		t.Errorf("got %s", *body)
	}
}

func TestTheRobotsAnswersAreJudged(t *testing.T) {
	for answer, want := range map[string]error{`{"errcode":45009}`: care.ErrUnavailable, `{"errcode":-1}`: care.ErrUnavailable,
		`{"errcode":93000,"errmsg":"no"}`: care.ErrInvalid, `<html>`: care.ErrUnavailable, `{}`: care.ErrUnavailable} {
		address, _, _ := robot(t, answer)
		g, err := wecom.New(address, 0, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := g.Send(t.Context(), notice); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", answer, err, want)
		}
	}
}

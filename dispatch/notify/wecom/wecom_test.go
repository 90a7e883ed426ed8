package wecom_test

import (
	"testing"

	"yian/care"
	"yian/dispatch/notify/gateway"
	"yian/dispatch/notify/gateway/gatewaytest"
	"yian/dispatch/notify/wecom"
)

func open(address string) (*gateway.Gateway, error) { return wecom.New(address, 0, nil) }

// The group reads neither a name nor anybody's number.
func TestAPostHoldsNothingPersonal(t *testing.T) {
	p := gatewaytest.New(t, `{"errcode":0,"errmsg":"ok"}`)
	g, err := open(p.Address)
	gatewaytest.Send(t, g, err)
	if want := `{"msgtype":"markdown","markdown":{"content":"` + gatewaytest.Text + `"}}`; p.Body != want || p.Query.Get("key") != "token" {
		t.Errorf("got %s", p.Body)
	}
}

func TestTheRobotsAnswersAreJudged(t *testing.T) {
	gatewaytest.Judges(t, open, map[string]error{`{"errcode":45009}`: care.ErrUnavailable, `{"errcode":-1}`: care.ErrUnavailable,
		`{"errcode":93000,"errmsg":"no"}`: care.ErrInvalid, `<html>`: care.ErrUnavailable, `{}`: care.ErrUnavailable})
}

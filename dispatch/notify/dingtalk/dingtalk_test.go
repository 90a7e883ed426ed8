package dingtalk_test

import (
	"testing"
	"time"

	"yian/care"
	"yian/dispatch/notify/dingtalk"
	"yian/dispatch/notify/gateway"
	"yian/dispatch/notify/gateway/gatewaytest"
)

func open(address string) (*gateway.Gateway, error) {
	return dingtalk.New(address, "SEC000", 0, func() time.Time { return time.UnixMilli(1700000000000) })
}

// The group reads neither a name nor anybody's number.
func TestAPostHoldsNothingPersonal(t *testing.T) {
	p := gatewaytest.New(t, `{"errcode":0,"errmsg":"ok"}`)
	g, err := open(p.Address)
	gatewaytest.Send(t, g, err)
	if want := `{"msgtype":"markdown","markdown":{"title":"颐安平台","text":"` + gatewaytest.Text + `"}}`; p.Body != want || p.Query.Get("key") != "token" {
		t.Errorf("got %s", p.Body)
	}
	// Made by openssl dgst -sha256 -hmac.
	if p.Query.Get("sign") != "ltBBey5eZrWKh1cPzFIdz3v3xpkc4Tjx4lLsPSHqdtA=" || p.Query.Get("timestamp") != "1700000000000" {
		t.Errorf("signed %q at %q", p.Query.Get("sign"), p.Query.Get("timestamp"))
	}
}

func TestTheRobotsAnswersAreJudged(t *testing.T) {
	gatewaytest.Judges(t, open, map[string]error{`{"errcode":130101}`: care.ErrUnavailable, `{"errcode":-1}`: care.ErrUnavailable,
		`{"errcode":310000,"errmsg":"no"}`: care.ErrInvalid, `<html>`: care.ErrUnavailable, `{}`: care.ErrUnavailable})
}

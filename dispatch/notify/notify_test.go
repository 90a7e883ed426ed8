package notify_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yian/care"
	"yian/dispatch/notify"
)

// one is a channel that takes everything but what a text cannot do.
type one care.Channel

func (o one) Name() care.Channel { return care.Channel(o) }
func (o one) Carries(kind string) bool {
	return kind != "connect" || care.Channel(o) == care.Webhook
}
func (o one) Send(context.Context, care.Notice) (string, error) { return string(o), nil }

func TestWaysByReceiverAndUrgency(t *testing.T) {
	all := []notify.Channel{one(care.Mail), one(care.DingTalk), one(care.WeCom), one(care.SMS), one(care.Webhook), one(care.Voice)}
	few := []notify.Channel{one(care.SMS), one(care.WeCom), nil}
	for name, c := range map[string]struct {
		set  []notify.Channel
		n    care.Notice
		want []care.Channel
	}{
		"a supervisor who must come":   {all, care.Notice{Kind: "ring", Receiver: "supervisor", Phone: "1"}, []care.Channel{care.Voice, care.Webhook, care.SMS, care.WeCom, care.DingTalk, care.Mail}},
		"one without a telephone":      {all, care.Notice{Kind: "ring", Receiver: "county_desk"}, []care.Channel{care.Webhook, care.WeCom, care.DingTalk, care.Mail}},
		"a family is no group":         {all, care.Notice{Kind: "ring", Receiver: "contact", Phone: "1"}, []care.Channel{care.Voice, care.Webhook, care.SMS}},
		"nor is a family's message":    {all, care.Notice{Kind: "message", Receiver: "contact", Phone: "1"}, []care.Channel{care.SMS, care.Webhook}},
		"what a supervisor must know":  {all, care.Notice{Kind: "message", Receiver: "supervisor", Phone: "1"}, []care.Channel{care.WeCom, care.DingTalk, care.Mail, care.SMS, care.Webhook}},
		"a copy by text":               {all, care.Notice{Kind: "message", Receiver: "supervisor", Phone: "1", Only: care.SMS}, []care.Channel{care.SMS}},
		"a test of a group by a guard": {all, care.Notice{Kind: "test", Receiver: "auditor", Only: care.WeCom}, []care.Channel{care.WeCom}},
		"a test of a number":           {all, care.Notice{Kind: "test", Receiver: "supervisor", Phone: "1"}, []care.Channel{care.Voice, care.Webhook, care.SMS}},
		"to be put through":            {all, care.Notice{Kind: "connect", Receiver: "operator", Phone: "1"}, []care.Channel{care.Webhook}},
		"with little set up":           {few, care.Notice{Kind: "ring", Receiver: "supervisor", Phone: "1"}, []care.Channel{care.SMS, care.WeCom}},
		"nothing reaches a neighbour":  {[]notify.Channel{one(care.WeCom)}, care.Notice{Kind: "ring", Receiver: "key_holder", Phone: "1"}, nil},
		"nothing set up":               {nil, care.Notice{Kind: "ring", Receiver: "supervisor", Phone: "1"}, nil},
	} {
		if diff := cmp.Diff(c.want, notify.New(c.set...).Ways(c.n)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	channels := notify.New(few...)
	if ref, err := channels.Send(t.Context(), care.Notice{Channel: care.SMS}); ref != "sms" || err != nil {
		t.Errorf("got %q, %v", ref, err)
	}
	if _, err := channels.Send(t.Context(), care.Notice{Channel: care.Voice}); !errors.Is(err, care.ErrInvalid) {
		t.Errorf("a channel that is not set up: got %v", err)
	}
	if channels.Opens(care.SMS, "x") || !channels.Rings() || notify.New(one(care.Mail)).Rings() {
		t.Error("doors or bells are wrong")
	}
}

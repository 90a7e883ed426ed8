package api

import (
	"encoding/base64"
	"testing"
	"time"

	"yian/care"
)

// doors are channels of which one tells receipts.
type doors struct{ told []ChannelReceipt }

func (d *doors) Names() []care.Channel { return []care.Channel{care.SMS, care.Webhook} }
func (d *doors) Opens(name care.Channel, secret string) bool {
	return name == care.SMS && secret == "geheim"
}
func (d *doors) Receipts(_ care.Channel, _ string, payload []byte) ([]ChannelReceipt, error) {
	if string(payload) == "garbage" {
		return nil, care.Invalid("body", "receipt.invalid", "回执看不懂")
	}
	return d.told, nil
}

func TestOnlyAChannelTellsItsReceipts(t *testing.T) {
	d := &doors{}
	s := startWith(t, func(deps *Deps) { deps.Channels = d })
	var sent struct {
		Key string `json:"key"`
	}
	s.ask("supervisor", "POST", "/api/v1/notices/test", map[string]any{"channel": "webhook", "to": "13900000001"}).into(t, &sent)
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte("yian:geheim"))
	for name, c := range map[string]struct {
		channel, key, secret, body string
		want                       int
	}{
		"no secret":          {"sms", sent.Key, "", "{}", 401},
		"a wrong one":        {"sms", sent.Key, "Bearer other", "{}", 401},
		"a session is none":  {"sms", sent.Key, "Bearer " + tokenFor("admin"), "{}", 401},
		"another channel's":  {"voice", sent.Key, "Bearer geheim", "{}", 401},
		"no such channel":    {"pigeon", sent.Key, "Bearer geheim", "{}", 401},
		"garbage":            {"sms", sent.Key, "Bearer geheim", "garbage", 422},
		"a notice of nobody": {"sms", "none", "Bearer geheim", "{}", 404},
		"by bearer":          {"sms", sent.Key, "Bearer geheim", "{}", 204},
		"by an address":      {"sms", sent.Key, basic, "{}", 204},
	} {
		d.told = []ChannelReceipt{{Key: c.key, Result: care.ReceiptDelivered}}
		header := []string{}
		if c.secret != "" {
			header = []string{"Authorization", c.secret}
		}
		if a := s.ask("", "POST", "/api/v1/channels/"+c.channel+"/receipts", c.body, header...); a.StatusCode != c.want {
			t.Errorf("%s: %d %s, want %d", name, a.StatusCode, a.body, c.want)
		}
	}
	var list List[care.Notice]
	s.ask("supervisor", "GET", "/api/v1/notices", nil).into(t, &list)
	if len(list.Items) != 1 || list.Items[0].Receipt != care.ReceiptDelivered {
		t.Errorf("the list shows %+v", list.Items)
	}
}

func TestChannelsAreShownWithHowTheyDid(t *testing.T) {
	s := startWith(t, func(deps *Deps) { deps.Channels = &doors{} })
	at := time.Now().UTC().Truncate(time.Millisecond)
	for _, try := range []care.ChannelTry{{Channel: care.SMS, At: at.Add(-25 * time.Hour)}, {Channel: care.SMS, At: at.Add(-time.Hour)}, {Channel: care.SMS, At: at, Error: "没有应答"}} {
		must(t, s.store.AddNotice(t.Context(), care.Notice{Key: try.At.String(), DueAt: at}, care.Entry{At: at, By: "admin", What: "notice.tested", Noun: "notice"}))
		must(t, s.store.SaveNotice(t.Context(), care.Notice{Key: try.At.String(), DoneAt: &at}, &try))
	}
	var list List[channelView]
	s.ask("operator", "GET", "/api/v1/channels", nil).into(t, &list)
	if len(list.Items) != len(care.Channels) {
		t.Fatalf("%d channels", len(list.Items))
	}
	for _, v := range list.Items {
		switch {
		case v.Channel == care.SMS:
			if !v.SetUp || v.Taken != 1 || v.Tries != 2 || v.Error != "没有应答" || v.FailedAt == nil || !v.FailedAt.Equal(at) || v.TakenAt == nil {
				t.Errorf("sms %+v", v)
			}
		case v.SetUp != (v.Channel == care.Webhook) || v.Tries != 0 || v.TakenAt != nil:
			t.Errorf("%+v", v)
		}
	}
}

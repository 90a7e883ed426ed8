package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"yian/api"
	"yian/care"
	"yian/dispatch/notify"
	"yian/dispatch/notify/dingtalk"
	"yian/dispatch/notify/gateway"
	"yian/dispatch/notify/mail"
	"yian/dispatch/notify/sms"
	"yian/dispatch/notify/voice"
	"yian/dispatch/notify/webhook"
	"yian/dispatch/notify/wecom"
)

// ChannelSettings are the ways to people beside the webhook. One without an address
// is not set up.
type ChannelSettings struct {
	SMS        string `name:"sms-url" env:"YIAN_SMS_URL" secret:"url" help:"Gateway for text messages, HTTP."`
	SMSAccount string `name:"sms-account" env:"YIAN_SMS_ACCOUNT" help:"Account there, for the form's use."`
	SMSSecret  string `name:"sms-secret" env:"YIAN_SMS_SECRET" secret:"all" help:"Its secret, for the form's use; receipts come in with it."`
	SMSForm    string `name:"sms-form" env:"YIAN_SMS_FORM" help:"File with the form in which this gateway is spoken to, YAML; default: one JSON object with id, phone and text."`

	Voice        string `name:"voice-url" env:"YIAN_VOICE_URL" secret:"url" help:"Gateway that rings telephones, reads a text aloud and takes a key, HTTP."`
	VoiceAccount string `name:"voice-account" env:"YIAN_VOICE_ACCOUNT" help:"Account there, for the form's use."`
	VoiceSecret  string `name:"voice-secret" env:"YIAN_VOICE_SECRET" secret:"all" help:"Its secret, for the form's use; receipts come in with it."`
	VoiceForm    string `name:"voice-form" env:"YIAN_VOICE_FORM" help:"File with the form in which this gateway is spoken to, YAML; default: one JSON object with id, phone, text and keys."`

	WeCom          string `name:"wecom-url" env:"YIAN_WECOM_URL" secret:"all" help:"Address of a robot in a WeCom group, which holds its key."`
	DingTalk       string `name:"dingtalk-url" env:"YIAN_DINGTALK_URL" secret:"all" help:"Address of a robot in a DingTalk group, which holds its token."`
	DingTalkSecret string `name:"dingtalk-secret" env:"YIAN_DINGTALK_SECRET" secret:"all" help:"Secret that signs posts to it."`

	MailServer   string   `name:"mail-server" env:"YIAN_MAIL_SERVER" help:"Mail server that takes our mail, like smtp.example.org:465."`
	MailSecurity string   `name:"mail-security" env:"YIAN_MAIL_SECURITY" default:"tls" enum:"tls,starttls,none" help:"How the way there is kept safe; none only for a server in the same house."`
	MailUsername string   `name:"mail-username" env:"YIAN_MAIL_USERNAME" help:"Account at the mail server."`
	MailPassword string   `name:"mail-password" env:"YIAN_MAIL_PASSWORD" secret:"all" help:"Its password."`
	MailFrom     string   `name:"mail-from" env:"YIAN_MAIL_FROM" help:"Our own mailbox."`
	MailTo       []string `name:"mail-to" env:"YIAN_MAIL_TO" help:"Mailboxes of the desk, which get what is overdue or missing."`

	ChannelTimeout time.Duration `name:"channel-timeout" env:"YIAN_CHANNEL_TIMEOUT" default:"5s" help:"How long one attempt over any of these channels may take, at most 7s."`
}

// mostTimeout is how long a channel may take before another owner of the notice
// would send it too.
const mostTimeout = 7 * time.Second

// faults returns what is wrong, each by the names of the settings.
func (s *ChannelSettings) faults() []error {
	var faults []error
	fault := func(name, problem string) { faults = append(faults, fmt.Errorf("%s: %s", name, problem)) }
	for name, address := range map[string]string{"sms-url": s.SMS, "voice-url": s.Voice, "wecom-url": s.WeCom, "dingtalk-url": s.DingTalk} {
		if address != "" && !strings.HasPrefix(address, "http://") && !strings.HasPrefix(address, "https://") {
			fault(name, "must begin with http:// or https://")
		}
	}
	if s.ChannelTimeout <= 0 || s.ChannelTimeout > mostTimeout {
		fault("channel-timeout", "must be more than nothing and at most 7s")
	}
	if len(faults) > 0 {
		return faults
	}
	if _, err := s.open(); err != nil {
		faults = append(faults, err)
	}
	return faults
}

// open returns the channels that are set up; nothing is called yet.
func (s *ChannelSettings) open() ([]notify.Channel, error) {
	var list []notify.Channel
	var faults []error
	add := func(name string, one notify.Channel, err error) {
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", name, err))
			return
		}
		list = append(list, one)
	}
	if s.SMS != "" {
		form, err := readForm(s.SMSForm)
		if err == nil {
			var one *gateway.Gateway
			one, err = sms.New(gateway.Config{URL: s.SMS, Account: s.SMSAccount, Secret: s.SMSSecret, Timeout: s.ChannelTimeout, Form: form}, nil)
			add("sms-form", one, err)
		} else {
			faults = append(faults, fmt.Errorf("sms-form: %w", err))
		}
	}
	if s.Voice != "" {
		form, err := readForm(s.VoiceForm)
		if err == nil {
			var one *gateway.Gateway
			one, err = voice.New(gateway.Config{URL: s.Voice, Account: s.VoiceAccount, Secret: s.VoiceSecret, Timeout: s.ChannelTimeout, Form: form}, nil)
			add("voice-form", one, err)
		} else {
			faults = append(faults, fmt.Errorf("voice-form: %w", err))
		}
	}
	if s.WeCom != "" {
		one, err := wecom.New(s.WeCom, s.ChannelTimeout, nil)
		add("wecom-url", one, err)
	}
	if s.DingTalk != "" {
		one, err := dingtalk.New(s.DingTalk, s.DingTalkSecret, s.ChannelTimeout, nil)
		add("dingtalk-url", one, err)
	}
	if s.MailServer != "" {
		one, err := mail.New(mail.Config{Server: s.MailServer, Security: s.MailSecurity, Username: s.MailUsername, Password: s.MailPassword,
			From: s.MailFrom, To: s.MailTo, Timeout: s.ChannelTimeout}, nil)
		add("mail-server, mail-from, mail-to", one, err)
	}
	return list, errors.Join(faults...)
}

// readForm reads how a gateway is spoken to; no file is the channel's own form.
func readForm(file string) (form gateway.Form, err error) {
	if file == "" {
		return form, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return form, errors.New("there is no such file that can be read")
	}
	defer f.Close()
	if err := yaml.NewDecoder(f, yaml.DisallowUnknownField()).Decode(&form); err != nil {
		return form, fmt.Errorf("%s: %w", yaml.FormatError(err, false, true), care.ErrInvalid)
	}
	return form, nil
}

// openChannels opens every way to people.
func (c *core) openChannels() (err error) {
	if c.webhook, err = webhook.New(webhook.Config{URL: c.set.Webhook, Secret: c.set.WebhookSecret, Timeout: c.set.WebhookTimeout}, nil); err != nil {
		return err
	}
	if c.telephone != nil { // a training seat has no other
		c.notifying = notify.New(c.telephone)
		return nil
	}
	list, err := c.set.ChannelSettings.open()
	if err != nil {
		return fmt.Errorf("app: %w", err)
	}
	if c.webhook.Configured() {
		list = append(list, c.webhook)
	}
	c.notifying = notify.New(list...)
	return nil
}

// channelDoor lets api see the channels.
type channelDoor struct{ *notify.Channels }

var _ api.Channels = channelDoor{}

// Receipts reads what a channel's gateway tells.
func (d channelDoor) Receipts(name care.Channel, contentType string, payload []byte) ([]api.ChannelReceipt, error) {
	list, err := d.Channels.Receipts(name, contentType, payload)
	out := make([]api.ChannelReceipt, len(list))
	for i, one := range list {
		out[i] = api.ChannelReceipt(one)
	}
	return out, err
}

// telephony is whatever rings the telephones of people.
func (c *core) telephony() probe {
	p := probe{name: "telephony"}
	if c.notifying.Rings() {
		p.check = c.gatewayWorks
	}
	return p
}

// telephoneTries is for how long the last attempt says something about now.
const telephoneTries = 24 * time.Hour

// works reports whether a channel took what it was last asked for.
func works(st care.ChannelState) bool {
	return st.FailedAt == nil || st.TakenAt != nil && !st.TakenAt.Before(*st.FailedAt)
}

// gatewayWorks is nil while any channel to telephones took what it was last asked for.
func (c *core) gatewayWorks(ctx context.Context) error {
	states, err := c.Records.ChannelStates(ctx, c.clock.Now().Add(-telephoneTries))
	if err != nil {
		return err
	}
	for _, name := range c.notifying.Names() {
		st := states[name]
		if name.ToGroup() {
			continue
		}
		if works(st) {
			return nil
		}
		err = errors.New("the gateway does not answer")
	}
	return err
}

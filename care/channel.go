package care

import "time"

// Channel is a way by which the platform reaches people (通道).
type Channel string

// The channels: the county's own gateway by one signed call, a gateway for text
// messages, one for voice, the robots of two group chats, and e-mail.
const (
	Webhook  Channel = "webhook"
	SMS      Channel = "sms"
	Voice    Channel = "voice"
	WeCom    Channel = "wecom"
	DingTalk Channel = "dingtalk"
	Mail     Channel = "mail"
)

// Channels lists every channel, in the order in which screens show them.
var Channels = []Channel{Voice, SMS, Webhook, WeCom, DingTalk, Mail}

// ToGroup reports whether c reaches a group that is set once, instead of the person
// whom a notice names.
func (c Channel) ToGroup() bool { return c == WeCom || c == DingTalk || c == Mail }

// ChannelTry is one attempt to send one notice over one channel.
type ChannelTry struct {
	Channel Channel
	At      time.Time
	Error   string // why it failed; empty when it was taken
}

// ChannelState is how a channel did lately.
type ChannelState struct {
	Channel Channel    `json:"channel" enum:"voice,sms,webhook,wecom,dingtalk,mail"`
	TakenAt *time.Time `json:"taken_at" nullable:"true" doc:"when it last took a notice"`
	// FailedAt and Error are the last failure's, however long ago.
	FailedAt *time.Time `json:"failed_at" nullable:"true"`
	Error    string     `json:"error,omitempty"`
	Taken    int        `json:"taken" doc:"attempts that it took, of those within 24 hours"`
	Tries    int        `json:"tries"`
}

package dispatch

import (
	"context"
	"net/mail"
	"slices"
	"strings"

	"github.com/google/uuid"

	"yian/care"
)

// nextWay is the channel that a notice goes over next: the one behind that which it
// went over last, round and round, without those that will not have it; "" when none
// is left. again is true once all were tried.
func nextWay(n *care.Notice, ways []care.Channel) (next care.Channel, again bool) {
	from := 0
	if n.Attempts > 0 {
		from = slices.Index(ways, n.Channel) + 1
	}
	for i := range ways {
		k := (from + i) % len(ways)
		if !slices.Contains(n.Refused, ways[k]) {
			return ways[k], n.Attempts > 0 && from+i >= len(ways)
		}
	}
	return "", true
}

// textKey ends the key of a copy by text message.
const textKey = "/sms"

// copyByText sends a person who is rung a text as well: a number that rings at night
// is not always picked up, and a text says whom to call back. It is a notice of its
// own, made once; the ring itself then needs none.
func (d *Desk) copyByText(ctx context.Context, n *care.Notice) {
	if n.Kind != "ring" || n.Only != "" || n.Phone == "" {
		return
	}
	ways := d.deps.Notifier.Ways(*n)
	if len(ways) == 0 || ways[0] == care.SMS || !slices.Contains(ways, care.SMS) {
		return
	}
	text := *n
	text.Key, text.Kind, text.Only, text.Channel = n.Key+textKey, "message", care.SMS, care.SMS
	e := care.Entry{At: d.now(), By: care.System, What: "notice.copied", Noun: "notice", Subject: text.Key, Note: n.Receiver}
	if err := d.deps.Outbox.AddNotice(context.WithoutCancel(ctx), text, e); err != nil {
		d.log.Warn("no text beside the ring", "err", err)
		return
	}
	n.Refused = append(n.Refused, care.SMS)
	d.noticeDue.Ring()
}

// ChannelTest is a wish to see whether a channel works.
type ChannelTest struct {
	Channel care.Channel
	// To is the number, or the mailbox, that gets it. A group that is set once needs none.
	To string
}

// TestChannel sends one test notice over one channel, as a person asked for on the
// screen, and returns its key. It is delivered like any other.
func (d *Desk) TestChannel(ctx context.Context, by care.Staff, want ChannelTest) (string, error) {
	now := d.now()
	n := care.Notice{Key: "test/" + uuid.NewString(), Channel: want.Channel, Only: want.Channel, Kind: "test", Receiver: string(by.Role), Name: by.Name,
		DueAt: now, Text: "颐安平台：通道测试，无需处理。"}
	to := strings.TrimSpace(want.To)
	switch {
	case !slices.Contains(care.Channels, want.Channel):
		return "", care.Invalid("body.channel", "channel.unknown", "没有这个通道")
	case want.Channel == care.Mail:
		if _, err := mail.ParseAddress(to); err != nil {
			return "", care.Invalid("body.to", "channel.mailbox", "请填写收件邮箱，例如 zhiban@example.org")
		}
		n.Mailbox = to
	case !want.Channel.ToGroup():
		if n.Phone = care.PhoneDigits(to); len(n.Phone) < 3 {
			return "", care.Invalid("body.to", "channel.number", "请填写要测试的电话号码")
		}
	}
	if len(d.deps.Notifier.Ways(n)) == 0 {
		return "", care.Conflict("channel.none", "这个通道还没有配置，请让管理员按运维手册设置")
	}
	err := d.deps.Outbox.AddNotice(ctx, n, care.Entry{At: now, By: by.ID, What: "notice.tested", Noun: "notice", Subject: n.Key, Note: string(want.Channel)})
	d.noticeDue.Ring()
	return n.Key, err
}

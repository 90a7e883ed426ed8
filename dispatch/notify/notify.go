// Package notify reaches people: it holds every channel that is set up, and knows
// which of them carry which notice, the best first. Each channel sends once; whoever
// owns the due row tries the next.
package notify

import (
	"context"
	"fmt"
	"slices"

	"yian/care"
)

// Channel is one way to people. It is safe for concurrent use.
type Channel interface {
	Name() care.Channel
	// Carries reports whether it has a form for this kind of notice. It is quick.
	Carries(kind string) bool
	// Send hands one notice over and returns what the channel calls it, if anything.
	// It blocks for at most its timeout and does not retry. care.ErrUnavailable is worth
	// another try; care.ErrInvalid, a channel that refuses, is not.
	Send(ctx context.Context, n care.Notice) (ref string, err error)
}

// Channels are those that are set up.
type Channels struct{ by map[care.Channel]Channel }

// New joins channels; nil ones are left out.
func New(list ...Channel) *Channels {
	c := &Channels{by: map[care.Channel]Channel{}}
	for _, one := range list {
		if one != nil {
			c.by[one.Name()] = one
		}
	}
	return c
}

// The rule: a telephone rings for what cannot wait, and the desk's own people read
// the rest in their group. What fails goes to the next, so the last are better than
// nobody.
var (
	urgent  = []care.Channel{care.Voice, care.Webhook, care.SMS, care.WeCom, care.DingTalk, care.Mail}
	patient = []care.Channel{care.WeCom, care.DingTalk, care.Mail, care.SMS, care.Webhook}
	through = []care.Channel{care.Webhook, care.Voice}
)

// desks are the receivers who read the desk's groups. Anybody else is reached at the
// own number only: a group must not read what goes to a family.
var desks = []string{"supervisor", "operator", "admin", "manager", "leader", "county_desk", "township_duty"}

// Ways are the channels that may carry a notice, the best first.
func (c *Channels) Ways(n care.Notice) []care.Channel {
	order := urgent
	switch {
	case n.Only != "":
		order = []care.Channel{n.Only}
	case n.Kind == "message":
		order = patient
	case n.Kind == "connect":
		order = through
	}
	var ways []care.Channel
	for _, name := range order {
		if one, set := c.by[name]; set && one.Carries(n.Kind) && reaches(name, n) {
			ways = append(ways, name)
		}
	}
	return ways
}

// reaches reports whether a channel leads to whom a notice is for. Without a number
// the county's gateway knows one by itself.
func reaches(name care.Channel, n care.Notice) bool {
	switch {
	case name == care.Webhook:
		return true
	case name.ToGroup(): // a test of somebody's number proves nothing there
		return n.Only == name || n.Kind != "test" && slices.Contains(desks, n.Receiver)
	}
	return n.Phone != ""
}

// Send hands a notice to its channel.
func (c *Channels) Send(ctx context.Context, n care.Notice) (string, error) {
	one, set := c.by[n.Channel]
	if !set {
		return "", fmt.Errorf("notify: channel %s is not set up: %w", n.Channel, care.ErrInvalid)
	}
	return one.Send(ctx, n)
}

// Names lists the channels that are set up, in the order in which screens show them.
func (c *Channels) Names() []care.Channel {
	return slices.DeleteFunc(slices.Clone(care.Channels), func(name care.Channel) bool { return c.by[name] == nil })
}

// Rings reports whether any channel reaches a telephone.
func (c *Channels) Rings() bool {
	return slices.ContainsFunc(c.Names(), func(name care.Channel) bool { return !name.ToGroup() })
}

// Told is one word of a gateway about a notice that it took.
type Told struct {
	Key    string // ours, if it gives that back
	Ref    string // its own
	Result care.NoticeReceipt
}

// Teller is a channel whose gateway tells afterwards what became of a notice, with the
// secret that opens this door.
type Teller interface {
	Opens(secret string) bool
	Receipts(contentType string, payload []byte) ([]Told, error)
}

// Opens reports whether secret is that of a channel which tells receipts.
func (c *Channels) Opens(name care.Channel, secret string) bool {
	t, tells := c.by[name].(Teller)
	return tells && secret != "" && t.Opens(secret)
}

// Receipts reads what a channel's gateway tells.
func (c *Channels) Receipts(name care.Channel, contentType string, payload []byte) ([]Told, error) {
	t, tells := c.by[name].(Teller)
	if !tells {
		return nil, care.NotFound("channel")
	}
	return t.Receipts(contentType, payload)
}

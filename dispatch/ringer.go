package dispatch

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"yian/care"
)

// A notice is tried at once and then with growing pauses, ringings times in all,
// which takes about a quarter of an hour.
const ringings = 10

// ringHold is for how long one owner has a notice to itself; longer than a
// gateway may take, shorter than anybody would wait for another owner.
const ringHold = 8 * time.Second

// sendWithin is how long a channel may take, whatever its own timeout: an owner must
// not lose its hold over it.
const sendWithin = ringHold - time.Second

func ringAgain(attempts int) time.Duration {
	return min(2*time.Second<<min(attempts, 10), 3*time.Minute)
}

// ringPeople sends every notice that is due at now, several at a time, so that
// one gateway that hangs delays nobody past its timeout.
func (d *Desk) ringPeople(ctx context.Context, now time.Time) error {
	list, err := d.deps.Outbox.DueNotices(ctx, now, 50)
	if err != nil || len(list) == 0 {
		return err
	}
	var g errgroup.Group
	g.SetLimit(8)
	for _, n := range list {
		g.Go(func() error {
			mine, err := d.deps.Outbox.ClaimNotice(ctx, n, now, now.Add(ringHold))
			if err != nil || !mine {
				return err
			}
			return d.ringOne(ctx, n)
		})
	}
	return g.Wait()
}

// errNoGateway gives up at once: a ring of a quarter of an hour ago helps nobody
// when a gateway is configured then.
var errNoGateway = fmt.Errorf("no gateway is configured: %w", care.ErrInvalid)

// overtaken reports whether nobody needs to be rung any more: a gateway that comes
// back after minutes must not wake a family for what has ended. What cannot be
// read is rung.
func (d *Desk) overtaken(ctx context.Context, n care.Notice) bool {
	if n.Kind == connectKind {
		return d.now().Sub(n.DueAt) > connectWithin
	}
	n.Key = strings.TrimSuffix(n.Key, textKey) // the text beside ends with its ring
	if id, wakes := wakeOf(n); wakes && d.deps.Wakes != nil {
		return d.wakeEnded(ctx, id)
	}
	if f, offers := offerIn(n.Key); offers {
		o, err := d.deps.Shelf.Order(ctx, care.Everything, f.order)
		return err == nil && !f.stands(&o)
	}
	if n.Incident == "" {
		return false
	}
	in, err := d.deps.Shelf.Incident(ctx, care.Everything, n.Incident)
	if err != nil {
		return false
	}
	return in.State == care.IncidentClosed || n.Ladder == "first" && in.Ladder.NextAt == nil || n.Ladder == "second" && in.Second.NextAt == nil
}

func (d *Desk) ringOne(ctx context.Context, n care.Notice) error {
	if d.overtaken(ctx, n) {
		n.FailedAt = at(d.now())
		return d.keep(ctx, n, nil, "failed")
	}
	if n.Attempts == 0 {
		d.copyByText(ctx, &n)
	}
	ways := d.deps.Notifier.Ways(n)
	channel, _ := nextWay(&n, ways)
	err := errNoGateway
	var tried *care.ChannelTry
	if channel != "" {
		n.Channel = channel
		bounded, cancel := context.WithTimeout(ctx, sendWithin)
		n.Ref, err = d.deps.Notifier.Send(bounded, n)
		cancel()
		tried = &care.ChannelTry{Channel: channel, At: d.now()}
	}
	now := d.now()
	n.Attempts++
	n.Error = ""
	if err == nil {
		n.DoneAt = at(now)
		return d.keep(ctx, n, tried, "sent")
	}
	n.Error = err.Error()
	if tried != nil {
		tried.Error = n.Error
		if errors.Is(err, care.ErrInvalid) {
			n.Refused = append(n.Refused, channel)
		}
	}
	next, round := nextWay(&n, ways)
	switch {
	case next == "", round && (n.Attempts >= ringings*len(ways) || n.Kind == connectKind): // an operator waits
		n.FailedAt = at(now)
		return d.keep(ctx, n, tried, "failed")
	case round:
		n.DueAt = now.Add(ringAgain(max(1, n.Attempts/len(ways))))
	default: // another way, at once
		n.DueAt = now
		defer d.noticeDue.Ring()
	}
	return d.keep(ctx, n, tried, "")
}

// keep notes what became of an attempt, and says so in the journal when it is the end.
func (d *Desk) keep(ctx context.Context, n care.Notice, tried *care.ChannelTry, verb string) error {
	// Noted even while stopping, or it would be sent a second time after the start.
	ctx = context.WithoutCancel(ctx)
	if verb == "" {
		return d.deps.Outbox.SaveNotice(ctx, n, tried)
	}
	e := care.Entry{At: d.now(), By: care.System, What: "notice." + verb, Noun: "notice", Subject: n.Key, Note: n.Receiver}
	if n.Incident != "" {
		e.Related = "incident:" + string(n.Incident)
	}
	err := d.deps.Outbox.SaveNotice(ctx, n, tried, e)
	if n.Kind == connectKind && verb == "failed" {
		err = errors.Join(err, d.connectFailed(ctx, n))
	}
	if verb == "failed" {
		err = errors.Join(err, d.offerFailed(ctx, n))
	}
	return err
}

// Reinforce rings the supervisors and the county desk: an operator asks for help
// with one key.
func (d *Desk) Reinforce(ctx context.Context, by care.Staff) error {
	now := d.now()
	list, err := d.supervisors(ctx, by.RegionID, by.CenterID)
	if err != nil {
		return err
	}
	county, err := d.countyDesk(ctx, by.RegionID)
	if err != nil {
		return err
	}
	id := uuid.NewString()
	for i, to := range eachOnce(append(list, county...)) {
		n := care.Notice{Key: fmt.Sprintf("reinforce/%s/%s/%d", id, to.Role, i), Kind: "ring", Receiver: to.Role, Name: to.Name, Phone: to.Phone,
			DueAt: now, Text: "颐安平台：值守台请求增援，请立即到岗或回拨 " + d.cfg.Hotline + "。"}
		if err := d.deps.Outbox.AddNotice(ctx, n, care.Entry{At: now, By: by.ID, What: "desk.reinforced", Noun: "desk", Subject: string(by.ID), Note: to.Role}); err != nil {
			return err
		}
	}
	d.noticeDue.Ring()
	return nil
}

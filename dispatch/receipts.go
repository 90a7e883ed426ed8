package dispatch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// Receipt is what the gateway tells of a notice after it took it.
type Receipt struct {
	Key string // the notice's
	// Channel is whose word it is; "" is the one that the notice went over last. Ref
	// names the notice instead of Key, when the channel knows it by a name of its own
	// only.
	Channel    care.Channel
	Ref        string
	Result     care.NoticeReceipt
	ETASeconds int // when who accepted expects to be there; 0 is unknown
}

// How long the ladders wait once somebody accepted by telephone. It does not end
// them: consoles ring on, and should nobody answer there either, they go on.
const acceptedPause = 10 * time.Minute

// mostETA is the longest time that anybody who accepts may say; what is longer is told in
// another unit, and is not known.
const mostETA = 24 * 60 * 60

// Receipt takes the gateway's word. Whoever accepted is noted on the timeline and
// holds the ladders back for a while; one who goes to the door is help on the way,
// and the senior hears it, whether or not anybody sits at a console. Idempotent;
// blocks until on disk.
func (d *Desk) Receipt(ctx context.Context, r Receipt) error {
	n, err := d.noticeOf(ctx, r)
	if err != nil {
		return fmt.Errorf("dispatch: receipt: %w", err)
	}
	if r.ETASeconds < 0 || r.ETASeconds > mostETA {
		r.ETASeconds = 0
	}
	over := cmp.Or(r.Channel, n.Channel)
	switch {
	case n.Receipt == care.ReceiptAccepted:
		return nil // a delivery report behind the key that was pressed changes nothing
	case n.Receipt == r.Result && (n.ReceiptBy == over || n.ReceiptBy == ""):
		return nil // told twice
	case r.Result == care.ReceiptFailed && over != n.Channel && (n.DoneAt != nil || slices.Contains(n.Refused, over)):
		return nil // it went another way since
	}
	now := d.now()
	if state, news := connectReceipts[r.Result]; news && n.Kind == connectKind {
		if _, err := d.connected(ctx, keeper, care.PhoneCallID(strings.TrimPrefix(n.Key, connectKey)), state, "", now); err != nil {
			return err
		}
	}
	offer, offers := offerIn(n.Key)
	if offers {
		if err := d.offerTold(ctx, n, offer, r, now); err != nil {
			return err
		}
	}
	if r.Result == care.ReceiptAccepted && n.Incident != "" && !offers {
		if err := d.acceptedByPhone(ctx, n, r.ETASeconds, now); err != nil {
			return err
		}
	}
	if id, wakes := wakeOf(n); r.Result == care.ReceiptAccepted && wakes && d.deps.Wakes != nil {
		if err := d.wakeAccepted(ctx, id, n, now); err != nil {
			return fmt.Errorf("dispatch: accepted by telephone: %w", err)
		}
	}
	e := care.Entry{At: now, By: care.System, What: "notice." + string(r.Result), Noun: "notice", Subject: n.Key, Note: n.Receiver}
	if n.Incident != "" {
		e.Related = "incident:" + string(n.Incident)
	}
	if err := d.deps.Outbox.NoticeReceived(ctx, n.Key, over, r.Result, now, e); err != nil {
		return fmt.Errorf("dispatch: receipt: %w", err)
	}
	if r.Result == care.ReceiptFailed && !offers { // who cannot be rung is not asked by post
		if more, err := d.otherWay(ctx, n, now); more || err != nil {
			return err
		}
	}
	if refused(r.Result) && n.Incident != "" && n.Ladder != "" {
		return d.nextOne(ctx, n, now)
	}
	return nil
}

func (d *Desk) noticeOf(ctx context.Context, r Receipt) (care.Notice, error) {
	if r.Key == "" {
		return d.deps.Outbox.NoticeRef(ctx, r.Channel, r.Ref)
	}
	return d.deps.Outbox.Notice(ctx, r.Key)
}

// otherWay sends by its next way what its channel took and then could not deliver, and
// reports whether there is one. A number at which the only channel fails says nothing
// of that channel; where several are set up, each that fails is counted.
func (d *Desk) otherWay(ctx context.Context, n care.Notice, now time.Time) (more bool, err error) {
	if n.DoneAt == nil || n.Kind == connectKind || d.overtaken(ctx, n) {
		return false, nil
	}
	second := n.Receipt == care.ReceiptFailed // the one before was of another channel
	n.Refused = append(n.Refused, n.Channel)
	next, _ := nextWay(&n, d.deps.Notifier.Ways(n))
	if more = next != ""; !more && !second {
		return false, nil
	}
	if more {
		n.DoneAt, n.DueAt, n.Ref = nil, now, ""
	}
	if err := d.deps.Outbox.SaveNotice(ctx, n, &care.ChannelTry{Channel: n.Channel, At: now, Error: "不能送达"}); err != nil {
		return false, fmt.Errorf("dispatch: receipt: %w", err)
	}
	d.noticeDue.Ring()
	return more, nil
}

// mayRun reports whether who was rung can be at the door, and whether they were only told:
// a contact abroad takes care of it and is not on the way, one who is old or ill as well
// has heard it, and nobody waits for them.
func (d *Desk) mayRun(ctx context.Context, n care.Notice) (runs, frail bool) {
	if n.Receiver != "contact" && n.Receiver != "key_holder" {
		return true, false
	}
	in, err := d.deps.Shelf.Incident(ctx, care.Everything, n.Incident)
	if err != nil {
		return true, false
	}
	runs = true
	for _, id := range in.ElderIDs {
		e, err := d.deps.People.Elder(ctx, care.Everything, id)
		if err != nil {
			continue
		}
		for _, c := range e.Contacts {
			if care.SameNumber(c.Phone, n.Phone) && !c.MayRun() {
				runs, frail = false, frail || c.Frail
			}
		}
	}
	return runs, frail
}

func (d *Desk) acceptedByPhone(ctx context.Context, n care.Notice, eta int, now time.Time) error {
	runs, frail := d.mayRun(ctx, n)
	_, err := d.deps.Book.ChangeIncident(ctx, n.Incident, func(c *care.Case) (care.Change, error) {
		in := c.Incident
		if in.State == care.IncidentClosed {
			return care.Change{}, nil
		}
		change := care.Change{Entries: []care.Entry{incidentEntry(in, now, care.System, "phone_accepted", strings.TrimSpace(n.Receiver+" "+n.Name))}}
		if role, goes := onTheWay[n.Receiver]; goes && runs {
			if !slices.Contains(in.Help, n.Receiver) {
				in.Help = append(in.Help, n.Receiver)
			}
			if in.State == care.IncidentOpen || in.State == care.IncidentAnswered {
				dispatched(in, &change, now, care.System, goer{name: strings.TrimSpace(role + " " + n.Name), spoken: role + care.SpokenName(n.Name), eta: max(eta, 0)})
			}
		}
		if !frail {
			d.spare(in, now)
		}
		d.expect(c, now)
		return change, nil
	})
	if err != nil && !errors.Is(err, care.ErrNotFound) {
		return fmt.Errorf("dispatch: accepted by telephone: %w", err)
	}
	return nil
}

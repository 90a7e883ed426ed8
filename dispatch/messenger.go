package dispatch

import (
	"context"
	"hash/fnv"
	"time"

	"golang.org/x/sync/errgroup"

	"yian/care"
)

// Feedback goes again after 5, 10, 20, 40 and then every 60 seconds until the
// device confirms, at most tellings times; a repeat of the call or a reconnect
// begins anew.
const (
	tellings  = 20
	tellLanes = 8 // devices told at the same time; one device is told in order
)

func tellAgain(attempts int) time.Duration {
	return min(5*time.Second<<min(attempts, 4), time.Minute)
}

// tellDevices sends every feedback that is due at now. A device that cannot be
// reached holds up nobody but those of its lane, for the downlink's timeout.
func (d *Desk) tellDevices(ctx context.Context, now time.Time) error {
	list, err := d.deps.Outbox.DueFeedback(ctx, now, 500)
	if err != nil || len(list) == 0 {
		return err
	}
	lanes := make([][]int, tellLanes)
	for i, f := range list {
		h := fnv.New32a()
		_, _ = h.Write([]byte(f.Device)) // never fails
		l := h.Sum32() % tellLanes
		lanes[l] = append(lanes[l], i)
	}
	var g errgroup.Group
	for _, lane := range lanes {
		g.Go(func() error {
			for _, i := range lane {
				d.tell(ctx, &list[i])
			}
			return nil
		})
	}
	_ = g.Wait() // tell never fails: an attempt is noted on the row
	if len(list) == 500 {
		d.feedbackDue.kick()
	}
	return d.deps.Outbox.FeedbackSent(context.WithoutCancel(ctx), list)
}

func (d *Desk) tell(ctx context.Context, f *care.Feedback) {
	err := d.deps.Downlink.Feedback(ctx, *f)
	now := d.now()
	f.SentAt, f.NextAt = nil, at(now.Add(tellAgain(f.Attempts)))
	if err != nil {
		d.log.Warn("feedback not sent, will try again", "device_id", f.Device, "step", f.Step, "err", err)
		return
	}
	f.SentAt = at(now)
	if f.Attempts+1 >= tellings {
		f.NextAt = nil
	}
}

package dispatch

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"yian/care"
)

// Feedback goes again after 5, 10, 20, 40 and then every 60 seconds until the
// device confirms, at most tellings times; a repeat of the call or a reconnect
// begins anew. What the broker did not take is tried again sooner: after 1, 2, 4
// seconds and so on.
const (
	tellings  = 20
	tellLanes = 8   // devices told at the same time
	tellMost  = 100 // in one pass
	// tellFor is how long a device that cannot be reached is worth trying.
	tellFor = 24 * time.Hour
)

func repeatAfter(attempts int) time.Duration {
	return min(5*time.Second<<min(attempts, 4), time.Minute)
}

func unsentAgain(attempts int) time.Duration {
	return min(time.Second<<min(attempts, 6), time.Minute)
}

// tellFirst sends what is due at now and was never told. It does not wait for
// repeats, of which there may be thousands.
func (d *Desk) tellFirst(ctx context.Context, now time.Time) error {
	return d.tellDue(ctx, now, d.deps.Outbox.FirstFeedback, d.feedbackDue)
}

// tellAgain sends what is due at now and was told before.
func (d *Desk) tellAgain(ctx context.Context, now time.Time) error {
	return d.tellDue(ctx, now, d.deps.Outbox.AgainFeedback, d.repeatDue)
}

// tellDue sends feedback that is due. A device that cannot be reached holds up
// nobody but those of its lane, for the downlink's timeout.
func (d *Desk) tellDue(ctx context.Context, now time.Time, due func(context.Context, time.Time, int) ([]care.Feedback, error), more kick) error {
	list, err := due(ctx, now, tellMost)
	if err != nil || len(list) == 0 {
		return err
	}
	full := len(list) == tellMost
	if reaches := d.deps.Reaches; reaches != nil {
		// What others tell is still due then, and no reason to come back at once.
		list, full = slices.DeleteFunc(list, func(f care.Feedback) bool { return !reaches(f.Device) }), false
	}
	if list = d.ours(ctx, list); len(list) == 0 {
		return nil
	}
	if full {
		defer more.kick()
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
	return d.deps.Outbox.FeedbackSent(context.WithoutCancel(ctx), list)
}

// Turns spares devices a feedback from each process of the site. It decides
// nothing: hearing a feedback twice does no harm.
type Turns interface {
	// First reports for each key whether nobody asked for it within hold. It blocks
	// for at most a second; after an error everybody may go ahead.
	First(ctx context.Context, keys []string, hold time.Duration) ([]bool, error)
}

// turnHold is how long the others leave a feedback to the process that was first.
// If that died, they tell it then.
const turnHold = 5 * time.Second

// ours leaves out what another process is telling now.
func (d *Desk) ours(ctx context.Context, list []care.Feedback) []care.Feedback {
	if d.deps.Turns == nil {
		return list
	}
	keys := make([]string, len(list))
	for i, f := range list {
		keys[i] = turnOf(&f)
	}
	first, err := d.deps.Turns.First(ctx, keys, turnHold)
	if err != nil {
		return list
	}
	mine := list[:0]
	for i, f := range list {
		if first[i] {
			mine = append(mine, f)
		}
	}
	return mine
}

// turnOf names one telling: what is said, and what was said and when before.
func turnOf(f *care.Feedback) string {
	told := int64(0)
	if f.SentAt != nil {
		told = f.SentAt.UnixMilli()
	}
	h := fnv.New64a()
	fmt.Fprintln(h, f.Call, f.Step, f.Said, f.At.UnixMilli(), f.By, f.ETASeconds, f.Attempts, f.NextAt.UnixMilli(), told) // never fails
	return fmt.Sprintf("%s/%x", f.Device, h.Sum64())
}

// inWords is f as its senior hears it.
func (d *Desk) inWords(ctx context.Context, f care.Feedback) care.Feedback {
	if d.deps.Speech != nil {
		f = d.deps.Speech.Say(ctx, f)
	}
	f.Text = f.Words()
	return f
}

func (d *Desk) tell(ctx context.Context, f *care.Feedback) {
	err := d.deps.Downlink.Feedback(ctx, d.inWords(ctx, *f))
	now := d.now()
	f.SentAt, f.NextAt = nil, at(now.Add(repeatAfter(f.Attempts)))
	if err != nil {
		if f.NextAt = at(now.Add(unsentAgain(f.Attempts))); now.Sub(f.At) > tellFor {
			f.NextAt = nil // of a day that nobody wants to hear of any more
		}
		d.log.Warn("feedback not sent, will try again", "device_id", f.Device, "step", f.Step, "err", err)
		return
	}
	f.SentAt = at(now)
	if f.Attempts+1 >= tellings {
		f.NextAt = nil
	}
}
